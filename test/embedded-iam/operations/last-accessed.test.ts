import type {
  AccessAdvisorUsageGranularityType,
  GetServiceLastAccessedDetailsCommandOutput,
  IAM,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { refusalOf, sdkClient, startService, type TestService, temporaryFile } from "../test-service.ts";

const userArn = (name: string) => `arn:aws:iam::123456789012:user/${name}`;
const groupArn = (name: string) => `arn:aws:iam::123456789012:group/${name}`;
const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

const allow = (...actions: string[]) => statement("Allow", actions);
const deny = (...actions: string[]) => statement("Deny", actions);

function statement(Effect: "Allow" | "Deny", Action: readonly string[], rest: object = {}) {
  return { Effect, Action, Resource: "*", ...rest };
}

function document(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
});

async function reportOf(
  iam: IAM,
  Arn: string,
  Granularity?: AccessAdvisorUsageGranularityType,
): Promise<GetServiceLastAccessedDetailsCommandOutput> {
  const { JobId } = await iam.generateServiceLastAccessedDetails({ Arn, Granularity });
  return iam.getServiceLastAccessedDetails({ JobId });
}

async function servicesOf(iam: IAM, arn: string): Promise<(string | undefined)[]> {
  return ((await reportOf(iam, arn)).ServicesLastAccessed ?? []).map((service) => service.ServiceNamespace);
}

/** Creates a user and a client that signs as the user. */
async function createCaller({ iam, service, clock }: TestService, UserName: string): Promise<IAM> {
  await iam.createUser({ UserName });
  const { AccessKey } = await iam.createAccessKey({ UserName });
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "" } = AccessKey ?? {};
  return sdkClient(service, { accessKeyId, secretAccessKey }, clock);
}

