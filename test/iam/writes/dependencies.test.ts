import { describe, expect, it } from "vitest";
import { IamError, type IamFailure } from "../../../src/iam/errors/index.ts";
import {
  blockers,
  type DependsOn,
  Expectations,
  sendUntilPropagated,
} from "../../../src/iam/read-your-writes/index.ts";
import { isNothing, type Nothing } from "../../../src/iam/writes/write-row.ts";
import { type ChangeName, type CreationName, changes, creations } from "../../../src/iam/writes/write-table.ts";
import { createTestClock } from "../../support/clock.ts";

type Name = CreationName | ChangeName;

const account = "arn:aws:iam::123456789012";
const phone = `${account}:mfa/devices/Phone`;
const issuer = `${account}:oidc-provider/issuer.example/path`;
const key = "GAHT00000001";

interface DependencyCase {
  readonly write: Name;
  readonly input: object;
  /** The earlier write that has not reached all replicas. */
  readonly earlier: (expectations: Expectations) => void;
  readonly code: "NoSuchEntity" | "EntityAlreadyExists" | "DeleteConflict";
  readonly message?: string;
}

/** The refusals that come from what the rows of the table depend on. */
const dependencies: readonly DependencyCase[] = [
  {
    write: "CreateUser",
    input: { UserName: "carol" },
    earlier: (expectations) => expectations.deleted("user", "Carol"),
    code: "EntityAlreadyExists",
  },
  {
    write: "UpdateUser",
    input: { UserName: "alice", NewUserName: "carol" },
    earlier: (expectations) => expectations.deleted("user", "Carol"),
    code: "EntityAlreadyExists",
  },
  {
    write: "DeleteUser",
    input: { UserName: "alice" },
    earlier: (expectations) => expectations.unblocked("user", "Alice", blockers.memberships),
    code: "DeleteConflict",
    message: "Cannot delete entity, must remove users from group first.",
  },
  {
    write: "DeleteUserPermissionsBoundary",
    input: { UserName: "alice" },
    earlier: (expectations) => expectations.attached("boundary", "Alice", true),
    code: "NoSuchEntity",
  },
  {
    write: "CreateGroup",
    input: { GroupName: "ops" },
    earlier: (expectations) => expectations.deleted("group", "Ops"),
    code: "EntityAlreadyExists",
  },
  {
    write: "UpdateGroup",
    input: { GroupName: "staff", NewGroupName: "ops" },
    earlier: (expectations) => expectations.deleted("group", "Ops"),
    code: "EntityAlreadyExists",
  },
  {
    write: "DeleteGroup",
    input: { GroupName: "ops" },
    earlier: (expectations) => expectations.unblocked("group", "Ops", blockers.memberships),
    code: "DeleteConflict",
    message: "Cannot delete entity, must remove users from group first.",
  },
  {
    write: "CreateVirtualMFADevice",
    input: { Path: "/devices/", VirtualMFADeviceName: "phone" },
    earlier: (expectations) => expectations.deleted("virtualMfaDevice", phone),
    code: "EntityAlreadyExists",
  },
  {
    write: "CreateVirtualMFADevice",
    input: { VirtualMFADeviceName: "phone" },
    earlier: (expectations) => expectations.deleted("virtualMfaDevice", `${account}:mfa/Phone`),
    code: "EntityAlreadyExists",
  },
  {
    write: "EnableMFADevice",
    input: { UserName: "alice", SerialNumber: key },
    earlier: (expectations) => expectations.attached("assignment", key, false),
    code: "EntityAlreadyExists",
  },
  ...(["ResyncMFADevice", "DeactivateMFADevice"] as const).map((write) => ({
    write,
    input: { UserName: "alice", SerialNumber: key },
    earlier: (expectations: Expectations) => expectations.attached("assignment", key, true, "Alice"),
    code: "NoSuchEntity" as const,
  })),
  {
    write: "DeleteVirtualMFADevice",
    input: { SerialNumber: phone },
    earlier: (expectations) => expectations.unblocked("virtualMfaDevice", phone, blockers.mfaDevices),
    code: "DeleteConflict",
    message: "MFA VirtualDevice in use. Must deactivate first.",
  },
  {
    write: "CreateOpenIDConnectProvider",
    input: { Url: "https://issuer.example/path" },
    earlier: (expectations) => expectations.deleted("oidcProvider", issuer),
    code: "EntityAlreadyExists",
  },
];

/** The refusals that come from new entities, on which each write can depend. */
const newEntities: readonly DependencyCase[] = [
  {
    write: "TagUser",
    input: { UserName: "alice" },
    earlier: (expectations) => expectations.created("user", "Alice"),
    code: "NoSuchEntity",
    message: "The user with name alice cannot be found.",
  },
  {
    write: "AddUserToGroup",
    input: { UserName: "alice", GroupName: "ops" },
    earlier: (expectations) => expectations.created("group", "Ops"),
    code: "NoSuchEntity",
    message: "The group with name ops cannot be found.",
  },
  {
    write: "TagMFADevice",
    input: { SerialNumber: phone },
    earlier: (expectations) => expectations.created("virtualMfaDevice", phone),
    code: "NoSuchEntity",
    message: `MFA Device with serial number ${phone} does not exist.`,
  },
  {
    write: "TagOpenIDConnectProvider",
    input: { OpenIDConnectProviderArn: issuer },
    earlier: (expectations) => expectations.created("oidcProvider", issuer),
    code: "NoSuchEntity",
    message: `OpenIDConnect Provider not found for arn ${issuer}`,
  },
];

