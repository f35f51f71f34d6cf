import { describe, expect, it } from "vitest";
import { codeAt, stepAt } from "../../../src/embedded-iam/totp.ts";
import { startService } from "../test-service.ts";

const seed = "A".repeat(32);
type Service = Awaited<ReturnType<typeof startService>>;

async function countsOf({ iam }: Service) {
  const { Users, Groups, Providers, MFADevices, MFADevicesInUse } = (await iam.getAccountSummary({})).SummaryMap ?? {};
  return [Users, Groups, Providers, MFADevices, MFADevicesInUse];
}

describe("the counts of GetAccountSummary", () => {
  it("follow every change, and ignore rejected calls", async () => {
    const service = await startService({ quotas: { tagsPerResource: 1 } });
    const { iam, clock } = service;
    expect(await countsOf(service)).toEqual([0, 0, 0, 0, 0]);
    await iam.createUser({ UserName: "a" });
    await iam.createGroup({ GroupName: "g" });
    const Url = "https://id.example.com";
    const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider({ Url });
    const twoTags = ["x", "y"].map((Key) => ({ Key, Value: "" }));
    await iam.createUser({ UserName: "b", Tags: twoTags }).catch(() => {});
    await iam.createVirtualMFADevice({ VirtualMFADeviceName: "v" });
    await iam.createVirtualMFADevice({ VirtualMFADeviceName: "w", Tags: twoTags }).catch(() => {});
    service.service.addMfaDevice({ serialNumber: "GAHT12345678", seed });
    service.service.addMfaDevice({ serialNumber: "arn:aws:iam::123456789012:u2f/user/a/key" });
    expect(await countsOf(service)).toEqual([1, 1, 1, 2, 1]);
    const step = stepAt(clock.now);
    const [AuthenticationCode1, AuthenticationCode2] = [codeAt(seed, step - 1), codeAt(seed, step)];
    const codes = { UserName: "a", SerialNumber: "GAHT12345678", AuthenticationCode1, AuthenticationCode2 };
    await iam.enableMFADevice({ ...codes, AuthenticationCode1: AuthenticationCode2 }).catch(() => {});
    await iam.enableMFADevice(codes);
    expect(await countsOf(service)).toEqual([1, 1, 1, 3, 2]);
    await iam.deactivateMFADevice({ UserName: "a", SerialNumber: "GAHT12345678" });
    await iam.deactivateMFADevice({ UserName: "a", SerialNumber: "arn:aws:iam::123456789012:u2f/user/a/key" });
    await iam.deleteVirtualMFADevice({ SerialNumber: "arn:aws:iam::123456789012:mfa/v" });
    await iam.deleteUser({ UserName: "a" });
    await iam.deleteGroup({ GroupName: "g" });
    await iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn });
    expect(await countsOf(service)).toEqual([0, 0, 0, 0, 0]);
  });

  it("follow changes of roles and instance profiles, also through services", async () => {
    const { iam } = await startService();
    const counts = async () => {
      const { Roles, InstanceProfiles } = (await iam.getAccountSummary({})).SummaryMap ?? {};
      return [Roles, InstanceProfiles];
    };
    const Statement = { Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" };
    const role = { RoleName: "app", AssumeRolePolicyDocument: JSON.stringify({ Statement }) };
    await iam.createRole(role);
    await iam.createRole({ ...role, RoleName: "APP" }).catch(() => {});
    await iam.createServiceLinkedRole({ AWSServiceName: "autoscaling.amazonaws.com" });
    await iam.createInstanceProfile({ InstanceProfileName: "machine" });
    expect(await counts()).toEqual([2, 1]);
    await iam.deleteServiceLinkedRole({ RoleName: "AWSServiceRoleForAutoScaling" });
    await iam.deleteRole({ RoleName: "app" });
    await iam.deleteInstanceProfile({ InstanceProfileName: "machine" });
    expect(await counts()).toEqual([0, 0]);
  });

  it("lag like other reads while writes propagate", async () => {
    const service = await startService({ faults: { propagationMs: 1000 } });
    const { iam, clock } = service;
    for (const UserName of ["b", "a"]) await iam.createUser({ UserName });
    await iam.createGroup({ GroupName: "g" });
    for (const UserName of ["b", "a"]) await iam.addUserToGroup({ GroupName: "g", UserName });
    await iam.updateUser({ UserName: "b", NewUserName: "A0" });
    expect(await countsOf(service)).toEqual([0, 0, 0, 0, 0]);
    clock.now = new Date(clock.now.getTime() + 1000);
    expect(await countsOf(service)).toEqual([2, 1, 0, 0, 0]);
    expect((await iam.getGroup({ GroupName: "g" })).Users?.map((user) => user.UserName)).toEqual(["a", "A0"]);
  });
});
