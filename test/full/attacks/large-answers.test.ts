import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectBounded } from "../../attacks/attack.ts";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { temporaryFolder } from "../../support/command.ts";
import { writeFullAccount } from "../../support/full-account.ts";

/** If a setting allows ten times as many entities as the default. */
const MAX_ADDED_MIB_BY_MORE_NODES = 400;
const LIMIT = 16_777_216;

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;
beforeAll(async () => {
  temporary = await temporaryFolder();
  file = temporary.file("iam.sqlite");
  await writeFullAccount(file);
});
afterAll(() => temporary[Symbol.asyncDispose]());

const user = "tags { key value } arn";
const aliased = [user, ...Array.from({ length: 14 }, (_, at) => `t${at}: tags { key value } a${at}: arn`)].join(" ");
/** A query over users of groups of users. */
const nested = (first: number, groups: number, selection: string, directive = "") =>
  `{ users(first: ${first}) { nodes ${directive} { groups(first: ${groups}) { nodes { users(first: 48) { nodes { ${selection} } } } } } } }`;

/** Sends a query, and expects bounded memory and that another caller is served meanwhile. */
async function attack(query: string, { accept = "application/json", env = {} } = {}) {
  await using attacked = await startAttacked({ IAMQL_EMBEDDED_IAM_FILE: file, ...env });
  const report = await attacked.during(async () => {
    const response = await fetch(attacked.url, {
      method: "POST",
      headers: { "content-type": "application/json", accept },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, text: await response.text() };
  });
  console.log(`added ${report.addedMiB.toFixed(0)} MiB; worked at most ${report.mostWorkMs.toFixed(0)} ms`);
  expectBounded(report, "IAMQL_MAX_NODES" in env ? MAX_ADDED_MIB_BY_MORE_NODES : undefined);
  return report.result;
}

describe("a query over 1,000 users in groups of 48", () => {
  it("is rejected before it runs if it selects more entities than IAMQL_MAX_NODES", async () => {
    const { status, text } = await attack(nested(1000, 10, user));
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([400, "QUERY_TOO_EXPENSIVE"]);
  });

  it("succeeds if the response is as large as allowed", async () => {
    const { status, text } = await attack(nested(1000, 1, `${user} userName path`));
    expect([status, text.length > 0.9 * LIMIT, text.length <= LIMIT]).toEqual([200, true, true]);
    expect(JSON.parse(text).errors).toBeUndefined();
  });

  it.each([
    ["with more entities than IAMQL_MAX_NODES has by default", nested(1000, 10, user), { IAMQL_MAX_NODES: "500000" }],
    ["with aliases", nested(1000, 1, aliased), {}],
  ])("ends with RESPONSE_TOO_LARGE if the response is larger: %s", async (_what, query, env) => {
    const { status, text } = await attack(query, { env });
    const { data, errors } = JSON.parse(text);
    expect([status, data, errors[0].extensions]).toEqual([
      400,
      undefined,
      { code: "RESPONSE_TOO_LARGE", limit: LIMIT },
    ]);
  });

  it.each([
    ["@stream", nested(390, 1, aliased, "@stream(initialCount: 1)")],
    [
      "@defer",
      `{ users(first: 390) { nodes { userName ... @defer { groups(first: 1) { nodes { users(first: 48) { nodes { ${aliased} } } } } } } } }`,
    ],
  ])("ends with a part that has the error if the parts of %s are larger together", async (_directive, query) => {
    const { status, text } = await attack(query, { accept: "multipart/mixed" });
    const parts = [...text.matchAll(/\r\n\r\n(\{.*\})\r\n/g)].map(([, part = ""]) => part);
    expect([status, parts.length > 2, text.length <= 1.05 * LIMIT]).toEqual([200, true, true]);
    const { incremental, hasNext } = JSON.parse(parts.at(-1) ?? "");
    expect([hasNext, incremental[0].errors[0].extensions]).toEqual([
      false,
      { code: "RESPONSE_TOO_LARGE", limit: LIMIT },
    ]);
  });

  it("ends with REQUEST_TIMEOUT if it takes too long, although all data is in memory", async () => {
    const { status, text } = await attack(nested(1000, 10, "userName"), {
      env: { IAMQL_MAX_NODES: "500000", IAMQL_MAX_RESPONSE_BYTES: "268435456", IAMQL_REQUEST_TIMEOUT_MS: "500" },
    });
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([504, "REQUEST_TIMEOUT"]);
  });
});

describe("a mutation that selects more than fits in a response", () => {
  it("says that it is done", async () => {
    const ofUsers = (groups: number, selection: string) =>
      `groups(first: ${groups}) { nodes { users(first: 48) { nodes { ${selection} } } } }`;
    const { status, text } = await attack(
      `mutation { tagUser(input: { userName: "user-0001", tags: [{ key: "Team", value: "core" }] }) {
        __typename ... on TagUserPayload { user { userName ${ofUsers(10, ofUsers(1, aliased))} } } } }`,
    );
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      {
        data: { tagUser: { __typename: "TagUserPayload", user: null } },
        errors: [
          {
            path: ["tagUser", "user"],
            extensions: {
              code: "RESPONSE_TOO_LARGE",
              outcome: "DONE",
              writes: [{ action: "TagUser", target: "user-0001" }],
            },
          },
        ],
      },
    ]);
  });
});
