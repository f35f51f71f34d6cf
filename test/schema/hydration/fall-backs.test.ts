import { PutUserPermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createCrowd } from "../../support/crowd.ts";
import type { TestGatewayOptions } from "../../support/gateway.ts";

const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
const details = "GetAccountAuthorizationDetails";

/** A crowd in an account that denies the details. */
async function createDeniedCrowd(count: number, options: TestGatewayOptions = {}) {
  const account = await createCrowd(count, options);
  account.embedded.setFaults({ deny: [details] });
  return account;
}

describe("permissions boundaries", () => {
  const query = graphql(`query Boundaries { users { nodes { userName tags { key } permissionsBoundary { arn } } } }`);

  it.each([
    [undefined, { GetAccountAuthorizationDetails: 1 }],
    [false, { ListUsers: 1, GetUser: 6 }],
  ])("come from the details unless detailsCarryBoundary is false: %j", async (detailsCarryBoundary, counts) => {
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

  it("in the details are not read again, even if detailsCarryBoundary is false", async () => {
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

describe("denied details", () => {
  const query = graphql(`query TagsOfPage { users { nodes { userName tags { value } } } }`);

  it("are replaced by look-ups, and not tried again for ten minutes", async () => {
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

  it("are also replaced for the users of devices", async () => {
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

describe("a fallback", () => {
  it("that exceeds the request's calls makes none, and fails the field of each user with QUERY_TOO_EXPENSIVE", async () => {
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

  it("is used if its calls just fit", async () => {
    await using account = await createDeniedCrowd(30, { limits: { maxIamCalls: 32 } });
    const { errors } = await account.execute(graphql(`query TagsJustPaid { users { nodes { tags { value } } } }`));
    expect([errors, account.counts()]).toEqual([
      undefined,
      { GetAccountAuthorizationDetails: 1, ListUsers: 1, GetUser: 30 },
    ]);
  });

  it("for one of two fields makes no call if only the other one fits", async () => {
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
