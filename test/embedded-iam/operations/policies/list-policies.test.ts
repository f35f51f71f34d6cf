import type { IAM, ListPoliciesRequest } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { names, refusalOf, startService } from "../../test-service.ts";
import { account, administrator, createPolicy } from "./policy-scene.ts";

async function listed(iam: IAM, input: ListPoliciesRequest = {}): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = [];
  for (let Marker: string | undefined; ; ) {
    const page = await iam.listPolicies({ ...input, Marker });
    seen.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
    Marker = page.Marker;
    if (Marker === undefined) return seen;
  }
}

describe("ListPolicies", () => {
  it("returns the account's policies by name, without tags and description", async () => {
    const { iam } = await startService();
    for (const PolicyName of ["b", "C", "a"]) {
      const PolicyDocument = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`;
      await iam.createPolicy({ PolicyName, PolicyDocument, Description: "x", Tags: [{ Key: "k", Value: "v" }] });
    }
    const { Policies = [] } = await iam.listPolicies({ Scope: "Local" });
    expect(Policies.map(({ PolicyName }) => PolicyName)).toEqual(["a", "b", "C"]);
    expect(Object.keys(Policies[0] ?? {}).sort()).toEqual([
      "Arn",
      "AttachmentCount",
      "CreateDate",
      "DefaultVersionId",
      "IsAttachable",
      "Path",
      "PermissionsBoundaryUsageCount",
      "PolicyId",
      "PolicyName",
      "UpdateDate",
    ]);
  });

  it("returns AWS's policies, the oldest first", async () => {
    const { iam } = await startService();
    const aws = await listed(iam, { Scope: "AWS" });
    expect(aws.slice(0, 5)).toEqual([
      "AdministratorAccess",
      "PowerUserAccess",
      "ReadOnlyAccess",
      "AWSCloudFormationReadOnlyAccess",
      "CloudFrontFullAccess",
    ]);
    await createPolicy(iam, "zzz");
    expect(await listed(iam)).toEqual(["zzz", ...aws]);
    expect(await listed(iam, { Scope: "All", MaxItems: 7 })).toEqual(["zzz", ...aws]);
  });

  it("filters by path, which has slashes at both ends", async () => {
    const { iam } = await startService();
    await createPolicy(iam, "inner", "/team/inner/");
    await createPolicy(iam, "outer", "/team/");
    await createPolicy(iam, "other", "/teams/");
    expect(await listed(iam, { PathPrefix: "/team/" })).toEqual(["inner", "outer"]);
    expect(await listed(iam, { Scope: "AWS", PathPrefix: "/job-function/" })).toContain("Billing");
    expect(await refusalOf(iam.listPolicies({ PathPrefix: "/team" }))).toBe(
      `400 ValidationError: The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.`,
    );
  });

  it("filters by use, and by the kind of use only among attached policies", async () => {
    const { iam } = await startService();
    const [attached, boundary, unused] = ["attached", "boundary", "unused"];
    for (const name of [attached, boundary, unused]) await createPolicy(iam, name);
    await iam.createUser({ UserName: "alice", PermissionsBoundary: `${account}:policy/${boundary}` });
    await iam.attachUserPolicy({ UserName: "alice", PolicyArn: `${account}:policy/${attached}` });
    await iam.attachUserPolicy({ UserName: "alice", PolicyArn: administrator });
    expect(await listed(iam, { OnlyAttached: true })).toEqual([attached, boundary, "AdministratorAccess"]);
    const used = (PolicyUsageFilter: ListPoliciesRequest["PolicyUsageFilter"], OnlyAttached: boolean) =>
      listed(iam, { Scope: "Local", OnlyAttached, PolicyUsageFilter });
    expect(await used("PermissionsPolicy", true)).toEqual([attached]);
    expect(await used("PermissionsBoundary", true)).toEqual([boundary]);
    expect(await used("PermissionsBoundary", false)).toEqual([attached, boundary, unused]);
    await iam.detachUserPolicy({ UserName: "alice", PolicyArn: `${account}:policy/${attached}` });
    expect(await used("PermissionsPolicy", true)).toEqual([]);
  });

  it("finds the attached policies among many, page by page", async () => {
    const { iam } = await startService();
    await iam.createGroup({ GroupName: "g" });
    for (const name of names("p", 30)) await createPolicy(iam, name);
    const attached = ["p-003", "p-017", "p-029"];
    for (const name of attached)
      await iam.attachGroupPolicy({ GroupName: "g", PolicyArn: `${account}:policy/${name}` });
    expect(await listed(iam, { Scope: "Local", OnlyAttached: true, MaxItems: 1 })).toEqual(attached);
    expect(await listed(iam, { Scope: "Local", MaxItems: 7 })).toEqual(names("p", 30));
  });

  it("binds markers to the filters, and accepts them after the policy was deleted", async () => {
    const { iam } = await startService();
    for (const name of names("p", 4)) await createPolicy(iam, name);
    const { Marker } = await iam.listPolicies({ Scope: "Local", MaxItems: 2 });
    await iam.deletePolicy({ PolicyArn: `${account}:policy/p-001` });
    expect(await refusalOf(iam.listPolicies({ Scope: "All", Marker }))).toBe("400 ValidationError: Invalid Marker.");
    const { Policies } = await iam.listPolicies({ Scope: "Local", Marker, PolicyUsageFilter: "PermissionsPolicy" });
    expect(Policies?.map(({ PolicyName }) => PolicyName)).toEqual(["p-002", "p-003"]);
  });
});
