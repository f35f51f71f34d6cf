import { describe, expect, it } from "vitest";
import { refusalOf, startService } from "../../test-service.ts";
import { account, documentIn, trust, trustEc2 } from "./role-scene.ts";

const user = `arn:aws:iam::${account}:user/people/alice`;

async function startWithAlice() {
  const { iam } = await startService();
  await iam.createUser({ UserName: "alice", Path: "/people/" });
  const documentOf = async (RoleName: string) =>
    documentIn((await iam.getRole({ RoleName })).Role?.AssumeRolePolicyDocument);
  return { iam, documentOf };
}

describe("a trust policy", () => {
  it.each([
    ["{", "This policy contains invalid Json"],
    [
      trust({ Service: "ec2.amazonaws.com" }, { Action: "s3:GetObject" }),
      "AssumeRole policy may only specify STS AssumeRole actions.",
    ],
    [trust({ Service: "ec2.amazonaws.com" }, { Resource: "*" }), "Has prohibited field Resource"],
    [trust({ Service: "none.amazonaws.com" }), 'Invalid principal in policy: "SERVICE":"none.amazonaws.com"'],
    [
      trust({ AWS: `arn:aws:iam::${account}:user/bob` }),
      `Invalid principal in policy: "AWS":"arn:aws:iam::${account}:user/bob"`,
    ],
    [
      trust({ AWS: `arn:aws:iam::${account}:user/alice` }),
      `Invalid principal in policy: "AWS":"arn:aws:iam::${account}:user/alice"`,
    ],
  ])("that is faulty is rejected at creation and at an update: %s", async (document, text) => {
    const { iam, documentOf } = await startWithAlice();
    const refusal = `400 MalformedPolicyDocument: ${text}`;
    expect(await refusalOf(iam.createRole({ RoleName: "bad", AssumeRolePolicyDocument: document }))).toBe(refusal);
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2 });
    const update = iam.updateAssumeRolePolicy({ RoleName: "app", PolicyDocument: document });
    expect(await refusalOf(update)).toBe(refusal);
    expect(await documentOf("app")).toBe(trustEc2);
  });

  it("is replaced as a whole", async () => {
    const { iam, documentOf } = await startWithAlice();
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2 });
    const PolicyDocument = trust({ AWS: [user, `arn:aws:iam::${account}:root`] });
    await iam.updateAssumeRolePolicy({ RoleName: "APP", PolicyDocument });
    expect(await documentOf("app")).toBe(PolicyDocument);
  });

  it("can name roles, also the role itself once it exists", async () => {
    const { iam } = await startWithAlice();
    const self = trust({ AWS: `arn:aws:iam::${account}:role/app` });
    expect(await refusalOf(iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: self }))).toContain(
      "400 MalformedPolicyDocument: Invalid principal",
    );
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2 });
    expect(await refusalOf(iam.updateAssumeRolePolicy({ RoleName: "app", PolicyDocument: self }))).toBe("no refusal");
  });
});

describe("the users and roles in a trust policy", () => {
  it("are shown by their unique ids once they are deleted, also if the names exist again", async () => {
    const { iam, documentOf } = await startWithAlice();
    const id = (await iam.getUser({ UserName: "alice" })).User?.UserId;
    const principals = { AWS: [user, `arn:aws:iam::${account}:root`] };
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trust(principals) });
    await iam.deleteUser({ UserName: "alice" });
    const shown = trust({ AWS: [id, `arn:aws:iam::${account}:root`] });
    expect(await documentOf("app")).toBe(shown);
    await iam.createUser({ UserName: "alice", Path: "/people/" });
    expect(await documentOf("app")).toBe(shown);
    const [listed] = (await iam.listRoles()).Roles ?? [];
    expect(documentIn(listed?.AssumeRolePolicyDocument)).toBe(shown);
    await iam.updateAssumeRolePolicy({ RoleName: "app", PolicyDocument: trust(principals) });
    expect(await documentOf("app")).toBe(trust(principals));
  });

  it("are shown by their unique ids if they are roles", async () => {
    const { iam, documentOf } = await startWithAlice();
    const { Role } = await iam.createRole({ RoleName: "ci", AssumeRolePolicyDocument: trustEc2 });
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trust({ AWS: Role?.Arn }) });
    await iam.deleteRole({ RoleName: "ci" });
    expect(await documentOf("app")).toBe(trust({ AWS: Role?.RoleId }));
  });
});