describe("a report of last accesses", () => {
  it("has a user's latest call of each service with its date, region and caller", async () => {
    const test = await startService();
    const { iam, clock } = test;
    const alice = await createCaller(test, "alice");
    clock.now = new Date("2026-03-01T11:00:00Z");
    await alice.getUser({});
    clock.now = new Date("2026-03-01T12:00:00Z");
    await alice.listUsers({});
    clock.now = new Date("2026-03-01T12:30:00Z");
    const { $metadata, ...report } = await reportOf(iam, userArn("alice"));
    expect(report).toEqual({
      JobStatus: "COMPLETED",
      JobType: "SERVICE_LEVEL",
      JobCreationDate: clock.now,
      JobCompletionDate: clock.now,
      IsTruncated: false,
      ServicesLastAccessed: [
        {
          ServiceName: "AWS Identity and Access Management",
          ServiceNamespace: "iam",
          LastAuthenticated: new Date("2026-03-01T12:00:00Z"),
          LastAuthenticatedEntity: userArn("alice"),
          LastAuthenticatedRegion: "us-east-1",
          TotalAuthenticatedEntities: 1,
        },
      ],
    });
  });

  it("has the calls that failed, because they were signed by the user, but none of other callers", async () => {
    const test = await startService();
    const { iam, service, clock } = test;
    const alice = await createCaller(test, "alice");
    await createCaller(test, "bob");
    const thief = sdkClient(service, { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "guessed" }, clock);
    await expect(alice.getUser({ UserName: "nobody" })).rejects.toThrow("cannot be found");
    await thief.getUser({ UserName: "bob" }).catch(() => undefined);
    expect(await servicesOf(iam, userArn("alice"))).toEqual(["iam"]);
    expect(await servicesOf(iam, userArn("bob"))).toEqual([]);
  });

  it("lists the services that the user's and its groups' policies grant, also those never called", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    await iam.createGroup({ GroupName: "ops" });
    await iam.addUserToGroup({ GroupName: "ops", UserName: "alice" });
    const { Policy } = await iam.createPolicy({ PolicyName: "queues", PolicyDocument: document(allow("sqs:*")) });
    const PolicyDocument = document(allow("S3:Get*", "lambda:InvokeFunction"));
    await iam.putUserPolicy({ UserName: "alice", PolicyName: "own", PolicyDocument });
    await iam.attachGroupPolicy({ GroupName: "ops", PolicyArn: Policy?.Arn });
    expect((await reportOf(iam, userArn("alice"))).ServicesLastAccessed).toEqual([
      { ServiceName: "AWS Lambda", ServiceNamespace: "lambda", TotalAuthenticatedEntities: 0 },
      { ServiceName: "Amazon S3", ServiceNamespace: "s3", TotalAuthenticatedEntities: 0 },
      { ServiceName: "Amazon SQS", ServiceNamespace: "sqs", TotalAuthenticatedEntities: 0 },
    ]);
    expect(await servicesOf(iam, groupArn("ops"))).toEqual(["sqs"]);
  });

  it("lists iam and sts for all actions, and loses a service that is denied without condition", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    const servicesWith = async (...statements: object[]) => {
      await iam.putUserPolicy({ UserName: "alice", PolicyName: "own", PolicyDocument: document(...statements) });
      return servicesOf(iam, userArn("alice"));
    };
    expect(await servicesWith(allow("*"))).toEqual(["iam", "sts"]);
    expect(await servicesWith({ Effect: "Allow", NotAction: "s3:*", Resource: "*" })).toEqual(["iam", "sts"]);
    expect(await servicesWith(allow("*", "s3:*"), deny("s3:*"))).toEqual(["iam", "sts"]);
    expect(await servicesWith(allow("s3:*"), deny("s3:GetObject"))).toEqual(["s3"]);
    const condition = { Condition: { Bool: { "aws:SecureTransport": "false" } } };
    expect(await servicesWith(allow("s3:*"), statement("Deny", ["s3:*"], condition))).toEqual(["s3"]);
    expect(await servicesWith(allow("s3:*"), { Effect: "Deny", NotAction: "s3:*", Resource: "*" })).toEqual(["s3"]);
    expect(await servicesWith(allow("s3:*"), deny("*"))).toEqual(["s3"]);
  });

  it("counts the members of a group, and the users of a policy, that called the service", async () => {
    const test = await startService();
    const { iam, clock } = test;
    const { Policy } = await iam.createPolicy({ PolicyName: "identity", PolicyDocument: document(allow("iam:*")) });
    const PolicyArn = Policy?.Arn ?? "";
    await iam.createGroup({ GroupName: "ops" });
    for (const [minute, UserName] of ["alice", "bob", "carol"].entries()) {
      const caller = await createCaller(test, UserName);
      await iam.addUserToGroup({ GroupName: "ops", UserName });
      await iam.attachUserPolicy({ UserName, PolicyArn });
      clock.now = new Date(Date.UTC(2026, 2, 1, 11, minute));
      if (UserName !== "carol") await caller.getUser({});
    }
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trust });
    await iam.attachRolePolicy({ RoleName: "app", PolicyArn });
    await iam.attachGroupPolicy({ GroupName: "ops", PolicyArn });
    for (const arn of [groupArn("ops"), PolicyArn]) {
      expect((await reportOf(iam, arn)).ServicesLastAccessed).toMatchObject([
        { ServiceNamespace: "iam", LastAuthenticatedEntity: userArn("bob"), TotalAuthenticatedEntities: 2 },
      ]);
    }
    expect((await reportOf(iam, roleArn("app"))).ServicesLastAccessed).toEqual([
      {
        ServiceName: "AWS Identity and Access Management",
        ServiceNamespace: "iam",
        TotalAuthenticatedEntities: 0,
      },
    ]);
    expect(await servicesOf(iam, "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")).toContain("s3");
  });

  it("lists the actions that were called or are named in policies, if it has the level of actions", async () => {
    const test = await startService();
    const { iam, clock } = test;
    const alice = await createCaller(test, "alice");
    const PolicyDocument = document(allow("iam:GetUser", "iam:CreateUser", "iam:List*", "s3:GetObject"));
    await iam.putUserPolicy({ UserName: "alice", PolicyName: "own", PolicyDocument });
    await alice.getUser({});
    await alice.listGroups({});
    const called = {
      LastAccessedEntity: userArn("alice"),
      LastAccessedTime: clock.now,
      LastAccessedRegion: "us-east-1",
    };
    const report = await reportOf(iam, userArn("alice"), "ACTION_LEVEL");
    expect(report.JobType).toBe("ACTION_LEVEL");
    expect(report.ServicesLastAccessed).toEqual([
      expect.objectContaining({
        ServiceNamespace: "iam",
        TrackedActionsLastAccessed: [
          { ActionName: "CreateUser" },
          { ActionName: "GetUser", ...called },
          { ActionName: "ListGroups", ...called },
        ],
      }),
      { ServiceName: "Amazon S3", ServiceNamespace: "s3", TotalAuthenticatedEntities: 0 },
    ]);
  });

  it("keeps what it had when it was generated, also after a restart, page by page", async () => {
    const file = temporaryFile();
    const { iam, service } = await startService({ file });
    await iam.createUser({ UserName: "alice" });
    const PolicyDocument = document(allow("a:*", "b:*", "c:*"));
    await iam.putUserPolicy({ UserName: "alice", PolicyName: "own", PolicyDocument });
    const { JobId } = await iam.generateServiceLastAccessedDetails({ Arn: userArn("alice") });
    await iam.deleteUserPolicy({ UserName: "alice", PolicyName: "own" });
    const first = await iam.getServiceLastAccessedDetails({ JobId, MaxItems: 2 });
    expect(first.IsTruncated).toBe(true);
    await service.close();

    const { iam: later } = await startService({ file });
    const second = await later.getServiceLastAccessedDetails({ JobId, MaxItems: 2, Marker: first.Marker });
    const pages = [first, second].map(({ ServicesLastAccessed = [] }) =>
      ServicesLastAccessed.map(({ ServiceNamespace }) => ServiceNamespace),
    );
    expect(pages).toEqual([["a", "b"], ["c"]]);
    expect(second.IsTruncated).toBe(false);
  });

  it("is refused for what does not exist", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    const generate = (Arn: string) => refusalOf(iam.generateServiceLastAccessedDetails({ Arn }));
    expect(await generate("arn:aws:iam::123456789012:mfa/alice")).toBe("400 InvalidInput: Invalid ARN");
    expect(await generate("arn:aws:iam::999999999999:user/alice")).toBe("400 InvalidInput: Invalid ARN");
    expect(await generate("arn:aws:s3:::a-bucket-of-mine")).toBe("400 InvalidInput: Invalid ARN");
    expect(await generate(userArn("team/nobody"))).toBe("404 NoSuchEntity: The user with name nobody cannot be found.");
    expect(await generate(groupArn("none"))).toBe("404 NoSuchEntity: The group with name none cannot be found.");
    expect(await generate(roleArn("none"))).toBe("404 NoSuchEntity: The role with name none cannot be found.");
    const policy = "arn:aws:iam::123456789012:policy/none";
    expect(await generate(policy)).toBe(`404 NoSuchEntity: Policy ${policy} was not found.`);
    const JobId = "00000000-0000-4000-8000-000000000000";
    expect(await refusalOf(iam.getServiceLastAccessedDetails({ JobId }))).toMatch(/^404 NoSuchEntity: .*0{12}/);
  });
});
