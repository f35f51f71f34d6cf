import { PutUserPermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createCrowd } from "../../support/crowd.ts";
import type { TestGatewayOptions } from "../../support/gateway.ts";

const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
const details = "GetAccountAuthorizationDetails";

/** A crowd of users of whom nobody may read in bulk. */
async function createDeniedCrowd(count: number, options: TestGatewayOptions = {}) {
  const account = await createCrowd(count, options);
  account.embedded.setFaults({ deny: [details] });
  return account;
}

describe("boundaries", () => {
  const query = graphql(`query Boundaries { users { nodes { userName tags { key } permissionsBoundary { arn } } } }`);

  it.each([
    [undefined, { GetAccountAuthorizationDetails: 1 }],
    [false, { ListUsers: 1, GetUser: 6 }],
  ])("are told by the details unless these are said not to carry them: %j", async (detailsCarryBoundary, counts) => {
    await using account = await createCrowd(6, { detailsCarryBoundary });
    await account.admin.send(
      new PutUserPermissionsBoundaryCommand({ UserName: "user-0003", PermissionsBoundary: boundary }),
    );
    const { data } = await account.execute(query);
    expect(data?.users?.nodes.map(({ permissionsBoundary }) => permissionsBoundary?.arn)).toEqual([
      ...[undefined, undefined, undefined],
      boundary,
      ...[undefined, undefined],
    ]);
    expect(account.counts()).toEqual(counts);
  });

  it("that the details do tell are not asked for again, whatever is said of them", async () => {
    await using account = await createCrowd(6, { detailsCarryBoundary: false });
    for (const UserName of account.names) {
      await account.admin.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: boundary }));
    }
    const first = await account.execute(
      graphql(`query TagsForCursor { users(first: 1) { nodes { tags { key } } pageInfo { endCursor } } }`),
    );
    account.forgetCalls();
    const { data } = await account.execute(
      graphql(`query BoundariesAfter($after: String) {
        users(after: $after) { nodes { permissionsBoundary { arn } } }
      }`),
      { after: first.data?.users?.pageInfo.endCursor },
    );
    expect(data?.users?.nodes).toEqual(Array(5).fill({ permissionsBoundary: { arn: boundary } }));
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1 });
  });
});

describe("details that may not be read", () => {
  const query = graphql(`query TagsOfPage { users { nodes { userName tags { value } } } }`);

  it("are done without, user by user, and not asked for again for ten minutes", async () => {
    let now = 0;
    await using account = await createDeniedCrowd(6, { latencyStatistics: { now: () => now, unseenLatencyMs: 0 } });
    const ask = async () => {
      account.forgetCalls();
      const { data, errors } = await account.execute(query);
      expect([data?.users?.nodes.map(({ tags }) => tags?.[0]?.value), errors]).toEqual([account.names, undefined]);
      return account.counts();
    };
    expect(await ask()).toEqual({ GetAccountAuthorizationDetails: 1, ListUsers: 1, GetUser: 6 });
    expect(await ask()).toEqual({ ListUsers: 1, GetUser: 6 });
    now = 600_000;
    account.embedded.setFaults({});
    expect(await ask()).toEqual({ GetAccountAuthorizationDetails: 1 });
  });

  it("are done without where users come from another list, too", async () => {
    await using account = await createDeniedCrowd(6);
    const { data, errors } = await account.execute(
      graphql(
        `query TagsByDeniedDevice { virtualMfaDevices { nodes { user { tags { value } groups { totalCount } } } } }`,
      ),
    );
    expect([data?.virtualMfaDevices?.nodes.map(({ user }) => user?.tags?.[0]?.value), errors]).toEqual([
      account.names,
      undefined,
    ]);
    expect(account.counts()).toEqual({
      ListVirtualMFADevices: 1,
      GetAccountAuthorizationDetails: 1,
      GetUser: 6,
      ListGroupsForUser: 6,
    });
  });
});

describe("a fall-back that would make more calls than the request may", () => {
  it("spends nothing, and fails the field with QUERY_TOO_EXPENSIVE for each user", async () => {
    await using account = await createDeniedCrowd(30, { limits: { maxIamCalls: 31 } });
    const { data, errors } = await account.execute(
      graphql(`query TagsTooDear { users { nodes { userName tags { value } } } }`),
    );
    expect(data?.users?.nodes).toEqual(account.names.map((userName) => ({ userName, tags: null })));
    expect(errors).toEqual(
      account.names.map((_name, index) =>
        expect.objectContaining({
          path: ["users", "nodes", index, "tags"],
          extensions: { code: "QUERY_TOO_EXPENSIVE", action: "GetUser", limit: 31, pageSize: 29 },
        }),
      ),
    );
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1, ListUsers: 1 });
  });

  it("is made where it just fits", async () => {
    await using account = await createDeniedCrowd(30, { limits: { maxIamCalls: 32 } });
    const { errors } = await account.execute(graphql(`query TagsJustPaid { users { nodes { tags { value } } } }`));
    expect([errors, account.counts()]).toEqual([
      undefined,
      { GetAccountAuthorizationDetails: 1, ListUsers: 1, GetUser: 30 },
    ]);
  });

  it("fails one field of two where both do not fit, and spends nothing on that one", async () => {
    await using account = await createDeniedCrowd(30, { limits: { maxIamCalls: 40 } });
    const { data, errors } = await account.execute(
      graphql(`query TagsOrGroups { users { nodes { tags { value } groups { nodes { groupName } } } } }`),
    );
    expect(data?.users?.nodes).toEqual(account.names.map((value) => ({ tags: [{ value }], groups: null })));
    expect(new Set(errors?.map(({ path, extensions }) => `${path?.at(-1)} ${extensions?.["code"]}`))).toEqual(
      new Set(["groups QUERY_TOO_EXPENSIVE"]),
    );
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1, ListUsers: 1, GetUser: 30 });
  });
});
