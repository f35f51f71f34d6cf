import { describe, expect, it } from "vitest";
import { messageIn, names, refusalOf, startService } from "../../test-service.ts";
import { account, administrator, allow, allowOfSize, createPolicy } from "./policy-scene.ts";

const tag = (Key: string, Value = "v") => ({ Key, Value });

describe("managed policies", () => {
  it("are created with path, id, ARN and dates, and found by the ARN", async () => {
    const { iam } = await startService();
    const date = new Date("2026-03-01T10:00:00Z");
    const { Policy } = await iam.createPolicy({
      PolicyName: "Read",
      Path: "/a/b/",
      Description: "Reads",
      PolicyDocument: allow(),
    });
    expect(Policy).toEqual({
      PolicyName: "Read",
      PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
      Arn: `${account}:policy/a/b/Read`,
      Path: "/a/b/",
      DefaultVersionId: "v1",
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: date,
      UpdateDate: date,
    });
    const found = await iam.getPolicy({ PolicyArn: Policy?.Arn });
    expect(found.Policy).toEqual({ ...Policy, Description: "Reads", Tags: [] });
  });

  it("have names that are unique regardless of case and path", async () => {
    const { iam } = await startService();
    await createPolicy(iam, "Read");
    expect(await refusalOf(iam.createPolicy({ PolicyName: "READ", Path: "/x/", PolicyDocument: allow() }))).toBe(
      "409 EntityAlreadyExists: A policy called READ already exists. Duplicate names are not allowed.",
    );
  });

  it("are found by their exact ARN only", async () => {
    const { iam } = await startService();
    const PolicyArn = await createPolicy(iam, "Read", "/a/");
    const others = [`${account}:policy/Read`, `${account}:policy/a/read`, "arn:aws:iam::210987654321:policy/a/Read"];
    for (const other of others) {
      expect(await refusalOf(iam.getPolicy({ PolicyArn: other }))).toBe(
        `404 NoSuchEntity: Policy ${other} was not found.`,
      );
    }
    expect(await refusalOf(iam.getPolicy({ PolicyArn }))).toBe("no refusal");
  });

  it("reject texts that are not ARNs of policies of this partition", async () => {
    const { iam } = await startService();
    const notPolicy = `${account}:user/alice/and/more`;
    expect(await refusalOf(iam.getPolicy({ PolicyArn: notPolicy }))).toBe(
      `400 ValidationError: ARN ${notPolicy} is not valid.`,
    );
    expect(await refusalOf(iam.deletePolicy({ PolicyArn: "arn:aws-cn:iam::123456789012:policy/Read" }))).toBe(
      "400 ValidationError: Invalid ARN partition",
    );
  });

  it("reject faulty and large documents, and nothing is created", async () => {
    const { iam } = await startService();
    const create = (PolicyDocument: string) => refusalOf(iam.createPolicy({ PolicyName: "Read", PolicyDocument }));
    expect(await create("{}")).toBe("400 MalformedPolicyDocument: Syntax errors in policy.");
    expect(await create(allowOfSize(6145))).toBe("409 LimitExceeded: Cannot exceed quota for PolicySize: 6144");
    expect((await iam.listPolicies({ Scope: "Local" })).Policies).toEqual([]);
    expect(await create(`${allowOfSize(6144)}${" \n".repeat(5000)}`)).toBe("no refusal");
  });

  it("can be as many as the quota allows", async () => {
    const { iam } = await startService({ quotas: { policiesPerAccount: 2 } });
    for (const name of names("p", 2)) await createPolicy(iam, name);
    expect(await refusalOf(createPolicy(iam, "third"))).toBe(
      "409 LimitExceeded: Cannot exceed quota for PoliciesPerAccount: 2",
    );
  });

  it("are deleted with their tags, but not while they are in use or have other versions", async () => {
    const { iam } = await startService();
    const PolicyArn = await createPolicy(iam, "Read");
    await iam.tagPolicy({ PolicyArn, Tags: [tag("a")] });
    await iam.createUser({ UserName: "alice", PermissionsBoundary: PolicyArn });
    await iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow() });
    const deletion = () => refusalOf(iam.deletePolicy({ PolicyArn }));
    const inUse = "409 DeleteConflict: Cannot delete a policy attached to entities.";
    expect(await deletion()).toBe(inUse);
    await iam.deleteUserPermissionsBoundary({ UserName: "alice" });
    await iam.attachUserPolicy({ UserName: "alice", PolicyArn });
    expect(await deletion()).toBe(inUse);
    await iam.detachUserPolicy({ UserName: "alice", PolicyArn });
    expect(await deletion()).toBe(
      "409 DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    );
    await iam.deletePolicyVersion({ PolicyArn, VersionId: "v2" });
    expect(await deletion()).toBe("no refusal");
    expect(await deletion()).toBe(`404 NoSuchEntity: Policy ${PolicyArn} was not found.`);
    await createPolicy(iam, "Read");
    expect((await iam.listPolicyTags({ PolicyArn })).Tags).toEqual([]);
  });
});

