import { AddUserToGroupCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createTestClock } from "../../support/clock.ts";
import { iamError, type TestGatewayOptions } from "../../support/gateway.ts";
import { codes, createScene, documentOf, idOf, mutations, scene, typeFor } from "../../support/scene.ts";

/** The scene with a clock that only waiting advances. Reads lag behind writes by this time. */
async function createLaggingScene(propagationMs: number, { propagation, ...options }: TestGatewayOptions = {}) {
  const clock = createTestClock();
  const account = await createScene({
    ...options,
    iam: { clock: clock.date },
    propagation: { now: clock.now, sleep: clock.sleep, ...propagation },
  });
  account.embedded.setFaults({ propagationMs });
  return Object.assign(account, { clock });
}

const createCarol = 'mutation { createUser(input: { userName: "Carol" }) { __typename } }';
const findCarol = graphql(`query FindCarol { user(userName: "carol") { userName } }`);

describe("a new entity", () => {
  it("is found by a later request, which waits for it", async () => {
    await using account = await createLaggingScene(3000);
    await account.execute(createCarol);
    account.forgetCalls();
    const { data, errors } = await account.execute(findCarol);
    expect([data?.user, errors]).toEqual([{ userName: "Carol" }, undefined]);
    expect([account.clock.now(), account.counts()]).toEqual([3550, { GetUser: 8 }]);
  });

  it("is found by the same request", async () => {
    await using account = await createLaggingScene(1000);
    const { data, errors } = await account.execute(
      graphql(`mutation CreatedAndRead {
        createUser(input: { userName: "Carol" }) {
          ... on CreateUserPayload { user { groups { totalCount } mfaDevices { totalCount } } }
        }
      }`),
    );
    expect(data?.createUser).toEqual({ user: { groups: { totalCount: 0 }, mfaDevices: { totalCount: 0 } } });
    expect(errors).toBeUndefined();
    expect(account.clock.now()).toBeGreaterThan(1000);
  });

  it.each([
    ["a user by its id", createCarol, `node(id: "${idOf("User:Carol")}")`],
    ["a group", 'mutation { createGroup(input: { groupName: "Staff" }) { __typename } }', 'group(groupName: "staff")'],
    [
      "a virtual device",
      'mutation { createVirtualMfaDevice(input: { virtualMfaDeviceName: "Phone" }) { __typename } }',
      'virtualMfaDevice(serialNumber: "arn:aws:iam::123456789012:mfa/Phone")',
    ],
    [
      "a virtual device's tags",
      'mutation { createVirtualMfaDevice(input: { virtualMfaDeviceName: "Phone" }) { __typename } }',
      'virtualMfaDevice(serialNumber: "arn:aws:iam::123456789012:mfa/Phone") { tags { key } }',
    ],
    [
      "a provider",
      'mutation { createOidcProvider(input: { url: "https://other.example" }) { __typename } }',
      'oidcProvider(arn: "arn:aws:iam::123456789012:oidc-provider/other.example")',
    ],
  ])("is found: %s", async (_title, mutation, field) => {
    await using account = await createLaggingScene(1000);
    await account.execute(mutation);
    const query = field.endsWith("}") ? field : `${field} { __typename }`;
    const { data, errors } = await account.execute<Record<string, unknown>, object>(`{ found: ${query} }`);
    expect([data?.["found"], errors]).toEqual([expect.anything(), undefined]);
    expect(account.clock.now()).toBeGreaterThan(1000);
  });

  it("is found if IAM first says that it does not exist", async () => {
    let refusals = 0;
    await using account = await createLaggingScene(0, {
      intercept: ({ action }) =>
        action === "GetUser" && ++refusals <= 2 ? iamError(404, "NoSuchEntity", "Not found.") : undefined,
    });
    await account.execute(createCarol);
    expect((await account.execute(findCarol)).data?.user).toEqual({ userName: "Carol" });
    expect(account.counts()).toEqual({ CreateUser: 1, GetUser: 3 });
  });

  it("is waited for no longer than the configured time", async () => {
    await using account = await createLaggingScene(60_000, { propagation: { waitMs: 1000 } });
    await account.execute(createCarol);
    expect((await account.execute(findCarol)).data).toEqual({ user: null });
    expect(account.clock.now()).toBe(1000);
    account.forgetCalls();
    expect((await account.execute(findCarol)).data).toEqual({ user: null });
    expect(account.counts()).toEqual({ GetUser: 1 });
  });

  it("is not waited for if waiting is turned off", async () => {
    await using account = await createLaggingScene(1000, { propagation: { waitMs: 0 } });
    await account.execute(createCarol);
    expect((await account.execute(findCarol)).data).toEqual({ user: null });
    expect([account.clock.now(), account.counts()]).toEqual([0, { CreateUser: 1, GetUser: 1 }]);
  });

  it("does not delay reads of other entities", async () => {
    await using account = await createLaggingScene(1000);
    await account.execute(createCarol);
    await account.admin.send(new CreateUserCommand({ UserName: "Dave" }));
    account.forgetCalls();
    const { data } = await account.execute(
      graphql(`query OthersThanCarol {
        user(userName: "dave") { arn }
        group(groupName: "carol") { arn }
        alice: user(userName: "alice") { groups { totalCount } }
        users { totalCount }
      }`),
    );
    expect(data).toEqual({ user: null, group: null, alice: { groups: { totalCount: 1 } }, users: { totalCount: 2 } });
    expect(account.clock.now()).toBe(0);
  });

  it("that is deleted again is no longer waited for", async () => {
    await using account = await createLaggingScene(1000);
    await account.execute(createCarol);
    await account.execute('mutation { deleteUser(input: { userName: "carol" }) { __typename } }');
    account.forgetCalls();
    expect((await account.execute(findCarol)).data).toEqual({ user: null });
    expect([account.clock.now(), account.counts()]).toEqual([0, { GetUser: 1 }]);
  });

  it("is not waited for if the mutation was rejected", async () => {
    await using account = await createLaggingScene(1000);
    await account.execute('mutation { createGroup(input: { groupName: "ops" }) { __typename } }');
    await account.execute('mutation { deleteUser(input: { userName: "missing" }) { __typename } }');
    await account.execute('{ user(userName: "missing") { arn } group(groupName: "ops") { arn } }');
    expect(account.clock.now()).toBe(0);
  });
});

