import { describe, expect, it } from "vitest";
import { createUsers } from "../../support/account.ts";
import { createTestGateway } from "../../support/gateway.ts";

const usage = { "iamql-usage": "1" };
const explain = { "iamql-explain": "1" };

describe("iamql-usage: 1", () => {
  it("reports the IAM calls of a request, and the plan of each batch", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 4, "user-", "/p/");
    const { data, extensions } = await account.execute(
      '{ users(pathPrefix: "/p/") { nodes { tags { value } } } }',
      {},
      usage,
    );
    expect(data).toMatchObject({ users: { nodes: [{}, {}, {}, {}] } });
    expect(extensions).toEqual({
      iam: {
        calls: { GetAccountAuthorizationDetails: 1, GetAccountSummary: 1, ListUsers: 1 },
        retried: {},
        throttled: {},
        coalesced: {},
        fromCache: {},
        waitedMs: 0,
        plans: [{ fields: ["tags"], entities: 4, calls: { GetAccountAuthorizationDetails: 1 } }],
      },
    });
  });

  it("has the attempts that IAM throttled, and the retries", async () => {
    let calls = 0;
    await using account = await createTestGateway({
      maxAttempts: 3,
      intercept: () => (++calls === 1 ? throttling : undefined),
    });
    const { errors, extensions } = await account.execute("{ users { nodes { userName } } }", {}, usage);
    expect(errors).toBeUndefined();
    expect(extensions).toMatchObject({
      iam: { calls: { ListUsers: 1 }, retried: { ListUsers: 1 }, throttled: { ListUsers: 1 } },
    });
  });

  it("reports the time that calls waited for the account's rate limit", async () => {
    await using account = await createTestGateway({ iamCallRate: { perSecond: 50, burst: 1 } });
    const { extensions } = await account.execute(
      '{ a: user(userName: "a") { id } b: user(userName: "b") { id } }',
      {},
      usage,
    );
    expect(extensions).toMatchObject({ iam: { calls: { GetUser: 2 }, waitedMs: expect.any(Number) } });
    expect(JSON.stringify(extensions)).not.toContain('"waitedMs":0');
  });

  it("is part of responses to mutations too, and of responses with errors", async () => {
    await using account = await createTestGateway();
    const mutation = 'mutation { createGroup(input: {groupName: "Staff"}) { __typename } }';
    expect((await account.execute(mutation, {}, usage)).extensions).toMatchObject({
      iam: { calls: { CreateGroup: 1 } },
    });
    const { errors, extensions } = await account.execute("{ users(first: 2, last: 2) { totalCount } }", {}, usage);
    expect([errors?.length, extensions]).toMatchObject([1, { iam: { calls: {} } }]);
  });

  it("is left out of responses to requests without the header", async () => {
    await using account = await createTestGateway();
    expect((await account.execute("{ accountSummary { users } }")).extensions).toBeUndefined();
    const { extensions } = await account.execute("{ accountSummary { users } }", {}, { "iamql-usage": "0" });
    expect(extensions).toBeUndefined();
  });
});

describe("iamql-explain: 1", () => {
  it("executes nothing, and estimates the minimum and maximum calls by action, with the reasons", async () => {
    await using account = await createTestGateway({ limits: { maxIamCalls: 3 } });
    const { data, errors, extensions } = await account.execute(
      "query ($n: Int) { oidcProviders(first: $n) { nodes { clientIds } } }",
      { n: 7 },
      explain,
    );
    expect([data, errors, account.calls]).toEqual([null, undefined, []]);
    expect(extensions).toEqual({
      iam: {
        estimate: {
          least: 1,
          most: 8,
          mostPlanned: 8,
          limit: 3,
          calls: [
            {
              action: "GetOpenIDConnectProvider",
              least: 0,
              most: 7,
              why: "client ids, thumbprints, creation date or tags of providers",
            },
            { action: "ListOpenIDConnectProviders", least: 1, most: 1, why: "the ARNs of all providers" },
          ],
        },
        nodes: 7,
      },
    });
  });

  it("writes nothing", async () => {
    await using account = await createTestGateway();
    const { extensions } = await account.execute(
      'mutation { createGroup(input: {groupName: "Staff"}) { __typename } }',
      {},
      { ...explain, "idempotency-key": "k" },
    );
    expect(extensions).toMatchObject({ iam: { estimate: { calls: [{ action: "CreateGroup", most: 2 }] } } });
    expect([account.calls, account.auditLines]).toEqual([[], []]);
  });

  it("says what is wrong with variables, as execution would", async () => {
    await using account = await createTestGateway();
    const { errors } = await account.execute("query ($n: Int!) { users(first: $n) { totalCount } }", {}, explain);
    expect(errors).toMatchObject([{ message: expect.stringContaining('Variable "$n"') }]);
  });
});

it.each(["iamql-usage", "iamql-explain"])(
  "rejects a header %s that is neither 1 nor 0, and executes nothing",
  async (name) => {
    await using account = await createTestGateway();
    const { data, errors, response } = await account.execute(
      'mutation { createGroup(input: {groupName: "Staff"}) { __typename } }',
      {},
      { [name]: "yes" },
    );
    expect([response.status, data, account.calls]).toEqual([400, undefined, []]);
    expect(errors).toMatchObject([
      {
        message: `Invalid ${name} header: use 1 or 0. The operation was not executed.`,
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  },
);

const throttling = {
  status: 400,
  body: '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error><RequestId>r</RequestId></ErrorResponse>',
};
