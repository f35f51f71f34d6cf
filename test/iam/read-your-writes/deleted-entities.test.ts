import { DeactivateMFADeviceCommand, RemoveUserFromGroupCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { createIam, createUsage, isNoSuchEntity } from "../../../src/iam/index.ts";
import { createTestClock } from "../../support/clock.ts";
import { createScene, scene } from "../../support/scene.ts";
import { totp } from "../../support/totp.ts";

const { alice, bob, ops, empty } = scene;

/** The scene, and a clock that shows whether reads waited. */
async function createWaitingScene() {
  const account = await createScene();
  const clock = createTestClock();
  const iamFor = createIam({ client: account.client, propagation: { now: clock.now, sleep: clock.sleep } });
  const iam = iamFor(createUsage());
  const { reads, writes } = iam;
  const planUserRemoval = (userName: string) => iam.planUserRemoval(userName);
  const absent = (answer: Promise<unknown>) =>
    answer.then(
      () => false,
      (error: unknown) => isNoSuchEntity(error),
    );
  return Object.assign(account, { clock, reads, writes, planUserRemoval, absent });
}

describe("an expectation ends with the entity that it needs", () => {
  it("if a new user of a group is deleted in a cascade", async () => {
    await using account = await createWaitingScene();
    const { reads, writes } = account;
    await writes.createUser({ UserName: "Carol" });
    await writes.change("AddUserToGroup", { UserName: "Carol", GroupName: ops });
    for (const { operation, input } of await account.planUserRemoval("Carol")) await writes.change(operation, input);
    account.forgetCalls();
    expect(await account.absent(reads.listGroupsForUser({ userName: "Carol" }))).toBe(true);
    expect(await account.absent(reads.listMfaDevices({ userName: "Carol" }))).toBe(true);
    expect(await account.absent(reads.getUser("carol"))).toBe(true);
    await reads.getGroup({ groupName: ops });
    expect(account.counts()).toEqual({ ListGroupsForUser: 1, ListMFADevices: 1, GetUser: 1, GetGroup: 1 });
    expect(account.clock.now()).toBe(0);
  });

  it("if a user of a group is deleted after another process removed the membership", async () => {
    await using account = await createWaitingScene();
    const { reads, writes } = account;
    await writes.change("AddUserToGroup", { UserName: bob, GroupName: ops });
    await account.admin.send(new RemoveUserFromGroupCommand({ UserName: bob, GroupName: ops }));
    await writes.change("DeleteUser", { UserName: bob });
    await reads.getGroup({ groupName: ops });
    expect(account.clock.now()).toBe(0);
  });

  it("if the group of a user is deleted after another process removed the membership", async () => {
    await using account = await createWaitingScene();
    const { reads, writes } = account;
    await writes.change("AddUserToGroup", { UserName: bob, GroupName: empty });
    await account.admin.send(new RemoveUserFromGroupCommand({ UserName: bob, GroupName: empty }));
    await writes.change("DeleteGroup", { GroupName: empty });
    await reads.listGroupsForUser({ userName: bob });
    expect(account.clock.now()).toBe(0);
  });

  it("if a new group is deleted", async () => {
    await using account = await createWaitingScene();
    const { reads, writes } = account;
    await writes.createGroup({ GroupName: "Staff" });
    await writes.change("DeleteGroup", { GroupName: "staff" });
    expect(await account.absent(reads.getGroup({ groupName: "Staff" }))).toBe(true);
    expect(account.clock.now()).toBe(0);
  });

  it("if the virtual device of a user is deleted after another process deactivated it", async () => {
    await using account = await createWaitingScene();
    const { reads, writes } = account;
    const { serialNumber, base32StringSeed } = await writes.createVirtualMfaDevice({ VirtualMFADeviceName: "Phone" });
    const step = Math.floor(Date.now() / 30_000);
    await writes.change("EnableMFADevice", {
      UserName: bob,
      SerialNumber: serialNumber,
      AuthenticationCode1: totp(base32StringSeed, step - 1),
      AuthenticationCode2: totp(base32StringSeed, step),
    });
    await account.admin.send(new DeactivateMFADeviceCommand({ UserName: bob, SerialNumber: serialNumber }));
    await writes.change("DeleteVirtualMFADevice", { SerialNumber: serialNumber });
    await reads.listMfaDevices({ userName: bob });
    await reads.findVirtualMfaDevice(serialNumber, async () => null);
    expect(await account.absent(reads.listMfaDeviceTags({ serialNumber }))).toBe(true);
    expect(account.clock.now()).toBe(0);
  });

  it("if a new provider is deleted", async () => {
    await using account = await createWaitingScene();
    const { reads, writes } = account;
    const arn = await writes.createOidcProvider({ Url: "https://other.example" });
    await writes.change("DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn: arn });
    expect(await account.absent(reads.getOidcProvider(arn))).toBe(true);
    expect(account.clock.now()).toBe(0);
  });

  it("but not the expectations of other users of the group", async () => {
    await using account = await createWaitingScene();
    const { reads, writes } = account;
    await writes.change("AddUserToGroup", { UserName: bob, GroupName: empty });
    await writes.change("AddUserToGroup", { UserName: alice, GroupName: empty });
    await account.admin.send(new RemoveUserFromGroupCommand({ UserName: bob, GroupName: empty }));
    await account.admin.send(new RemoveUserFromGroupCommand({ UserName: alice, GroupName: empty }));
    await writes.change("DeleteUser", { UserName: bob });
    await reads.getGroup({ groupName: empty });
    expect(account.clock.now()).toBe(20_000);
  });
});
