import { describe, expect, it } from "vitest";
import { refusalOf, startService } from "./test-service.ts";

describe.each(["aws", "aws-cn", "aws-us-gov"] as const)("an account of the partition %s", (partition) => {
  const arn = (resource: string) => `arn:${partition}:iam::123456789012:${resource}`;

  it("has it in all its ARNs", async () => {
    const { iam, service } = await startService({ partition, policies: [arn("policy/edge")] });
    const PermissionsBoundary = arn("policy/edge");
    const { User } = await iam.createUser({ UserName: "alice", Path: "/a/", PermissionsBoundary });
    const { Group } = await iam.createGroup({ GroupName: "admins" });
    const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone" });
    const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider({ Url: "https://id.example.com" });
    expect([User?.Arn, Group?.Arn, VirtualMFADevice?.SerialNumber, OpenIDConnectProviderArn]).toEqual([
      arn("user/a/alice"),
      arn("group/admins"),
      arn("mfa/phone"),
      arn("oidc-provider/id.example.com"),
    ]);
    expect((await iam.getUser({})).User?.Arn).toBe(arn("root"));
    expect((await iam.listVirtualMFADevices({})).VirtualMFADevices).toMatchObject([{ SerialNumber: arn("mfa/phone") }]);
    expect(service.addMfaDevice({ serialNumber: arn("u2f/user/alice/key"), userName: "alice" }).kind).toBe("fido");
    expect(await refusalOf(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn }))).toBe("no refusal");
  });
});

describe("an ARN of another partition", () => {
  it("names no entity of the account", async () => {
    const { iam } = await startService({ partition: "aws-cn" });
    await iam.createOpenIDConnectProvider({ Url: "https://id.example.com" });
    const OpenIDConnectProviderArn = "arn:aws:iam::123456789012:oidc-provider/id.example.com";
    expect(await refusalOf(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn }))).toBe(
      "400 ValidationError: Invalid ARN",
    );
    const PermissionsBoundary = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    expect(await refusalOf(iam.createUser({ UserName: "alice", PermissionsBoundary }))).toBe(
      `400 InvalidInput: ARN ${PermissionsBoundary} is not valid.`,
    );
  });
});
