import { describe, expect, it } from "vitest";
import { errorTexts } from "../../../src/iam-model/error-texts.ts";
import { createTestClock } from "../../support/clock.ts";
import { startFakeIam } from "../../support/fake-iam.ts";
import {
  createTestGateway,
  type ForgedAnswer,
  iamError,
  type TestGatewayOptions,
  type UpstreamCall,
} from "../../support/gateway.ts";
import { codes, createScene, documentOf, mutations, scene } from "../../support/scene.ts";

const phone = "arn:aws:iam::123456789012:mfa/Phone";
const device = { input: { userName: scene.bob, serialNumber: scene.unused } };

/** The effect of a write, and the errors of later writes that do not know it yet. */
interface Delayed {
  readonly after: string;
  readonly refuse: Readonly<Record<string, ForgedAnswer>>;
}

const missing = (text: string) => iamError(404, "NoSuchEntity", text);
const conflict = (text: string) => iamError(409, "DeleteConflict", text);

/** The scene with a clock that only waiting advances. Writes know one earlier write only after this time. */
async function createDelayedScene({ after, refuse }: Delayed, delayMs = 1000, options: TestGatewayOptions = {}) {
  const clock = createTestClock();
  let doneAt = Number.POSITIVE_INFINITY;
  const account = await createScene({
    propagation: { now: clock.now, sleep: clock.sleep },
    intercept({ action }) {
      if (doneAt <= clock.now() && clock.now() < doneAt + delayMs && refuse[action]) return refuse[action];
      if (action === after) doneAt = clock.now();
      return undefined;
    },
    ...options,
  });
  return Object.assign(account, { clock });
}

const createCarol = 'createUser(input: { userName: "Carol" }) { __typename }';
const addCarol =
  'addUserToGroup(input: { userName: "carol", groupName: "ops" }) { __typename ... on IamError { message } }';
const noCarol: Delayed = {
  after: "CreateUser",
  refuse: { AddUserToGroup: missing(errorTexts.userNotFound("carol")) },
};

