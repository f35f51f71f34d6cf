import { CreateGroupCommand, CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createGroup } from "../../support/account.ts";
import { createCrowd } from "../../support/crowd.ts";
import { createTestGateway } from "../../support/gateway.ts";

const tagsOf = (names: readonly string[]) => names.map((name) => [{ key: "Team", value: name }]);

describe("users of devices", () => {
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

  it("cost nothing by name and ARN", async () => {
    await using account = await createCrowd(3);
    await account.execute(
      graphql(`query NamesByDevice {
        virtualMfaDevices { nodes { user { id userName userId arn path createDate } } }
      }`),
    );
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1 });
  });

  it("tell their tags by one sweep of the details, with no thought of how large the account is", async () => {
    await using account = await createCrowd(40);
    expect(tagsAnswered(await account.execute(query))).toEqual(tagged(account.names));
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1, GetAccountAuthorizationDetails: 1 });
  });

  it("tell them so after a look at how large the account is, where that decides it", async () => {
    // Four GetUser are fewer than the five pages that an account could have, and more than the one that it has.
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

  it("are asked for by name where they are few", async () => {
    await using account = await createCrowd(2);
    expect(tagsAnswered(await account.execute(query))).toEqual(tagged(account.names));
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1, GetUser: 2 });
  });

  it.each([0, 60_000])("are found by a sweep of short pages and empty ones, kept for %i ms", async (ttlMs) => {
    await using account = await createCrowd(40, { iamCache: { ttlMs } });
    account.embedded.setFaults({ shortPages: 1, seed: 7 });
    expect(tagsAnswered(await account.execute(query))).toEqual(tagged(account.names));
    // The empty ones are those that lead to themselves, and are asked for again.
    const markers = account.calls.map(({ action, parameters }) => `${action} ${parameters["Marker"]}`);
    expect(new Set(markers).size).toBeLessThan(markers.length);
    expect(Object.keys(account.counts())).toEqual(["ListVirtualMFADevices", "GetAccountAuthorizationDetails"]);
  });
});

describe("a page of users", () => {
  it("comes from the list where the details do not tell all, and these are swept besides", async () => {
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
    ["edges besides nodes", "nodes { userName } edges { node { tags { key value } } }"],
  ])("comes from the details where tags are selected by %s", async (_title, selection) => {
    await using account = await createCrowd(5);
    const fragment = selection.includes("...Tagged") ? "fragment Tagged on User { tags { key value } }" : "";
    const { errors } = await account.execute(`{ users { ${selection} } } ${fragment}`);
    expect([errors, account.counts()]).toEqual([undefined, { GetAccountAuthorizationDetails: 1 }]);
  });

  it("does not come from the details where tags are skipped", async () => {
    await using account = await createCrowd(5);
    await account.execute("{ users { nodes { userName tags @skip(if: true) { key } } } }");
    expect(account.counts()).toEqual({ ListUsers: 1 });
  });

  it("tells the names of groups by one call, and their ARNs by one more", async () => {
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

describe("users by name", () => {
  it("are asked for all at once, and nothing else, where a call takes its time", async () => {
    const all = Promise.withResolvers<void>();
    let isHeld = false;
    let waiting = 0;
    await using account = await createCrowd(12, {
      latencyStatistics: { now: () => 0, unseenLatencyMs: 80 },
      // No call is answered before all have come: one after the other, none ever would be.
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

describe("what is known", () => {
  it("of a provider by its ARN is not asked: its URL", async () => {
    await using account = await createTestGateway();
    for (const host of ["a.example/x", "b.example"]) {
      await account.admin.send(new CreateOpenIDConnectProviderCommand({ Url: `https://${host}` }));
    }
    const { data } = await account.execute(graphql(`query ProviderUrls { oidcProviders { nodes { arn url } } }`));
    expect(data?.oidcProviders?.nodes.map(({ url }) => url)).toEqual(["https://a.example/x", "https://b.example"]);
    expect(account.counts()).toEqual({ ListOpenIDConnectProviders: 1 });
  });

  it("of a user by its device is not asked: its name", async () => {
    await using account = await createCrowd(1);
    await account.execute(
      graphql(`query NameByDevice { mfaDevices(userName: "user-0000") { nodes { user { id userName } } } }`),
    );
    expect(account.counts()).toEqual({ ListMFADevices: 1 });
  });
});

describe("a request", () => {
  it("sweeps the details once, by however many ways it comes to users without tags", async () => {
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