/** Sends a write that IAM refuses once; returns the number of attempts. */
async function attemptsAt({ write, input, code, message = "refused" }: DependencyCase, expectations: Expectations) {
  const dependsOn = { ...creations, ...changes }[write].dependsOn as DependsOn<object> | Nothing;
  const failure: IamFailure = code === "NoSuchEntity" ? "no-such-entity" : "rejected";
  let attempts = 0;
  await sendUntilPropagated(
    expectations,
    { deadline: Number.POSITIVE_INFINITY, callsLeft: 10 },
    isNothing(dependsOn) ? {} : dependsOn,
    input,
    async () => {
      attempts += 1;
      if (attempts === 1) throw new IamError(message, { failure, action: write, code });
      return {};
    },
  ).catch(() => {});
  return attempts;
}

function createExpectations() {
  const clock = createTestClock();
  return { clock, expectations: new Expectations({ now: clock.now, sleep: clock.sleep }) };
}

describe("a write that IAM refuses", () => {
  it.each([...dependencies, ...newEntities])(
    "is repeated if an earlier write explains it: $write, $code",
    async (one) => {
      const { expectations } = createExpectations();
      one.earlier(expectations);
      expect(await attemptsAt(one, expectations)).toBe(2);
    },
  );

  it.each([...dependencies, ...newEntities])("is sent once without an earlier write: $write, $code", async (one) => {
    const { expectations } = createExpectations();
    expect(await attemptsAt(one, expectations)).toBe(1);
  });

  it.each([...dependencies, ...newEntities])("is sent once after the wait: $write, $code", async (one) => {
    const { clock, expectations } = createExpectations();
    one.earlier(expectations);
    await clock.sleep(20_000);
    expect(await attemptsAt(one, expectations)).toBe(1);
  });

  it.each(newEntities)("is sent once if the message names another entity: $write", async (one) => {
    const { expectations } = createExpectations();
    one.earlier(expectations);
    expect(await attemptsAt({ ...one, message: "The policy other cannot be found." }, expectations)).toBe(1);
  });

  it("is sent once if another user has the device", async () => {
    const { expectations } = createExpectations();
    expectations.attached("assignment", key, true, "Bob");
    const input = { UserName: "alice", SerialNumber: key };
    for (const write of ["ResyncMFADevice", "DeactivateMFADevice"] as const) {
      expect(await attemptsAt({ write, input, earlier() {}, code: "NoSuchEntity" }, expectations)).toBe(1);
    }
  });

  it("is sent once if the conflict names another blocker", async () => {
    const { expectations } = createExpectations();
    expectations.unblocked("user", "Alice", blockers.memberships);
    const message = "Cannot delete entity, must delete access keys first.";
    const one: DependencyCase = {
      write: "DeleteUser",
      input: { UserName: "alice" },
      earlier() {},
      code: "DeleteConflict",
      message,
    };
    expect(await attemptsAt(one, expectations)).toBe(1);
  });

  it("is covered for each row with dependencies", () => {
    const rows = Object.entries({ ...creations, ...changes });
    const names = rows.filter(([, { dependsOn }]) => !isNothing(dependsOn)).map(([name]) => name);
    expect([...new Set(dependencies.map(({ write }) => write))].toSorted()).toEqual(names.toSorted());
  });
});

describe("what unblocks a deletion", () => {
  it.each([
    ["DeleteLoginProfile", "Cannot delete entity, must delete login profile first."],
    ["DeleteAccessKey", "Cannot delete entity, must delete access keys first."],
    ["DeleteSigningCertificate", "Cannot delete entity, must delete signing certificates first."],
    ["DeleteSSHPublicKey", "Cannot delete entity, must remove referenced objects first."],
    ["DeleteServiceSpecificCredential", "Cannot delete entity, must remove referenced objects first."],
    ["DeleteUserPolicy", "Cannot delete entity, must delete policies first."],
    ["DetachUserPolicy", "Cannot delete entity, must detach all policies first."],
    ["RemoveUserFromGroup", "Cannot delete entity, must remove users from group first."],
    ["DeactivateMFADevice", "Cannot delete entity, must remove tokens from principal first."],
  ] as const)("is recorded by %s", async (name, message) => {
    const { expectations } = createExpectations();
    const { laterReadsShow } = changes[name];
    if (isNothing(laterReadsShow)) throw new Error(`${name} records nothing`);
    const record = laterReadsShow as (expectations: Expectations, input: object, output: object) => void;
    record(expectations, { UserName: "Alice", GroupName: "Ops", SerialNumber: key }, {});
    const deletion: DependencyCase = {
      write: "DeleteUser",
      input: { UserName: "alice" },
      earlier() {},
      code: "DeleteConflict",
      message,
    };
    expect(await attemptsAt(deletion, expectations)).toBe(2);
  });
});
