import type { ListEntitiesForPolicyResponse } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { names, refusalOf, startService } from "../../test-service.ts";
import { account, administrator, createPolicy, holderKinds, holders, missing } from "./policy-scene.ts";

const reserved = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy";

describe.each(holderKinds)("the attached policies of a %s", (kind) => {
  it("are listed in the order of attaching, and attaching twice changes nothing", async () => {
    const { iam } = await startService();
    const holder = holders[kind](iam);
    await holder.create("x");
    expect(await holder.attached("x")).toMatchObject({ AttachedPolicies: [], IsTruncated: false });
    const local = await createPolicy(iam, "Read", "/team/");
    await holder.attach("X", local);
    await holder.attach("x", administrator);
    await holder.attach("x", local);
    expect((await holder.attached("x")).AttachedPolicies).toEqual([
      { PolicyName: "Read", PolicyArn: local },
      { PolicyName: "AdministratorAccess", PolicyArn: administrator },
    ]);
    expect((await iam.getPolicy({ PolicyArn: local })).Policy?.AttachmentCount).toBe(1);
    await holder.detach("x", local);
    expect((await holder.attached("x")).AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([administrator]);
  });

  it("can be listed in pages and under a path of the policies", async () => {
    const { iam } = await startService();
    const holder = holders[kind](iam);
    await holder.create("x");
    for (const name of names("p", 3)) await holder.attach("x", await createPolicy(iam, name, "/team/"));
    await holder.attach("x", administrator);
    const first = await holder.attached("x", { PathPrefix: "/team/", MaxItems: 2 });
    expect(first.AttachedPolicies?.map(({ PolicyName }) => PolicyName)).toEqual(["p-000", "p-001"]);
    const rest = await holder.attached("x", { PathPrefix: "/team/", Marker: first.Marker ?? "" });
    expect(rest.AttachedPolicies?.map(({ PolicyName }) => PolicyName)).toEqual(["p-002"]);
    expect(rest.IsTruncated).toBe(false);
  });

  it("must exist, and be ARNs of this partition", async () => {
    const { iam } = await startService();
    const holder = holders[kind](iam);
    await holder.create("x");
    const unknown = `${account}:policy/none`;
    expect(await refusalOf(holder.attach("missing", unknown))).toBe(missing(kind, "missing"));
    expect(await refusalOf(holder.attach("x", unknown))).toBe(
      `404 NoSuchEntity: Policy ${unknown} does not exist or is not attachable.`,
    );
    expect(await refusalOf(holder.attach("x", "AdministratorAccess-1"))).toBe(
      "400 ValidationError: ARN AdministratorAccess-1 is not valid.",
    );
    expect(await refusalOf(holder.attach("x", "arn:aws-cn:iam::aws:policy/Read"))).toBe(
      "400 ValidationError: Invalid ARN partition",
    );
    const notAttached = `404 NoSuchEntity: Policy ${administrator} was not found.`;
    expect(await refusalOf(holder.detach("x", administrator))).toBe(notAttached);
    expect(await refusalOf(holder.detach("missing", administrator))).toBe(missing(kind, "missing"));
    expect(await refusalOf(holder.attached("missing"))).toBe(missing(kind, "missing"));
  });

  it("are ten at most", async () => {
    const { iam } = await startService();
    const holder = holders[kind](iam);
    await holder.create("x");
    const arns: string[] = [];
    for (const name of names("p", 11)) arns.push(await createPolicy(iam, name));
    for (const arn of arns.slice(0, 10)) await holder.attach("x", arn);
    const quota = { user: "PoliciesPerUser", group: "PoliciesPerGroup", role: "PoliciesPerRole" }[kind];
    expect(await refusalOf(holder.attach("x", arns[10] ?? ""))).toBe(
      `409 LimitExceeded: Cannot exceed quota for ${quota}: 10`,
    );
    expect(await refusalOf(holder.attach("x", arns[0] ?? ""))).toBe("no refusal");
  });

  it("cannot be policies of AWS's own roles", async () => {
    const { iam } = await startService();
    const holder = holders[kind](iam);
    await holder.create("x");
    const text = {
      user: "Cannot attach AWS reserved policy to an IAM user.",
      group: "Cannot attach AWS reserved policy to an IAM group.",
      role: "Cannot attach a Service Role Policy to a Customer Role.",
    }[kind];
    expect(await refusalOf(holder.attach("x", reserved))).toBe(`400 PolicyNotAttachable: ${text}`);
  });

  it("prevent a deletion", async () => {
    const { iam } = await startService();
    const holder = holders[kind](iam);
    await holder.create("x");
    await holder.attach("x", administrator);
    const deletion = () => refusalOf(holder.delete("x"));
    expect(await deletion()).toBe("409 DeleteConflict: Cannot delete entity, must detach all policies first.");
    await holder.detach("x", administrator);
    expect(await deletion()).toBe("no refusal");
    await holder.create("x");
    expect((await holder.attached("x")).AttachedPolicies).toEqual([]);
  });
});

describe("policies of AWS that are not in the catalogue", () => {
  it("can be attached, and are logged once", async () => {
    const lines: unknown[] = [];
    const { iam } = await startService({
      log: (level, message, fields) => lines.push([level, message, fields]),
    });
    const PolicyArn = "arn:aws:iam::aws:policy/service-role/Unheard-of";
    await iam.createUser({ UserName: "alice" });
    await iam.createGroup({ GroupName: "g" });
    await iam.attachUserPolicy({ UserName: "alice", PolicyArn });
    await iam.attachGroupPolicy({ GroupName: "g", PolicyArn });
    expect((await iam.listAttachedUserPolicies({ UserName: "alice" })).AttachedPolicies).toEqual([
      { PolicyName: "Unheard-of", PolicyArn },
    ]);
    expect(lines).toEqual([["warn", expect.stringContaining("grants nothing"), { policyArn: PolicyArn }]]);
  });
});

describe("ListEntitiesForPolicy", () => {
  async function startFilled() {
    const { iam } = await startService();
    const PolicyArn = await createPolicy(iam, "Read");
    for (const GroupName of names("g", 2)) {
      await iam.createGroup({ GroupName });
      await iam.attachGroupPolicy({ GroupName, PolicyArn });
    }
    await iam.createUser({ UserName: "alice", Path: "/team/" });
    await iam.attachUserPolicy({ UserName: "alice", PolicyArn });
    await iam.createUser({ UserName: "bob", PermissionsBoundary: PolicyArn });
    await iam.createUser({ UserName: "carl", PermissionsBoundary: PolicyArn });
    await iam.attachUserPolicy({ UserName: "carl", PolicyArn });
    const role = holders.role(iam);
    await role.create("deploy");
    await role.attach("deploy", PolicyArn);
    return { iam, PolicyArn };
  }

  const namesIn = ({ PolicyGroups = [], PolicyUsers = [], PolicyRoles = [] }: ListEntitiesForPolicyResponse) => [
    ...PolicyGroups.map(({ GroupName }) => GroupName),
    ...PolicyUsers.map(({ UserName }) => UserName),
    ...PolicyRoles.map(({ RoleName }) => RoleName),
  ];

  it("returns who uses a policy, with ids, each once", async () => {
    const { iam, PolicyArn } = await startFilled();
    const answer = await iam.listEntitiesForPolicy({ PolicyArn });
    expect(namesIn(answer)).toEqual(["g-000", "g-001", "alice", "bob", "carl", "deploy"]);
    expect(answer.PolicyUsers?.[0]?.UserId).toMatch(/^AIDA/);
    expect(answer.PolicyGroups?.[0]?.GroupId).toMatch(/^AGPA/);
    expect(answer.PolicyRoles?.[0]?.RoleId).toMatch(/^AROA/);
    expect(answer.IsTruncated).toBe(false);
  });

  it("filters by kind, by path and by use", async () => {
    const { iam, PolicyArn } = await startFilled();
    const found = async (filter: object) => namesIn(await iam.listEntitiesForPolicy({ PolicyArn, ...filter }));
    expect(await found({ EntityFilter: "Role" })).toEqual(["deploy"]);
    expect(await found({ EntityFilter: "LocalManagedPolicy" })).toEqual([]);
    expect(await found({ PathPrefix: "/team/" })).toEqual(["alice"]);
    expect(await found({ PolicyUsageFilter: "PermissionsBoundary" })).toEqual(["bob", "carl"]);
    expect(await found({ PolicyUsageFilter: "PermissionsPolicy", EntityFilter: "User" })).toEqual(["alice", "carl"]);
  });

  it("pages across the kinds", async () => {
    const { iam, PolicyArn } = await startFilled();
    const seen: (string | undefined)[] = [];
    for (let Marker: string | undefined; ; ) {
      const page = await iam.listEntitiesForPolicy({ PolicyArn, MaxItems: 1, Marker });
      expect(namesIn(page)).toHaveLength(1);
      seen.push(...namesIn(page));
      Marker = page.Marker;
      if (Marker === undefined) break;
    }
    expect(seen).toEqual(["g-000", "g-001", "alice", "bob", "carl", "deploy"]);
  });

  it("rejects a policy that does not exist", async () => {
    const { iam } = await startService();
    const PolicyArn = `${account}:policy/missing`;
    expect(await refusalOf(iam.listEntitiesForPolicy({ PolicyArn }))).toBe(
      `404 NoSuchEntity: Policy ${PolicyArn} does not exist or is not attachable.`,
    );
  });
});
