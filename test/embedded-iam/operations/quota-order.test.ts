import { describe, expect, it } from "vitest";
import { refusalOf, startService } from "../test-service.ts";

const tagged = (...keys: readonly string[]) => ({ Tags: keys.map((Key) => ({ Key, Value: "" })) });

describe("a full account", () => {
  it("rejects an invalid user for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { usersPerAccount: 0 } });
    expect(await refusalOf(iam.createUser({ UserName: "u", ...tagged("a", "A") }))).toContain("400 InvalidInput: ");
    expect(await refusalOf(iam.createUser({ UserName: "u", ...tagged("aws:a") }))).toContain("400 InvalidInput: ");
    const PermissionsBoundary = "arn:aws:iam::123456789012:policy/none";
    expect(await refusalOf(iam.createUser({ UserName: "u", PermissionsBoundary }))).toContain("404 NoSuchEntity: ");
    expect(await refusalOf(iam.createUser({ UserName: "u" }))).toContain("409 LimitExceeded: ");
  });

  it("rejects an existing group for its name, not for the quota", async () => {
    const { iam } = await startService({ quotas: { groupsPerAccount: 1 } });
    await iam.createGroup({ GroupName: "g" });
    expect(await refusalOf(iam.createGroup({ GroupName: "G" }))).toContain("409 EntityAlreadyExists: ");
    expect(await refusalOf(iam.createGroup({ GroupName: "h" }))).toContain("409 LimitExceeded: ");
  });

  it("rejects an invalid role for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { rolesPerAccount: 0 } });
    const Statement = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
    const role = { RoleName: "app", AssumeRolePolicyDocument: JSON.stringify({ Statement }) };
    expect(await refusalOf(iam.createRole({ ...role, AssumeRolePolicyDocument: "{" }))).toContain(
      "400 MalformedPolicyDocument: ",
    );
    expect(await refusalOf(iam.createRole({ ...role, ...tagged("a", "A") }))).toContain("400 InvalidInput: ");
    expect(await refusalOf(iam.createRole(role))).toContain("409 LimitExceeded: ");
  });

  it("rejects an invalid virtual MFA device for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { virtualMfaDevicesPerAccount: 0 } });
    const create = (...keys: readonly string[]) =>
      refusalOf(iam.createVirtualMFADevice({ VirtualMFADeviceName: "v", ...tagged(...keys) }));
    expect(await create("a", "a")).toContain("400 InvalidInput: ");
    expect(await create("aws:a")).toContain("400 InvalidInput: ");
    expect(await create("a", "A")).toContain("409 LimitExceeded: ");
  });

  it("rejects an invalid OpenID Connect provider for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { oidcProvidersPerAccount: 0 } });
    const create = (...keys: readonly string[]) =>
      refusalOf(iam.createOpenIDConnectProvider({ Url: "https://id.example.com", ...tagged(...keys) }));
    expect(await create("a", "a")).toContain("400 InvalidInput: ");
    expect(await create("a", "A")).toContain("409 LimitExceeded: ");
  });
});