describe("the tags of a policy", () => {
  it("have keys with case, sorted by length and then by bytes", async () => {
    const { iam } = await startService();
    const Tags = [tag("abc"), tag("b"), tag("z"), tag("a"), tag("A")];
    const { Policy } = await iam.createPolicy({ PolicyName: "Read", PolicyDocument: allow(), Tags });
    expect(Policy?.Tags).toEqual(Tags);
    const PolicyArn = Policy?.Arn;
    const sorted = ["A", "a", "b", "z", "abc"];
    expect((await iam.getPolicy({ PolicyArn })).Policy?.Tags?.map(({ Key }) => Key)).toEqual(sorted);
    const seen: (string | undefined)[] = [];
    for (let Marker: string | undefined; ; ) {
      const page = await iam.listPolicyTags({ PolicyArn, MaxItems: 2, Marker });
      seen.push(...(page.Tags ?? []).map(({ Key }) => Key));
      Marker = page.Marker;
      if (Marker === undefined) break;
    }
    expect(seen).toEqual(sorted);
    await iam.untagPolicy({ PolicyArn, TagKeys: ["a", "absent"] });
    await iam.tagPolicy({ PolicyArn, Tags: [tag("b", "new")] });
    expect((await iam.listPolicyTags({ PolicyArn })).Tags).toEqual([tag("A"), tag("b", "new"), tag("z"), tag("abc")]);
  });

  it("reject duplicate keys and policies that do not exist", async () => {
    const { iam } = await startService();
    const Tags = [tag("a"), tag("a", "other")];
    expect(await refusalOf(iam.createPolicy({ PolicyName: "Read", PolicyDocument: allow(), Tags }))).toBe(
      "400 InvalidInput: Duplicate tag keys found.",
    );
    const PolicyArn = `${account}:policy/missing`;
    const notFound = `404 NoSuchEntity: Policy ${PolicyArn} was not found.`;
    expect(await refusalOf(iam.tagPolicy({ PolicyArn, Tags: [tag("a")] }))).toBe(notFound);
    expect(await refusalOf(iam.untagPolicy({ PolicyArn, TagKeys: ["a"] }))).toBe(notFound);
    expect(await refusalOf(iam.listPolicyTags({ PolicyArn }))).toBe(notFound);
  });
});