describe("a write to a new entity", () => {
  it("is sent again until IAM knows it, over HTTP, in one operation", async () => {
    const clock = createTestClock();
    await using behind = await createTestGateway();
    let created = Number.POSITIVE_INFINITY;
    await using fake = await startFakeIam({
      over: behind.embedded,
      answer({ action }: UpstreamCall) {
        if (action === "CreateUser") created = clock.now();
        return action === "AddUserToGroup" && clock.now() < created + 1000
          ? missing(errorTexts.userNotFound("carol"))
          : undefined;
      },
    });
    await using account = await createTestGateway({
      client: fake.createClient(),
      propagation: { now: clock.now, sleep: clock.sleep },
    });
    await account.execute('mutation { createGroup(input: { groupName: "Ops" }) { __typename } }');
    const { data, extensions } = await account.execute(`mutation { a: ${createCarol} b: ${addCarol} }`, undefined, {
      "iamql-usage": "1",
    });
    expect(data).toEqual({
      a: { __typename: "CreateUserPayload" },
      b: { __typename: "AddUserToGroupPayload" },
    });
    expect([clock.now(), fake.counts()]).toEqual([1550, { CreateGroup: 1, CreateUser: 1, AddUserToGroup: 6 }]);
    expect(extensions?.["iam"]).toMatchObject({ calls: { CreateUser: 1, AddUserToGroup: 6 } });
    const { outcome, writes } = JSON.parse(account.auditLines.at(-1) ?? "");
    expect([outcome, writes.map((write: { outcome: string }) => write.outcome)]).toEqual([
      "done",
      [...Array(5).fill("refused"), "done"],
    ]);
  });

  it.each([
    [
      "a group",
      'createGroup(input: { groupName: "Staff" })',
      { after: "CreateGroup", refuse: { AddUserToGroup: missing(errorTexts.groupNotFound("staff")) } },
      'addUserToGroup(input: { userName: "bob", groupName: "staff" })',
    ],
    [
      "a virtual device",
      'createVirtualMfaDevice(input: { virtualMfaDeviceName: "Phone" })',
      {
        after: "CreateVirtualMFADevice",
        refuse: { TagMFADevice: missing(errorTexts.mfaDeviceNotFound(phone.toUpperCase())) },
      },
      `tagMfaDevice(input: { serialNumber: "${phone}", tags: [{ key: "a", value: "" }] })`,
    ],
    [
      "a provider",
      'createOidcProvider(input: { url: "https://other.example" })',
      {
        after: "CreateOpenIDConnectProvider",
        refuse: {
          DeleteOpenIDConnectProvider: missing(
            errorTexts.oidcProviderNotFoundOnDelete("arn:aws:iam::123456789012:oidc-provider/other.example"),
          ),
        },
      },
      'deleteOidcProvider(input: { arn: "arn:aws:iam::123456789012:oidc-provider/other.example" })',
    ],
    [
      "a new name",
      'updateUser(input: { userName: "bob", newUserName: "Robert" })',
      { after: "UpdateUser", refuse: { TagUser: missing(errorTexts.userNotFound("ROBERT")) } },
      'tagUser(input: { userName: "ROBERT", tags: [{ key: "a", value: "" }] })',
    ],
    [
      "a boundary",
      `setUserPermissionsBoundary(input: { userName: "bob", permissionsBoundaryArn: "${scene.boundary}" })`,
      { after: "PutUserPermissionsBoundary", refuse: { DeleteUserPermissionsBoundary: missing("None is set.") } },
      'removeUserPermissionsBoundary(input: { userName: "bob" })',
    ],
  ])("is sent again: %s", async (_title, first, delayed: Delayed, second) => {
    await using account = await createDelayedScene(delayed);
    const { data } = await account.execute<Record<string, { __typename: string }>, object>(
      `mutation { first: ${first} { __typename } second: ${second} { __typename } }`,
    );
    const [action = ""] = Object.keys(delayed.refuse);
    expect(data?.["second"]?.__typename).toMatch(/Payload$/);
    expect([account.clock.now(), account.counts()[action]]).toEqual([1550, 6]);
  });

  it("is sent again: a device that was enabled", async () => {
    await using account = await createDelayedScene({
      after: "EnableMFADevice",
      refuse: { DeactivateMFADevice: missing(errorTexts.mfaDeviceOfAnother()) },
    });
    await account.execute(documentOf("enableMfaDevice", "__typename"), { input: { ...device.input, ...codes() } });
    const { data } = await account.execute(documentOf("deactivateMfaDevice", "__typename"), device);
    expect(data).toEqual({ deactivateMfaDevice: { __typename: "DeactivateMfaDevicePayload" } });
  });

  it("returns IAM's error when the wait is over, and from then on at once", async () => {
    await using account = await createDelayedScene(noCarol, 60_000);
    const document = `mutation { ${createCarol} again: ${addCarol} }`;
    const { data } = await account.execute<Record<string, object>, object>(document);
    expect(data?.["again"]).toEqual({
      __typename: "NoSuchEntityError",
      message: "The user with name carol cannot be found.",
    });
    expect(account.clock.now()).toBe(20_000);
    account.forgetCalls();
    await account.execute(`mutation { ${addCarol} }`);
    expect([account.clock.now(), account.counts()]).toEqual([20_000, { AddUserToGroup: 1 }]);
    expect(JSON.parse(account.auditLines.at(-1) ?? "")).toMatchObject({ outcome: "refused", code: "NoSuchEntity" });
  });

  it("is sent once if waiting is turned off", async () => {
    await using account = await createDelayedScene(noCarol, 1000, { propagation: { waitMs: 0 } });
    await account.execute(`mutation { ${createCarol} ${addCarol} }`);
    expect(account.counts()).toEqual({ CreateUser: 1, AddUserToGroup: 1 });
  });

  it("fails at once if another name is mistyped", async () => {
    await using account = await createScene({ propagation: { sleep: () => Promise.reject(new Error("It waited.")) } });
    const { data } = await account.execute(`mutation {
      ${createCarol}
      group: addUserToGroup(input: { userName: "carol", groupName: "opps" }) { __typename }
      user: addUserToGroup(input: { userName: "carl", groupName: "ops" }) { __typename }
      policy: setUserPermissionsBoundary(
        input: { userName: "carol", permissionsBoundaryArn: "arn:aws:iam::123456789012:policy/Mistyped" }
      ) { __typename }
      tag: tagUser(input: { userName: "carl", tags: [{ key: "a", value: "" }] }) { __typename }
    }`);
    const refused = { __typename: "NoSuchEntityError" };
    expect(data).toMatchObject({ group: refused, user: refused, policy: refused, tag: refused });
    expect(account.counts()).toEqual({ CreateUser: 1, AddUserToGroup: 2, PutUserPermissionsBoundary: 1, TagUser: 1 });
  });

  it("fails at once if a new device was never enabled", async () => {
    await using account = await createScene({ propagation: { sleep: () => Promise.reject(new Error("It waited.")) } });
    const { data } = await account.execute<Record<string, object>, object>(`mutation {
      createVirtualMfaDevice(input: { virtualMfaDeviceName: "Phone" }) { __typename }
      deactivateMfaDevice(input: { userName: "bob", serialNumber: "${phone}" }) { __typename }
    }`);
    expect(data?.["deactivateMfaDevice"]).toEqual({ __typename: "NoSuchEntityError" });
    expect(account.counts()["DeactivateMFADevice"]).toBe(1);
  });

  it("is not sent again if it may have been done", async () => {
    const answers = [missing(errorTexts.userNotFound("carol")), iamError(500, "ServiceFailure", "Broke.")];
    const clock = createTestClock();
    await using account = await createScene({
      propagation: { now: clock.now, sleep: clock.sleep },
      intercept: ({ action }) => (action === "UpdateUser" ? answers.shift() : undefined),
    });
    const { errors } = await account.execute(`mutation {
      ${createCarol}
      updateUser(input: { userName: "carol", newUserName: "Caroline" }) { __typename }
    }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: "IAM_UNAVAILABLE", outcome: "UNKNOWN" });
    expect(account.counts()).toEqual({ CreateUser: 1, UpdateUser: 2 });
    expect(JSON.parse(account.auditLines.at(-1) ?? "")).toMatchObject({ outcome: "unknown" });
  });

  it("returns before the request's deadline", async () => {
    const clock = createTestClock();
    await using account = await createDelayedScene(noCarol, 60_000, {
      limits: { requestTimeoutMs: 3000 },
      propagation: { now: () => performance.now() + clock.now(), sleep: clock.sleep },
      intercept: ({ action }) => (action === "AddUserToGroup" ? noCarol.refuse[action] : undefined),
    });
    const { data } = await account.execute<Record<string, object>, object>(`mutation { ${createCarol} ${addCarol} }`);
    expect(data?.["addUserToGroup"]).toMatchObject({ __typename: "NoSuchEntityError" });
    expect(clock.now()).toBeLessThanOrEqual(2000);
    expect(account.counts()["AddUserToGroup"]).toBeGreaterThan(4);
  });

  it("returns when the request's calls are used up", async () => {
    await using account = await createDelayedScene(noCarol, 60_000, { limits: { maxIamCalls: 6 } });
    const { data } = await account.execute<Record<string, object>, object>(`mutation { ${createCarol} ${addCarol} }`);
    expect(data?.["addUserToGroup"]).toMatchObject({ __typename: "NoSuchEntityError" });
    expect(account.counts()).toEqual({ CreateUser: 1, AddUserToGroup: 5 });
  });
});

describe("a deletion of an entity whose dependents were just removed", () => {
  const inUse = { DeleteVirtualMFADevice: conflict(errorTexts.mfaDeviceAssigned()) };

  it.each([
    [
      "a group whose last user was removed",
      'removeUserFromGroup(input: { userName: "alice", groupName: "ops" })',
      {
        after: "RemoveUserFromGroup",
        refuse: { DeleteGroup: conflict(errorTexts.deleteConflict("groupMemberships")) },
      },
      'deleteGroup(input: { groupName: "OPS" })',
    ],
    [
      "a user who was removed from the last group",
      'removeUserFromGroup(input: { userName: "bob", groupName: "ops" })',
      { after: "RemoveUserFromGroup", refuse: { DeleteUser: conflict(errorTexts.deleteConflict("groupMemberships")) } },
      'deleteUser(input: { userName: "BOB" })',
    ],
  ])("is sent again: %s", async (_title, first, delayed: Delayed, second) => {
    await using account = await createDelayedScene(delayed);
    const { data } = await account.execute<Record<string, { __typename: string }>, object>(
      `mutation { first: ${first} { __typename } second: ${second} { __typename } }`,
    );
    const [action = ""] = Object.keys(delayed.refuse);
    expect(data?.["second"]?.__typename).toMatch(/Payload$/);
    expect(account.counts()[action]).toBe(6);
  });

  it("is sent again: a virtual device that was deactivated", async () => {
    await using account = await createDelayedScene({ after: "DeactivateMFADevice", refuse: inUse });
    const serialNumber = "arn:aws:iam::123456789012:mfa/OfBob";
    account.embedded.addMfaDevice({ serialNumber, userName: scene.bob });
    const { data } = await account.execute<Record<string, object>, object>(`mutation {
      first: deactivateMfaDevice(input: { userName: "bob", serialNumber: "${serialNumber}" }) { __typename }
      second: deleteVirtualMfaDevice(input: { serialNumber: "${serialNumber}" }) { __typename }
    }`);
    expect(data?.["second"]).toEqual({ __typename: "DeleteVirtualMfaDevicePayload" });
    expect(account.counts()["DeleteVirtualMFADevice"]).toBe(6);
  });

  it("is retried for the user and the virtual device of a cascade", async () => {
    await using account = await createDelayedScene({
      after: "DeactivateMFADevice",
      refuse: { ...inUse, DeleteUser: conflict("Cannot delete entity, must remove tokens from principal first.") },
    });
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000009", userName: scene.bob });
    const { data } = await account.execute<Record<string, object>, object>(
      'mutation { deleteUser(input: { userName: "bob", cascade: true }) { __typename } }',
    );
    expect(data?.["deleteUser"]).toEqual({ __typename: "DeleteUserPayload" });
    expect(account.counts()["DeleteUser"]).toBe(6);
  });

  it("fails at once if there is another dependent", async () => {
    await using account = await createScene({
      propagation: { sleep: () => Promise.reject(new Error("It waited.")) },
      intercept: ({ action }) =>
        action === "DeleteUser" ? conflict("Cannot delete entity, must delete access keys first.") : undefined,
    });
    const { data } = await account.execute<Record<string, object>, object>(`mutation {
      removeUserFromGroup(input: { userName: "alice", groupName: "ops" }) { __typename }
      deleteUser(input: { userName: "alice" }) { __typename }
    }`);
    expect(data?.["deleteUser"]).toEqual({ __typename: "DeleteConflictError" });
    expect(account.counts()["DeleteUser"]).toBe(1);
  });
});

describe("a write under a name that was just given up", () => {
  it.each([
    [
      "a user",
      'deleteUser(input: { userName: "bob" })',
      {
        after: "DeleteUser",
        refuse: { CreateUser: iamError(409, "EntityAlreadyExists", errorTexts.userExists("bob")) },
      },
      'createUser(input: { userName: "Bob" })',
    ],
    [
      "a group that was renamed",
      'updateGroup(input: { groupName: "ops", newGroupName: "Operations" })',
      {
        after: "UpdateGroup",
        refuse: { CreateGroup: iamError(409, "EntityAlreadyExists", errorTexts.groupExists("Ops")) },
      },
      'createGroup(input: { groupName: "Ops" })',
    ],
    [
      "a virtual device",
      `deleteVirtualMfaDevice(input: { serialNumber: "${scene.spare}" })`,
      {
        after: "DeleteVirtualMFADevice",
        refuse: { CreateVirtualMFADevice: iamError(409, "EntityAlreadyExists", errorTexts.mfaDeviceExists()) },
      },
      'createVirtualMfaDevice(input: { virtualMfaDeviceName: "Spare" })',
    ],
    [
      "a provider",
      `deleteOidcProvider(input: { arn: "${scene.issuer}" })`,
      {
        after: "DeleteOpenIDConnectProvider",
        refuse: {
          CreateOpenIDConnectProvider: iamError(
            409,
            "EntityAlreadyExists",
            errorTexts.oidcProviderExists("https://issuer.example"),
          ),
        },
      },
      'createOidcProvider(input: { url: "https://issuer.example" })',
    ],
  ])("is sent again: %s", async (_title, first, delayed: Delayed, second) => {
    await using account = await createDelayedScene(delayed);
    const { data } = await account.execute<Record<string, { __typename: string }>, object>(
      `mutation { first: ${first} { __typename } second: ${second} { __typename } }`,
    );
    const [action = ""] = Object.keys(delayed.refuse);
    expect(data?.["second"]?.__typename).toMatch(/Payload$/);
    expect(account.counts()[action]).toBe(6);
  });

  it("fails at once if the name was taken again through this gateway", async () => {
    await using account = await createScene({ propagation: { sleep: () => Promise.reject(new Error("It waited.")) } });
    const { data } = await account.execute<Record<string, object>, object>(`mutation {
      deleteUser(input: { userName: "bob" }) { __typename }
      first: createUser(input: { userName: "Bob" }) { __typename }
      second: createUser(input: { userName: "Bob" }) { __typename }
    }`);
    expect(data).toMatchObject({ second: { __typename: "EntityAlreadyExistsError" } });
    expect(account.counts()["CreateUser"]).toBe(2);
  });
});

describe("EntityTemporarilyUnmodifiable", () => {
  it.each(["updateUser", "enableMfaDevice", "deactivateMfaDevice"])("is waited for by %s", async (field) => {
    const clock = createTestClock();
    const { operation, input } = mutations[field] ?? { operation: "", input: () => ({}) };
    const busy = iamError(409, "EntityTemporarilyUnmodifiable", "Busy.");
    await using account = await createScene({
      propagation: { now: clock.now, sleep: clock.sleep },
      intercept: ({ action }) => (action === operation && clock.now() < 5000 ? busy : undefined),
    });
    const { data } = await account.execute<Record<string, { __typename: string }>, object>(
      documentOf(field, "__typename"),
      { input: input(account.ids) },
    );
    expect(data?.[field]?.__typename).toMatch(/Payload$/);
  });

  it("is returned when the wait is over", async () => {
    const clock = createTestClock();
    await using account = await createScene({
      propagation: { now: clock.now, sleep: clock.sleep, waitMs: 1000 },
      intercept: () => iamError(409, "EntityTemporarilyUnmodifiable", "Busy."),
    });
    const { data } = await account.execute(documentOf("updateUser", "__typename"), {
      input: mutations["updateUser"]?.input(account.ids),
    });
    expect(data).toEqual({ updateUser: { __typename: "EntityTemporarilyUnmodifiableError" } });
    expect([clock.now(), account.counts()]).toEqual([1000, { UpdateUser: 6 }]);
  });
});
