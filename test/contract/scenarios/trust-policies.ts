import { expect } from "vitest";
import { trust } from "../../embedded-iam/operations/roles/role-scene.ts";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";
import { createRole, trustEc2 } from "./roles.ts";

/** The refusal of a trust policy. */
function refusalOfTrust({ iam, name, path }: Sandbox, AssumeRolePolicyDocument: string): Promise<string> {
  return refusalOf(iam.createRole({ RoleName: name("trust"), Path: path, AssumeRolePolicyDocument }));
}

const malformed = "400 MalformedPolicyDocument:";

export const trustPolicyScenarios: Scenarios = {
  // Recorded on AWS, 2026-02.
  "the document comes back as it was sent, percent-encoded": async (box) => {
    const RoleName = await createRole(box);
    const { Role } = await box.iam.getRole({ RoleName });
    expect(Role?.AssumeRolePolicyDocument).toBe(encodeURIComponent(trustEc2).replaceAll("*", "%2A"));
    const PolicyDocument = trust({ AWS: box.accountId });
    await box.iam.updateAssumeRolePolicy({ RoleName, PolicyDocument });
    expect((await box.iam.getRole({ RoleName })).Role?.AssumeRolePolicyDocument).toContain(box.accountId);
  },

  // Recorded on AWS, 2026-02.
  "a document must be JSON and allow STS actions without a resource": async (box) => {
    expect(await refusalOfTrust(box, "{")).toBe(`${malformed} This policy contains invalid Json`);
    const service = { Service: "ec2.amazonaws.com" };
    for (const Action of ["s3:GetObject", "sts:*"]) {
      expect(await refusalOfTrust(box, trust(service, { Action }))).toBe(
        `${malformed} AssumeRole policy may only specify STS AssumeRole actions.`,
      );
    }
    expect(await refusalOfTrust(box, trust(service, { Resource: "*" }))).toBe(
      `${malformed} Has prohibited field Resource`,
    );
  },

  // Reported from AWS.
  "principals of the account must exist": async (box) => {
    const arn = `arn:aws:iam::${box.accountId}:user/${box.name("ghost")}`;
    expect(await refusalOfTrust(box, trust({ AWS: arn }))).toBe(
      `${malformed} Invalid principal in policy: "AWS":"${arn}"`,
    );
    const service = "no-such-service.amazonaws.com";
    expect(await refusalOfTrust(box, trust({ Service: service }))).toBe(
      `${malformed} Invalid principal in policy: "SERVICE":"${service}"`,
    );
  },

  // AWS documentation, "AWS JSON policy elements: Principal".
  "a deleted user is shown by its unique id": async (box) => {
    const UserName = box.name("alice");
    const { User } = await box.iam.createUser({ UserName, Path: box.path });
    const RoleName = box.name("trusting");
    const AssumeRolePolicyDocument = trust({ AWS: User?.Arn });
    await box.iam.createRole({ RoleName, Path: box.path, AssumeRolePolicyDocument });
    await box.iam.deleteUser({ UserName });
    const { Role } = await box.iam.getRole({ RoleName });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toContain(`"AWS":"${User?.UserId}"`);
  },

  // Captured from AWS, 2026-09.
  "the trust of a shared issuer must test its claim": async (box) => {
    const Federated = `arn:aws:iam::${box.accountId}:oidc-provider/gitlab.com`;
    const Action = "sts:AssumeRoleWithWebIdentity";
    expect(await refusalOfTrust(box, trust({ Federated }, { Action }))).toContain(
      "must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, gitlab.com:sub which is not scoped to all.",
    );
    const Condition = { StringEquals: { "gitlab.com:sub": "project_path:example/app" } };
    expect(await refusalOfTrust(box, trust({ Federated }, { Action, Condition }))).toBe("no refusal");
  },
};