describe("a changed entity", () => {
  const changes = Object.entries(mutations).flatMap(([field, { costs, ...one }]) =>
    Object.keys(costs)
      .filter((selection) => !field.startsWith("create") && !/^(\w+Id)( wasPresent)?$/.test(selection))
      .map((selection) => ({ field, selection, ...one })),
  );

  it.each(changes)("has the $selection of after the write, by $field", async ({ field, selection, input }) => {
    const document = documentOf(field, `... on ${typeFor(field, "Payload")} { ${selection} }`);
    await using present = await createScene();
    await using lagging = await createLaggingScene(1000);
    const { data, errors } = await lagging.execute(document, { input: input(lagging.ids) });
    const expected = await present.execute(document, { input: input(present.ids) });
    expect({ data, errors }).toEqual({ data: expected.data, errors: undefined });
  });

  it("is waited for until it shows once", async () => {
    await using account = await createLaggingScene(1000);
    const tagging = graphql(`mutation TaggedAndRead {
      tagUser(input: { userName: "ALICE", tags: [{ key: "team", value: "edge" }] }) {
        ... on TagUserPayload { user { tags { key value } } }
      }
    }`);
    const { data } = await account.execute(tagging);
    expect(data?.tagUser).toEqual({ user: { tags: [{ key: "team", value: "edge" }] } });
    expect([account.clock.now(), account.counts()]).toEqual([1550, { TagUser: 1, GetUser: 6 }]);
    account.forgetCalls();
    await account.execute('{ user(userName: "alice") { tags { key } } }');
    expect(account.counts()).toEqual({ GetUser: 1 });
  });

  it("shows in a later request, on both sides", async () => {
    await using account = await createLaggingScene(1000);
    await account.execute('mutation { addUserToGroup(input: { userName: "bob", groupName: "ops" }) { __typename } }');
    const { data } = await account.execute(
      graphql(`query MembershipSides {
        user(userName: "Bob") { groups { nodes { groupName } } }
        group(groupName: "Ops") { users { nodes { userName } } }
      }`),
    );
    expect(data).toEqual({
      user: { groups: { nodes: [{ groupName: "Ops" }] } },
      group: { users: { nodes: [{ userName: "Alice" }, { userName: "Bob" }] } },
    });
  });

  it("shows as the device of a user", async () => {
    await using account = await createLaggingScene(1000);
    await account.execute(documentOf("enableMfaDevice", "__typename"), {
      input: { userName: "bob", serialNumber: scene.unused, ...codes() },
    });
    const query = graphql(`query DevicesOfBob { user(userName: "bob") { mfaDevices { nodes { serialNumber } } } }`);
    const { data } = await account.execute(query);
    expect(data?.user?.mfaDevices).toEqual({ nodes: [{ serialNumber: scene.unused }] });
  });

  it("shows without removed thumbprints, and with the remaining ones", async () => {
    await using account = await createLaggingScene(1000);
    const change = graphql(`mutation FewerThumbprints($arn: Arn!, $thumbprints: [String!]!) {
      updateOidcProviderThumbprints(input: { arn: $arn, thumbprints: $thumbprints }) {
        ... on UpdateOidcProviderThumbprintsPayload { oidcProvider { thumbprints } }
      }
    }`);
    const [a, b] = ["a".repeat(40), "B".repeat(40)];
    await account.execute(change, { arn: scene.issuer, thumbprints: [a, b] });
    const { data } = await account.execute(change, { arn: scene.issuer, thumbprints: [b] });
    expect(data?.updateOidcProviderThumbprints).toEqual({ oidcProvider: { thumbprints: [b.toLowerCase()] } });
  });

  it("is not waited for under a name that another user gave up meanwhile", async () => {
    await using account = await createLaggingScene(0);
    await account.execute(
      graphql(`mutation JoinedAndRenamed {
        addUserToGroup(input: { userName: "bob", groupName: "ops" }) { __typename }
        updateUser(input: { userName: "bob", newUserName: "Robert" }) { __typename }
        updateGroup(input: { groupName: "ops", newGroupName: "Operations" }) { __typename }
      }`),
    );
    const { data } = await account.execute(
      graphql(`query AfterRenames {
        user(userName: "robert") { groups { nodes { groupName } } }
        group(groupName: "operations") { users { nodes { userName } } }
        alice: user(userName: "alice") { groups { nodes { groupName } } }
      }`),
    );
    expect(data).toEqual({
      user: { groups: { nodes: [{ groupName: "Operations" }] } },
      group: { users: { nodes: [{ userName: "Alice" }, { userName: "Robert" }] } },
      alice: { groups: { nodes: [{ groupName: "Operations" }] } },
    });
    expect(account.clock.now()).toBe(0);
  });

  it("is not waited for in a group whose new user was renamed, nor in a user whose new group was renamed", async () => {
    await using account = await createLaggingScene(0);
    const join = (userName: string, groupName: string) =>
      account.execute(documentOf("addUserToGroup", "__typename"), { input: { userName, groupName } });
    await join("bob", "ops");
    await account.execute('mutation { updateUser(input: { userName: "bob", newUserName: "Robert" }) { __typename } }');
    await join("alice", "empty");
    await account.execute(
      'mutation { updateGroup(input: { groupName: "empty", newGroupName: "Full" }) { __typename } }',
    );
    await account.execute('{ group(groupName: "ops") { users { totalCount } } }');
    await account.execute('{ user(userName: "alice") { groups { totalCount } } }');
    expect(account.clock.now()).toBe(0);
  });

  it("is found by a new virtual device's serial number in any case", async () => {
    await using account = await createLaggingScene(0);
    const serialNumber = "arn:aws:iam::123456789012:mfa/PHONE";
    await account.execute(
      'mutation { createVirtualMfaDevice(input: { virtualMfaDeviceName: "Phone" }) { __typename } }',
    );
    const { data } = await account.execute(
      graphql(`mutation TaggedPhone($serialNumber: String!) {
        tagMfaDevice(input: { serialNumber: $serialNumber, tags: [{ key: "A", value: "" }] }) {
          ... on TagMfaDevicePayload { virtualMfaDevice { serialNumber tags { key } } }
        }
      }`),
      { serialNumber },
    );
    expect(data?.tagMfaDevice).toEqual({
      virtualMfaDevice: { serialNumber: "arn:aws:iam::123456789012:mfa/Phone", tags: [{ key: "A" }] },
    });
    // An ARN names the entity with exactly this ARN, so a missing one is known at once.
    const query = graphql(`query OtherCase($serialNumber: String!) {
      virtualMfaDevice(serialNumber: $serialNumber) { serialNumber }
    }`);
    expect((await account.execute(query, { serialNumber })).data).toEqual({ virtualMfaDevice: null });
    expect(account.clock.now()).toBe(0);
  });

  it("is not waited for if another client changed it", async () => {
    await using account = await createLaggingScene(1000);
    await account.admin.send(new AddUserToGroupCommand({ UserName: "bob", GroupName: "ops" }));
    await account.execute('{ user(userName: "bob") { groups { totalCount } } }');
    expect(account.clock.now()).toBe(0);
  });
});

describe("a cascade right after a write", () => {
  it("plans the removal of new entities", async () => {
    await using account = await createLaggingScene(1000);
    await account.execute(
      graphql(`mutation NewMember {
        createUser(input: { userName: "Carol" }) { __typename }
        addUserToGroup(input: { userName: "carol", groupName: "ops" }) { __typename }
      }`),
    );
    const { data } = await account.execute(
      graphql(`mutation CascadeAtOnce {
        deleteUser(input: { userName: "carol", cascade: true }) { __typename ... on IamError { message } }
      }`),
    );
    expect(data?.deleteUser).toEqual({ __typename: "DeleteUserPayload" });
  });

  it("plans the removal of a membership of an older user", async () => {
    await using account = await createLaggingScene(1000);
    await account.execute('mutation { addUserToGroup(input: { userName: "bob", groupName: "ops" }) { __typename } }');
    const { data } = await account.execute(
      graphql(`mutation CascadeOfBob {
        deleteUser(input: { userName: "bob", cascade: true, dryRun: true }) {
          ... on DeleteUserPlan { steps { operation } }
        }
      }`),
    );
    expect(data?.deleteUser).toEqual({ steps: [{ operation: "RemoveUserFromGroup" }, { operation: "DeleteUser" }] });
  });
});
