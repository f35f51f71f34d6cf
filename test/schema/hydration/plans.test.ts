import { CreateGroupCommand, CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createGroup } from "../../support/account.ts";
import { createCrowd } from "../../support/crowd.ts";
import { createTestGateway } from "../../support/gateway.ts";

const tagsOf = (names: readonly string[]) => names.map((name) => [{ key: "Team", value: name }]);

describe("the users of virtual MFA devices", () => {
  const query = graphql(`query TagsByDevice {
    virtualMfaDevices(first: 400, assignmentStatus: ASSIGNED) { nodes { user { userName arn tags { key value } } } }
  }`);
  const tagsAnswered = ({ data }: { data?: { virtualMfaDevices?: unknown } | null }) => data?.virtualMfaDevices;
  const tagged = (names: readonly string[]) => ({
    nodes: names.map((userName) => ({
      user: {
        userName,
        arn: `arn:aws:iam::123456789012:user/p/${userName}`,
        tags: [{ key: "Team", value: userName }],
      },
    })),
  });

  it("need no call for name and ARN", async () => {
    await using account = await createCrowd(3);
    await account.execute(
      graphql(`query NamesByDevice {
        virtualMfaDevices { nodes { user { id userName userId arn path createDate } } }
      }`),
    );
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1 });
  });

  it("get their tags from one bulk read, without a call for the account's size", async () => {
    await using account = await createCrowd(40);
    expect(tagsAnswered(await account.execute(query))).toEqual(tagged(account.names));
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1, GetAccountAuthorizationDetails: 1 });
  });

  it("get their tags after a call for the account's size if the choice depends on it", async () => {
    // Four look-ups are fewer calls than the five pages of the largest account, and more than the one page of this account.
    await using account = await createCrowd(4);
    expect(tagsAnswered(await account.execute(query))).toEqual(tagged(account.names));
    expect(account.counts()).toEqual({
      ListVirtualMFADevices: 1,
      GetAccountSummary: 1,
      GetAccountAuthorizationDetails: 1,
    });
    account.forgetCalls();
    await account.execute(query);
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1, GetAccountAuthorizationDetails: 1 });
  });

  it("are looked up by name if they are few", async () => {
    await using account = await createCrowd(2);
    expect(tagsAnswered(await account.execute(query))).toEqual(tagged(account.names));
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1, GetUser: 2 });
  });

  it.each([0, 60_000])("are found by a bulk read with short and empty pages, cached for %i ms", async (ttlMs) => {
    await using account = await createCrowd(40, { iamCache: { ttlMs } });
    account.embedded.setFaults({ shortPages: 1, seed: 7 });
    expect(tagsAnswered(await account.execute(query))).toEqual(tagged(account.names));
    // An empty page repeats its own marker, and the call is repeated.
    const markers = account.calls.map(({ action, parameters }) => `${action} ${parameters["Marker"]}`);
    expect(new Set(markers).size).toBeLessThan(markers.length);
    expect(Object.keys(account.counts())).toEqual(["ListVirtualMFADevices", "GetAccountAuthorizationDetails"]);
  });
});