describe("AWS-managed policies", () => {
  it("are found in the catalogue, with a description and empty tags", async () => {
    const { iam } = await startService();
    const { Policy } = await iam.getPolicy({ PolicyArn: administrator });
    expect(Policy).toEqual({
      PolicyName: "AdministratorAccess",
      PolicyId: "ANPAIWMBCKSKIEE64ZLYK",
      Arn: administrator,
      Path: "/",
      DefaultVersionId: "v1",
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      Description: "Provides full access to AWS services and resources.",
      CreateDate: new Date("2015-02-06T18:39:46Z"),
      UpdateDate: new Date("2015-02-06T18:39:46Z"),
      Tags: [],
    });
    expect((await iam.listPolicyTags({ PolicyArn: administrator })).Tags).toEqual([]);
  });

  it("have versions, of which the newest has a document if it is known", async () => {
    const { iam } = await startService();
    const version = await iam.getPolicyVersion({ PolicyArn: administrator, VersionId: "v1" });
    expect(JSON.parse(decodeURIComponent(version.PolicyVersion?.Document ?? ""))).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    const PolicyArn = "arn:aws:iam::aws:policy/job-function/SystemAdministrator";
    const { Versions = [] } = await iam.listPolicyVersions({ PolicyArn });
    expect(Versions.map(({ VersionId }) => VersionId)).toEqual(
      Array.from({ length: 12 }, (_, index) => `v${12 - index}`),
    );
    expect(Versions.map(({ IsDefaultVersion }) => IsDefaultVersion)).toEqual([true, ...Array(11).fill(false)]);
    expect(await refusalOf(iam.getPolicyVersion({ PolicyArn, VersionId: "v12" }))).toBe(
      `404 NoSuchEntity: Policy ${PolicyArn} version v12 does not exist or is not attachable.`,
    );
  });

  it.each([administrator, "arn:aws:iam::aws:policy/does-not-exist"])("cannot be changed (%s)", async (PolicyArn) => {
    const { iam } = await startService();
    const VersionId = "v1";
    expect(await refusalOf(iam.deletePolicy({ PolicyArn }))).toBe(
      "403 AccessDenied: Cannot delete policies outside your own account.",
    );
    expect(await refusalOf(iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow() }))).toBe(
      "403 AccessDenied: Cannot create versions for policies outside your own account.",
    );
    expect(await refusalOf(iam.deletePolicyVersion({ PolicyArn, VersionId }))).toBe(
      "403 AccessDenied: Cannot delete policy versions for policies outside your own account.",
    );
    expect(await refusalOf(iam.setDefaultPolicyVersion({ PolicyArn, VersionId }))).toBe(
      "403 AccessDenied: Cannot update policies outside your own account.",
    );
    const foreign = "400 InvalidInput: Tags not supported for policies in this domain";
    expect(await refusalOf(iam.tagPolicy({ PolicyArn, Tags: [tag("a")] }))).toBe(foreign);
    expect(await refusalOf(iam.untagPolicy({ PolicyArn, TagKeys: ["a"] }))).toBe(foreign);
  });
});

describe("the documents of policies", () => {
  it("come back verbatim, percent-encoded by RFC 3986", async () => {
    const { iam, wire } = await startService();
    const PolicyDocument = ` {"Version":"2012-10-17",\r\n "Statement":[{"Effect":"Allow","Resource":"*","Action":"s3:(é)*%20'!"}]}`;
    const { Policy } = await iam.createPolicy({ PolicyName: "Read", PolicyDocument });
    const version = await iam.getPolicyVersion({ PolicyArn: Policy?.Arn, VersionId: "v1" });
    expect(decodeURIComponent(version.PolicyVersion?.Document ?? "")).toBe(PolicyDocument);
    const { xml } = await wire({ Action: "GetPolicyVersion", PolicyArn: Policy?.Arn ?? "", VersionId: "v1" });
    const document = /<Document>(.*?)<\/Document>/.exec(xml)?.[1] ?? "";
    expect(document).toMatch(/^%20%7B%22Version%22%3A%222012-10-17%22%2C%0D%0A%20/);
    expect(document).toContain("s3%3A%28%C3%A9%29%2A%2520%27%21");
  });

  it("must not contain characters beyond Latin-1", async () => {
    const { wire } = await startService();
    const { xml } = await wire({ Action: "CreatePolicy", PolicyName: "Read", PolicyDocument: allow("s3:Ā") });
    expect(messageIn(xml)).toBe(
      String.raw`1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+`,
    );
  });
});
