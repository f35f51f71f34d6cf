import { existsSync, statSync, writeFileSync } from "node:fs";
import { type GetAccountAuthorizationDetailsResponse, IAM } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { command as importCommand } from "../../src/command-line/iam-import.ts";
import { runHere, startCommand, temporaryFolder } from "../support/command.ts";

const account = "arn:aws:iam::123456789012";
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

const documentOf = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const allow = (Action: string) => documentOf({ Action, Resource: "*" });

const clientOf = (endpoint: string | undefined) =>
  new IAM({
    region: "us-east-1",
    endpoint: String(endpoint),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

/** Creates entities of each kind that the details of an account contain. */
async function fill(iam: IAM): Promise<void> {
  const Tags = [{ Key: "Team", Value: "web" }];
  await iam.createPolicy({ PolicyName: "boundary", Path: "/limits/", PolicyDocument: allow("s3:*") });
  await iam.createPolicy({ PolicyName: "reader", PolicyDocument: allow("s3:GetObject") });
  const reader = `${account}:policy/reader`;
  await iam.createPolicyVersion({ PolicyArn: reader, PolicyDocument: allow("s3:Get*"), SetAsDefault: true });
  await iam.createPolicyVersion({ PolicyArn: reader, PolicyDocument: allow("s3:List*") });
  await iam.deletePolicyVersion({ PolicyArn: reader, VersionId: "v1" });
  await iam.createGroup({ GroupName: "people", Path: "/all/" });
  await iam.attachGroupPolicy({ GroupName: "people", PolicyArn: readOnly });
  await iam.putGroupPolicy({ GroupName: "people", PolicyName: "inline", PolicyDocument: allow("s3:ListBucket") });
  const PermissionsBoundary = `${account}:policy/limits/boundary`;
  await iam.createUser({ UserName: "ann", Path: "/people/", PermissionsBoundary, Tags });
  await iam.addUserToGroup({ UserName: "ann", GroupName: "people" });
  await iam.attachUserPolicy({ UserName: "ann", PolicyArn: reader });
  await iam.putUserPolicy({ UserName: "ann", PolicyName: "inline", PolicyDocument: allow("sqs:*") });
  await iam.createUser({ UserName: "leaver" });
  const Principal = { AWS: [`${account}:user/people/ann`, `${account}:user/leaver`] };
  await iam.createRole({
    ...{ RoleName: "deploy", Path: "/ci/", PermissionsBoundary, Tags },
    AssumeRolePolicyDocument: documentOf({ Principal, Action: "sts:AssumeRole" }),
  });
  // A principal that was deleted stays in the trust policy, by its unique id.
  await iam.deleteUser({ UserName: "leaver" });
  await iam.attachRolePolicy({ RoleName: "deploy", PolicyArn: reader });
  await iam.putRolePolicy({ RoleName: "deploy", PolicyName: "inline", PolicyDocument: allow("ec2:*") });
  await iam.createInstanceProfile({ InstanceProfileName: "deploy", Path: "/ci/" });
  await iam.addRoleToInstanceProfile({ InstanceProfileName: "deploy", RoleName: "deploy" });
}

/** The details as the AWS CLI prints them: documents are objects. */
async function printedDetails(iam: IAM) {
  const { $metadata, ...details } = await iam.getAccountAuthorizationDetails({ MaxItems: 1000 });
  const decoded = JSON.stringify(details, (key, value) =>
    /Document$/.test(key) && typeof value === "string" ? JSON.parse(decodeURIComponent(value)) : value,
  );
  const printed: GetAccountAuthorizationDetailsResponse = JSON.parse(decoded);
  return printed;
}

async function setUp() {
  const temporary = await temporaryFolder();
  const source = temporary.file("account.json");
  const env = { IAMQL_EMBEDDED_IAM_FILE: temporary.file("copy.sqlite") };
  return {
    database: env.IAMQL_EMBEDDED_IAM_FILE,
    env,
    source,
    /** Runs the command with this text in the file. */
    run: (text: string, more: Record<string, string> = {}) => {
      writeFileSync(source, text);
      return runHere(importCommand, [source], { ...env, ...more });
    },
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}

const user = {
  ...{ Path: "/", UserName: "ann", UserId: "AIDAIOSFODNN7EXAMPLE0", Arn: `${account}:user/ann` },
  CreateDate: "2026-03-01T10:00:00+00:00",
};
const empty = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] };

describe("iamql iam import", () => {
  it("makes a database with the same details, whose trust policies still name the same principals", async () => {
    await using copy = await setUp();
    await using original = await startCommand(["iam"], {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      IAMQL_EMBEDDED_IAM_SAMPLE: "off",
    });
    await fill(clientOf(original.ready.iam));
    const details = await printedDetails(clientOf(original.ready.iam));

    const { stdout, failure } = await copy.run(JSON.stringify(details));
    expect(failure?.message).toBeUndefined();
    expect(JSON.parse(stdout)).toEqual({ database: copy.database, users: 1, groups: 1, roles: 1, policies: 2 });
    expect(statSync(copy.database).mode & 0o777).toBe(0o600);

    await using second = await startCommand(["iam"], copy.env);
    const iam = clientOf(second.ready.iam);
    expect(await printedDetails(iam)).toEqual(details);

    // A deleted user is shown by its unique id, as in the original account.
    const [ann] = details.UserDetailList ?? [];
    await iam.removeUserFromGroup({ UserName: "ann", GroupName: "people" });
    await iam.detachUserPolicy({ UserName: "ann", PolicyArn: `${account}:policy/reader` });
    await iam.deleteUserPolicy({ UserName: "ann", PolicyName: "inline" });
    await iam.deleteUser({ UserName: "ann" });
    const { Role } = await iam.getRole({ RoleName: "deploy" });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toContain(`"${ann?.UserId}"`);
    // Version numbers continue.
    const { PolicyVersion } = await iam.createPolicyVersion({
      PolicyArn: `${account}:policy/reader`,
      PolicyDocument: allow("s3:*"),
    });
    expect(PolicyVersion?.VersionId).toBe("v4");
  });

  it("refuses an existing database, and does not change it", async () => {
    await using copy = await setUp();
    expect((await copy.run(JSON.stringify({ ...empty, UserDetailList: [user] }))).failure).toBeUndefined();
    const { failure } = await copy.run(JSON.stringify(empty));
    expect([failure?.exitCode, failure?.message]).toEqual([
      2,
      `The account cannot be imported: the file ${copy.database} already exists. Set IAMQL_EMBEDDED_IAM_FILE to a new file.`,
    ]);
    await using started = await startCommand(["iam"], copy.env);
    expect((await clientOf(started.ready.iam).getUser({ UserName: "ann" })).User?.UserId).toBe(user.UserId);
  });

  const role = {
    ...{ Path: "/", RoleName: "deploy", RoleId: "AROAIOSFODNN7EXAMPLE0", Arn: `${account}:role/deploy` },
    ...{ CreateDate: user.CreateDate, AssumeRolePolicyDocument: {} },
  };
  const policy = {
    ...{ Path: "/", PolicyName: "reader", PolicyId: "ANPAIOSFODNN7EXAMPLE0", Arn: `${account}:policy/reader` },
    ...{ CreateDate: user.CreateDate, UpdateDate: user.CreateDate, DefaultVersionId: "v2" },
    PolicyVersionList: [{ VersionId: "v1", CreateDate: user.CreateDate, Document: {} }],
  };
  const foreign = { ...user, Arn: "arn:aws:iam::210987654321:user/ann" };

  it.each<[what: string, text: string, message: string]>([
    ["text that is not JSON", "{", "is not JSON."],
    ["another JSON value", "[]", "expected object, received array."],
    ["a missing list", JSON.stringify({ ...empty, RoleDetailList: undefined }), "RoleDetailList: expected array"],
    ["one page of several", JSON.stringify({ ...empty, IsTruncated: true }), "IsTruncated: expected false"],
    [
      "an invalid name",
      JSON.stringify({ ...empty, UserDetailList: [user, { ...user, UserName: "a b" }] }),
      "UserDetailList[1].UserName: expected a valid userNameType.",
    ],
    [
      "a name that is there twice",
      JSON.stringify({ ...empty, UserDetailList: [user, { ...user, UserId: "AIDAIOSFODNN7EXAMPLE1" }] }),
      "UserDetailList[1].UserName: another entity of its kind has the name ann.",
    ],
    [
      "an id that is there twice",
      JSON.stringify({ ...empty, UserDetailList: [user], RoleDetailList: [{ ...role, RoleId: user.UserId }] }),
      `RoleDetailList[0].RoleId: another entity has the id ${user.UserId}.`,
    ],
    [
      "a group that is missing",
      JSON.stringify({ ...empty, UserDetailList: [{ ...user, GroupList: ["people"] }] }),
      "UserDetailList[0].GroupList[0]: there is no group people in GroupDetailList.",
    ],
    [
      "a policy that is missing",
      JSON.stringify({
        ...empty,
        RoleDetailList: [{ ...role, AttachedManagedPolicies: [{ PolicyArn: `${account}:policy/none` }] }],
      }),
      `RoleDetailList[0].AttachedManagedPolicies[0].PolicyArn: there is no policy ${account}:policy/none in Policies.`,
    ],
    [
      "a default version that is missing",
      JSON.stringify({ ...empty, Policies: [policy] }),
      "Policies[0].DefaultVersionId: expected one of the versions of the policy.",
    ],
    [
      "a document as text",
      JSON.stringify({ ...empty, RoleDetailList: [{ ...role, AssumeRolePolicyDocument: "%7B%7D" }] }),
      "RoleDetailList[0].AssumeRolePolicyDocument: expected the policy document as an object, as the AWS CLI prints it.",
    ],
    [
      "another account",
      JSON.stringify({ ...empty, UserDetailList: [foreign] }),
      `UserDetailList[0].Arn: expected ${user.Arn}, but got: ${foreign.Arn}. Set IAMQL_EMBEDDED_IAM_ACCOUNT_ID`,
    ],
  ])("refuses %s, names the place, and leaves no file", async (_what, text, message) => {
    await using copy = await setUp();
    const { failure, stdout } = await copy.run(text);
    expect(failure?.exitCode).toBe(2);
    expect(failure?.message).toContain(message);
    expect([stdout, existsSync(copy.database), existsSync(`${copy.database}-wal`)]).toEqual(["", false, false]);
  });

  it("refuses a source that cannot be read, and a database in memory", async () => {
    await using copy = await setUp();
    const missing = await runHere(importCommand, [copy.source], copy.env);
    expect(missing.failure?.message).toContain(`${copy.source} cannot be read (ENOENT).`);
    const { failure } = await copy.run(JSON.stringify(empty), { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    expect(failure?.message).toContain("expected IAMQL_EMBEDDED_IAM_FILE to be a path, but got: :memory:.");
  });
});
