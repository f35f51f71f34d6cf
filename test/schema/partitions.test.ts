import { describe, expect, it } from "vitest";
import { createTestGateway } from "../support/gateway.ts";

describe.each(["aws-cn", "aws-us-gov"] as const)("over an account of the partition %s", (partition) => {
  const arn = (resource: string) => `arn:${partition}:iam::123456789012:${resource}`;

  it("entities have its ARNs, by which they are found", async () => {
    await using gateway = await createTestGateway({ iam: { partition } });
    const created = await gateway.execute(`mutation {
      createUser(input: { userName: "alice", path: "/a/" }) { __typename }
      createGroup(input: { groupName: "admins" }) { __typename }
      createVirtualMfaDevice(input: { virtualMfaDeviceName: "phone" }) { __typename }
      createOidcProvider(input: { url: "https://id.example.com" }) { __typename }
    }`);
    expect(created.errors).toBeUndefined();
    const arns = {
      User: arn("user/a/alice"),
      Group: arn("group/admins"),
      VirtualMfaDevice: arn("mfa/phone"),
      OidcProvider: arn("oidc-provider/id.example.com"),
    };
    for (const [type, one] of Object.entries(arns)) {
      const found = await gateway.execute(`query ($arn: Arn!) { entity(arn: $arn) { __typename id } }`, { arn: one });
      expect(found).toMatchObject({ data: { entity: { __typename: type } } });
    }
    const { data } = await gateway.execute(`{
      user(userName: "alice") { arn accountId }
      virtualMfaDevices(first: 5) { nodes { serialNumber virtualMfaDeviceName } }
      oidcProviders(first: 5) { nodes { arn } }
    }`);
    expect(data).toEqual({
      user: { arn: arns.User, accountId: "123456789012" },
      virtualMfaDevices: { nodes: [{ serialNumber: arns.VirtualMfaDevice, virtualMfaDeviceName: "phone" }] },
      oidcProviders: { nodes: [{ arn: arns.OidcProvider }] },
    });
  });
});