describe("a page of users", () => {
  it("comes from the list if the details lack a field, with a bulk read of the details in addition", async () => {
    await using account = await createCrowd(40);
    const { data } = await account.execute(
      graphql(`query PasswordsAndTags { users { nodes { passwordLastUsed tags { key value } } } }`),
    );
    expect(data?.users?.nodes.map(({ tags }) => tags)).toEqual(tagsOf(account.names));
    expect(account.counts()).toEqual({ ListUsers: 1, GetAccountAuthorizationDetails: 1 });
  });

  it.each([
    ["nodes", "nodes { tags { key value } }"],
    ["edges", "edges { node { tags { key value } } }"],
    ["a fragment", "nodes { ...Tagged }"],
    ["a fragment of an interface", "nodes { ... on Node { id ... on User { tags { key value } } } }"],
    ["edges and nodes", "nodes { userName } edges { node { tags { key value } } }"],
  ])("comes from the details if tags are selected by %s", async (_title, selection) => {
    await using account = await createCrowd(5);
    const fragment = selection.includes("...Tagged") ? "fragment Tagged on User { tags { key value } }" : "";
    const { errors } = await account.execute(`{ users { ${selection} } } ${fragment}`);
    expect([errors, account.counts()]).toEqual([undefined, { GetAccountAuthorizationDetails: 1 }]);
  });

  it("does not come from the details if tags are skipped", async () => {
    await using account = await createCrowd(5);
    await account.execute("{ users { nodes { userName tags @skip(if: true) { key } } } }");
    expect(account.counts()).toEqual({ ListUsers: 1 });
  });

  it("contains the names of groups with one call, and their ARNs with one more", async () => {
    await using account = await createCrowd(40);
    for (const name of ["b", "c", "d", "e"]) await createGroup(account.admin, name, [account.names[0] ?? ""]);
    const names = await account.execute(
      graphql(`query GroupNames { users { nodes { groups { nodes { groupName } } } } }`),
    );
    expect(names.data?.users?.nodes[0]?.groups?.nodes).toHaveLength(5);
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1 });
    account.forgetCalls();
    const { data } = await account.execute(
      graphql(`query GroupArns { users { nodes { groups { nodes { groupName arn } } } } }`),
    );
    expect(data?.users?.nodes[1]?.groups?.nodes).toEqual([
      { groupName: "all", arn: "arn:aws:iam::123456789012:group/all" },
    ]);
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1, ListGroups: 1 });
  });
});

describe("several users by name", () => {
  it("are looked up in parallel if calls have a latency", async () => {
    const all = Promise.withResolvers<void>();
    let isHeld = false;
    let waiting = 0;
    await using account = await createCrowd(12, {
      latencyStatistics: { now: () => 0, unseenLatencyMs: 80 },
      // No call returns before all calls have been made. Sequential calls would never return.
      async delay() {
        if (++waiting === 12) all.resolve();
        if (isHeld) await all.promise;
      },
    });
    isHeld = true;
    const fields = account.names.map((name, index) => `u${index}: user(userName: "${name}") { tags { key value } }`);
    const { data } = await account.execute<Record<string, { tags: unknown }>, object>(`{ ${fields.join(" ")} }`);
    expect(Object.values(data ?? {}).map(({ tags }) => tags)).toEqual(tagsOf(account.names));
    expect(account.counts()).toEqual({ GetUser: 12 });
  });
});

describe("a field that is derivable from a known one", () => {
  it("needs no call: the URL of a provider from its ARN", async () => {
    await using account = await createTestGateway();
    for (const host of ["a.example/x", "b.example"]) {
      await account.admin.send(new CreateOpenIDConnectProviderCommand({ Url: `https://${host}` }));
    }
    const { data } = await account.execute(graphql(`query ProviderUrls { oidcProviders { nodes { arn url } } }`));
    expect(data?.oidcProviders?.nodes.map(({ url }) => url)).toEqual(["https://a.example/x", "https://b.example"]);
    expect(account.counts()).toEqual({ ListOpenIDConnectProviders: 1 });
  });

  it("needs no call: the name of a device's user", async () => {
    await using account = await createCrowd(1);
    await account.execute(
      graphql(`query NameByDevice { mfaDevices(userName: "user-0000") { nodes { user { id userName } } } }`),
    );
    expect(account.counts()).toEqual({ ListMFADevices: 1 });
  });
});

describe("a request", () => {
  it("reads the details once, even if several fields reach users without tags", async () => {
    await using account = await createCrowd(40, { limits: { maxNodes: 200_000 } });
    await account.admin.send(new CreateGroupCommand({ GroupName: "empty" }));
    const { data, errors } = await account.execute(
      graphql(`query TagsByManyWays {
        virtualMfaDevices { nodes { user { tags { key } groups { totalCount } } } }
        group(groupName: "all") { users { nodes { tags { key } groups { nodes { groupName users { nodes { tags { key } } } } } } } }
        users(pathPrefix: "/p/") { nodes { tags { key } groups { totalCount } } }
      }`),
    );
    expect([data?.group?.users?.nodes[0]?.groups?.nodes[0]?.users?.nodes.length, errors]).toEqual([40, undefined]);
    expect(account.counts()).toEqual({
      ListVirtualMFADevices: 1,
      GetGroup: 1,
      ListUsers: 1,
      GetAccountAuthorizationDetails: 1,
    });
  });
});
