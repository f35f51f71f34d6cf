import { AddUserToGroupCommand, CreateGroupCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { createVirtualDevice } from "../../support/account.ts";
import { createTestClock } from "../../support/clock.ts";
import { iamAnswer } from "../../support/fake-iam.ts";
import type { TestGateway, TestGatewayOptions } from "../../support/gateway.ts";
import { createScene, documentOf, idOf, mutations, scene } from "../../support/scene.ts";
import { totp } from "../../support/totp.ts";

/** A scene with a clock that only waiting advances. Reads lag behind writes once the test says so. */
async function createLaggingScene({ propagation, ...options }: TestGatewayOptions = {}) {
  const clock = createTestClock();
  const account = await createScene({
    ...options,
    iam: { clock: clock.date },
    propagation: { now: clock.now, sleep: clock.sleep, ...propagation },
  });
  return Object.assign(account, {
    clock,
    lag: (propagationMs: number) => account.embedded.setFaults({ propagationMs }),
  });
}

const device = "serialNumber assignmentStatus user { userName } tags { key }";
const everyList = `{
  users { nodes {
    userName path tags { key value } permissionsBoundary { arn }
    groups { nodes { groupName path } } mfaDevices { nodes { serialNumber } }
  } }
  below: users(pathPrefix: "/people/") { nodes { userName } }
  names: users { nodes { userName path arn } }
  groups { nodes { groupName path users { nodes { userName } } } }
  any: virtualMfaDevices { nodes { ${device} } }
  assigned: virtualMfaDevices(assignmentStatus: ASSIGNED) { nodes { ${device} } }
  unassigned: virtualMfaDevices(assignmentStatus: UNASSIGNED) { nodes { ${device} } }
  oidcProviders { nodes { arn clientIds thumbprints tags { key } } }
  ofAlice: mfaDevices(userName: "alice") { nodes { serialNumber user { userName } } }
  ofBob: mfaDevices(userName: "bob") { nodes { serialNumber user { userName } } }
}`;

const send = (account: TestGateway, text: string) => account.execute<Record<string, unknown>, object>(text);
const namesIn = (connection: unknown) =>
  [...JSON.stringify(connection).matchAll(/Name":"(.*?)"/g)].map(([, name]) => name);

describe("every list of the account, after a mutation through this gateway", () => {
  it.each(Object.entries(mutations))("shows the change of %s while IAM's reads lag", async (field, { input }) => {
    await using present = await createScene();
    await using lagging = await createLaggingScene();
    lagging.lag(1000);
    await present.execute(documentOf(field, "__typename"), { input: input(present.ids) });
    await lagging.execute(documentOf(field, "__typename"), { input: input(lagging.ids) });
    const { data, errors } = await send(lagging, everyList);
    expect({ data, errors }).toEqual({ data: (await send(present, everyList)).data, errors: undefined });
  });

  it.each([
    [
      "a path",
      'updateUser(input: { userName: "ALICE", newPath: "/other/" })',
      'users(pathPrefix: "/people/") { nodes { userName } }',
    ],
    [
      "a path, below its prefix",
      'updateUser(input: { userName: "BOB", newPath: "/people/sub/" })',
      'users(pathPrefix: "/people/") { nodes { userName path } }',
    ],
    ["a group's path", 'updateGroup(input: { groupName: "OPS", newPath: "/other/" })', "groups { nodes { path } }"],
    [
      "a group's path, of a user",
      'updateGroup(input: { groupName: "OPS", newPath: "/other/" })',
      'user(userName: "alice") { groups { nodes { path } } }',
    ],
  ])("shows %s after the change", async (_title, mutation, query) => {
    await using present = await createScene();
    await using lagging = await createLaggingScene();
    lagging.lag(1000);
    for (const account of [present, lagging]) await send(account, `mutation { ${mutation} { __typename } }`);
    expect((await send(lagging, `{ ${query} }`)).data).toEqual((await send(present, `{ ${query} }`)).data);
    expect(lagging.clock.now()).toBeGreaterThan(1000);
  });
});

describe("a deleted entity", () => {
  it.each([
    [
      "a user",
      'deleteUser(input: { userName: "BOB" })',
      `node(id: "${idOf("User:Bob")}") { id } user(userName: "bob") { arn }`,
    ],
    ["a group", 'deleteGroup(input: { groupName: "EMPTY" })', `node(id: "${idOf("Group:Empty")}") { id }`],
    [
      "a virtual device",
      `deleteVirtualMfaDevice(input: { serialNumber: "${scene.spare}" })`,
      `node(id: "${idOf(`VirtualMfaDevice:${scene.spare}`)}") { id }`,
    ],
    [
      "a provider",
      `deleteOidcProvider(input: { arn: "${scene.issuer}" })`,
      `node(id: "${idOf(`OidcProvider:${scene.issuer}`)}") { id }`,
    ],
    [
      "a device's assignment",
      `deactivateMfaDevice(input: { userName: "alice", serialNumber: "${scene.ofAlice}" })`,
      `node(id: "${idOf(`MfaDevice:Alice/${scene.ofAlice}`)}") { id }`,
    ],
    [
      "an old name",
      'updateUser(input: { userName: "alice", newUserName: "Alicia" })',
      `node(id: "${idOf("User:Alice")}") { id }`,
    ],
  ])("is null: %s", async (_title, mutation, query) => {
    await using account = await createLaggingScene();
    account.lag(1000);
    await send(account, `mutation { ${mutation} { __typename } }`);
    const { data, errors } = await send(account, `{ ${query} }`);
    expect([new Set(Object.values(data ?? {})), errors]).toEqual([new Set([null]), undefined]);
    expect(account.clock.now()).toBeGreaterThan(1000);
  });

  it("that is created again is the new one", async () => {
    await using account = await createLaggingScene();
    account.lag(1000);
    await send(account, 'mutation { deleteUser(input: { userName: "bob" }) { __typename } }');
    const created = await send(
      account,
      'mutation { createUser(input: { userName: "Bob" }) { ... on CreateUserPayload { user { userId } } } }',
    );
    const { data } = await send(account, '{ user(userName: "bob") { userId } users { nodes { userId } } }');
    const [, userId] = JSON.stringify(created.data).match(/userId":"(.*?)"/) ?? [];
    expect(data?.["user"]).toEqual({ userId });
    expect(JSON.stringify(data?.["users"])).toContain(userId);
  });
});

describe("a device with a new owner", () => {
  it("is the user's in every list once it is enabled", async () => {
    await using account = await createLaggingScene();
    const created = await send(
      account,
      'mutation { createVirtualMfaDevice(input: { virtualMfaDeviceName: "Phone" }) { ... on CreateVirtualMfaDevicePayload { base32StringSeed } } }',
    );
    const [, seed = ""] = JSON.stringify(created.data).match(/Seed":"(.*?)"/) ?? [];
    const step = Math.floor(account.clock.date().getTime() / 30_000);
    account.lag(1000);
    await account.execute(documentOf("enableMfaDevice", "__typename"), {
      input: {
        userName: "bob",
        serialNumber: "arn:aws:iam::123456789012:mfa/PHONE",
        authenticationCode1: totp(seed, step - 1),
        authenticationCode2: totp(seed, step),
      },
    });
    const { data } = await send(
      account,
      `{
        any: virtualMfaDevices { nodes { serialNumber user { userName } } }
        assigned: virtualMfaDevices(assignmentStatus: ASSIGNED) { nodes { serialNumber user { userName } } }
        unassigned: virtualMfaDevices(assignmentStatus: UNASSIGNED) { nodes { serialNumber } }
      }`,
    );
    const phone = { serialNumber: "arn:aws:iam::123456789012:mfa/Phone", user: { userName: "Bob" } };
    expect(data).toEqual({
      any: { nodes: [phone, { serialNumber: scene.spare, user: null }] },
      assigned: { nodes: [phone] },
      unassigned: { nodes: [{ serialNumber: scene.spare }] },
    });
  });

  it("has the status and the user of the last write", async () => {
    await using account = await createLaggingScene();
    await createVirtualDevice(account.admin, "phone", scene.alice);
    account.lag(1000);
    await send(
      account,
      'mutation { deactivateMfaDevice(input: { userName: "alice", serialNumber: "arn:aws:iam::123456789012:mfa/PHONE" }) { __typename } }',
    );
    const { data } = await send(
      account,
      `{
        assigned: virtualMfaDevices(assignmentStatus: ASSIGNED) { nodes { serialNumber } }
        unassigned: virtualMfaDevices(assignmentStatus: UNASSIGNED) { nodes { serialNumber } }
        virtualMfaDevice(serialNumber: "arn:aws:iam::123456789012:mfa/phone") { assignmentStatus user { userName } }
      }`,
    );
    expect(data).toEqual({
      assigned: { nodes: [] },
      unassigned: {
        nodes: [{ serialNumber: "arn:aws:iam::123456789012:mfa/phone" }, { serialNumber: scene.spare }],
      },
      virtualMfaDevice: { assignmentStatus: "UNASSIGNED", user: null },
    });
  });
});

describe("a list of several pages", () => {
  /** Users and groups `n00` to `n09`; every user is in the group `n00`. */
  async function createPages() {
    const account = await createLaggingScene();
    for (let index = 0; index < 10; index++) {
      const name = `n0${index}`;
      await account.admin.send(new CreateUserCommand({ UserName: name }));
      await account.admin.send(new CreateGroupCommand({ GroupName: name }));
      await account.admin.send(new AddUserToGroupCommand({ UserName: name, GroupName: "n00" }));
    }
    account.lag(1000);
    return account;
  }

  it.each([
    ["on the page that its name is on", "n021", "users(first: 6) { nodes { userName } }"],
    ["between two pages that one request reads", "n03x", "users(last: 20) { nodes { userName } }"],
  ])("shows a new user %s", async (_title, userName, query) => {
    await using account = await createPages();
    await send(account, `mutation { createUser(input: { userName: "${userName}" }) { __typename } }`);
    const { data } = await send(account, `{ ${query} }`);
    expect(namesIn(data)).toContain(userName);
  });

  it("does not wait for the user on other pages", async () => {
    await using account = await createPages();
    await send(account, 'mutation { createUser(input: { userName: "z" }) { __typename } }');
    const { data } = await send(account, "{ users(first: 6) { nodes { userName } } }");
    expect(namesIn(data)).toHaveLength(6);
    expect(account.clock.now()).toBe(0);
  });

  it("shows the user on the last page, after a cursor", async () => {
    await using account = await createPages();
    const { data } = await send(account, "{ users(first: 12) { pageInfo { endCursor } } }");
    const [, cursor] = JSON.stringify(data).match(/endCursor":"(.*?)"/) ?? [];
    await send(account, 'mutation { createUser(input: { userName: "n091" }) { __typename } }');
    const next = await send(account, `{ users(first: 10, after: "${cursor}") { nodes { userName } } }`);
    expect(namesIn(next.data)).toEqual(["n091"]);
  });

  it("does not have a removed user on any page", async () => {
    await using account = await createPages();
    await send(
      account,
      'mutation { removeUserFromGroup(input: { userName: "n08", groupName: "n00" }) { __typename } }',
    );
    // The user can still be on the second page.
    const first = await send(
      account,
      '{ group(groupName: "n00") { users(first: 6) { nodes { userName } pageInfo { endCursor } } } }',
    );
    const [, cursor] = JSON.stringify(first.data).match(/endCursor":"(.*?)"/) ?? [];
    const next = await send(
      account,
      `{ group(groupName: "n00") { users(first: 6, after: "${cursor}") { nodes { userName } } } }`,
    );
    expect(namesIn(next.data)).toEqual(["n06", "n07", "n09"]);
  });
});

describe("the cost of a list that does not show a write yet", () => {
  it("is one call for each attempt, and one without a recent write", async () => {
    await using account = await createLaggingScene();
    account.lag(1000);
    await send(account, 'mutation { createUser(input: { userName: "Carol" }) { __typename } }');
    account.forgetCalls();
    await send(account, "{ one: users { nodes { userName } } other: users { nodes { userName } } }");
    expect([account.clock.now(), account.counts()]).toEqual([1550, { ListUsers: 6 }]);
    account.forgetCalls();
    await send(account, "{ users { nodes { userName } } groups { nodes { groupName } } }");
    expect(account.counts()).toEqual({ ListUsers: 1, ListGroups: 1 });
  });

  it("ends after the wait, and the list is as IAM returns it", async () => {
    await using account = await createLaggingScene({ propagation: { waitMs: 1000 } });
    account.lag(60_000);
    await send(account, 'mutation { createUser(input: { userName: "Carol" }) { __typename } }');
    await send(account, 'mutation { deleteUser(input: { userName: "Bob" }) { __typename } }');
    const { data } = await send(account, "{ users { nodes { userName } } }");
    expect(namesIn(data)).toEqual(["Alice", "Bob"]);
    expect(account.clock.now()).toBe(1000);
    account.forgetCalls();
    await send(account, "{ users { nodes { userName } } }");
    expect(account.counts()).toEqual({ ListUsers: 1 });
  });

  it("ends if the request may make no more calls, and the list is as IAM returns it", async () => {
    await using account = await createLaggingScene({ limits: { maxIamCalls: 4 } });
    account.lag(60_000);
    await send(account, 'mutation { deleteUser(input: { userName: "bob" }) { __typename } }');
    account.forgetCalls();
    const { data, errors } = await send(account, "{ users { nodes { userName } } }");
    expect([namesIn(data), errors, account.counts()]).toEqual([["Alice", "Bob"], undefined, { ListUsers: 4 }]);
  });

  it("ends before the request's deadline", async () => {
    const clock = createTestClock();
    await using account = await createScene({
      limits: { requestTimeoutMs: 3000 },
      iam: { clock: clock.date },
      propagation: { now: () => performance.now() + clock.now(), sleep: clock.sleep },
    });
    account.embedded.setFaults({ propagationMs: 60_000 });
    await send(account, 'mutation { deleteUser(input: { userName: "bob" }) { __typename } }');
    const { data, errors } = await send(account, '{ users { nodes { userName } } user(userName: "bob") { arn } }');
    expect([namesIn(data), errors]).toEqual([["Alice", "Bob"], undefined]);
    expect(clock.now()).toBeLessThanOrEqual(4000);
  });

  it("is one call if waiting is turned off", async () => {
    await using account = await createLaggingScene({ propagation: { waitMs: 0 } });
    account.lag(1000);
    await send(account, 'mutation { deleteUser(input: { userName: "bob" }) { __typename } }');
    account.forgetCalls();
    expect(namesIn((await send(account, "{ users { nodes { userName } } }")).data)).toEqual(["Alice", "Bob"]);
    expect([account.clock.now(), account.counts()]).toEqual([0, { ListUsers: 1 }]);
  });

  it("does not include waiting for a list without a defined order, unless the page is the whole list", async () => {
    const page = (marker: string) =>
      iamAnswer(
        "ListVirtualMFADevices",
        `<VirtualMFADevices><member><SerialNumber>${scene.spare}</SerialNumber></member></VirtualMFADevices>${marker}`,
      );
    await using account = await createLaggingScene({
      intercept: ({ action }) =>
        action === "ListVirtualMFADevices" ? page("<IsTruncated>true</IsTruncated><Marker>more</Marker>") : undefined,
    });
    await send(account, 'mutation { createVirtualMfaDevice(input: { virtualMfaDeviceName: "Phone" }) { __typename } }');
    await send(account, "{ virtualMfaDevices(first: 1) { nodes { serialNumber } } }");
    expect(account.clock.now()).toBe(0);
  });
});
