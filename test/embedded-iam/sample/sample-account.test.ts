import { describe, expect, it, onTestFinished } from "vitest";
import type { EmbeddedIam } from "../../../src/embedded-iam/index.ts";
import { createEmbeddedIam } from "../../../src/embedded-iam/index.ts";
import { sdkClient, temporaryFile } from "../test-service.ts";

async function startSample(file: string, log?: (level: string, message: string) => void): Promise<EmbeddedIam> {
  const service = await createEmbeddedIam({ file, sample: true, ...(log === undefined ? {} : { log }) });
  onTestFinished(() => service.close());
  return service;
}

/** Everything that IAM returns about an account. */
async function portray(service: EmbeddedIam) {
  const iam = sdkClient(service, service.rootCredentials);
  const { UserDetailList = [], GroupDetailList = [] } = await iam.getAccountAuthorizationDetails({ MaxItems: 1000 });
  const { Users = [] } = await iam.listUsers({ MaxItems: 1000 });
  const { VirtualMFADevices = [] } = await iam.listVirtualMFADevices({ MaxItems: 1000 });
  const userNames = Users.map((user) => user.UserName);
  const MFADevices = [];
  for (const UserName of userNames) MFADevices.push(...((await iam.listMFADevices({ UserName })).MFADevices ?? []));
  const { OpenIDConnectProviderList = [] } = await iam.listOpenIDConnectProviders();
  const providers = [];
  for (const { Arn } of OpenIDConnectProviderList) {
    const { $metadata, ...provider } = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: Arn });
    providers.push(provider);
  }
  const { SummaryMap = {} } = await iam.getAccountSummary({});
  const root = (await iam.getUser({})).User;
  const passwords = [];
  const keys = [];
  for (const UserName of userNames) {
    const { LoginProfile } = await iam.getLoginProfile({ UserName }).catch(() => ({ LoginProfile: undefined }));
    if (LoginProfile !== undefined) passwords.push(LoginProfile);
    for (const key of (await iam.listAccessKeys({ UserName })).AccessKeyMetadata ?? []) {
      const { AccessKeyLastUsed } = await iam.getAccessKeyLastUsed({ AccessKeyId: key.AccessKeyId });
      keys.push({ ...key, AccessKeyLastUsed });
    }
  }
  return {
    ...{ UserDetailList, GroupDetailList, Users, VirtualMFADevices, MFADevices, providers, SummaryMap, root },
    passwords,
    keys: keys.sort((one, other) => Number(one.CreateDate) - Number(other.CreateDate)),
  };
}

describe("the sample account", () => {
  it("contains every kind of entity", async () => {
    const { UserDetailList, Users, VirtualMFADevices, MFADevices, providers, SummaryMap, passwords, keys } =
      await portray(await startSample(":memory:"));
    expect(SummaryMap).toMatchObject({
      Users: 60,
      Groups: 6,
      MFADevices: 42,
      MFADevicesInUse: 34,
      Providers: 3,
      AccountMFAEnabled: 0,
    });
    expect(VirtualMFADevices.filter((device) => device.User === undefined)).toHaveLength(8);
    expect(new Set(Users.map((user) => user.Path))).toEqual(new Set(["/engineering/", "/security/", "/service/"]));
    expect(UserDetailList.filter((user) => user.PermissionsBoundary !== undefined)).toHaveLength(2);
    expect(UserDetailList.every((user) => user.Tags?.length === 2)).toBe(true);
    const groupCounts = UserDetailList.map((user) => user.GroupList?.length ?? 0);
    expect([Math.min(...groupCounts), Math.max(...groupCounts) > 1]).toEqual([0, true]);
    const members = (name: string) => UserDetailList.filter((user) => user.GroupList?.includes(name)).length;
    expect(members("developers")).toBeGreaterThan(10);
    const logins = Users.flatMap((user) => user.PasswordLastUsed ?? []);
    expect(logins.every((date) => date >= new Date("2026-09-01") && date < new Date("2026-11-20"))).toBe(true);
    expect(logins.length).toBeGreaterThan(30);
    expect(Users.length - logins.length).toBeGreaterThan(10);
    expect(passwords.map((profile) => profile.UserName)).toEqual(
      Users.flatMap((user) => (user.PasswordLastUsed === undefined ? [] : [user.UserName])),
    );
    expect(keys.map(({ UserName, Status }) => `${UserName} ${Status}`)).toEqual([
      "terraform Active",
      "warehouse-loader Active",
      "backup-runner Inactive",
      "ci-build Active",
      "log-shipper Active",
      "backup-runner Active",
    ]);
    const services = keys.map((key) => key.AccessKeyLastUsed?.ServiceName);
    expect(services).toEqual(["iam", "redshift", "s3", "ecr", "N/A", "s3"]);
    const hardware = MFADevices.filter((device) => device.SerialNumber?.startsWith("GAHT"));
    const owners = hardware.map(({ UserName }) => MFADevices.filter((device) => device.UserName === UserName).length);
    expect(owners.sort()).toEqual([1, 3]);
    expect(
      providers.every(
        (provider) => provider.ClientIDList?.length && provider.ThumbprintList?.length && provider.Tags?.length,
      ),
    ).toBe(true);
  });

  it("has roles from exact to dangerously wide trust, one of a deleted provider, and several administrators", async () => {
    const service = await startSample(":memory:");
    const iam = sdkClient(service, service.rootCredentials);
    const {
      RoleDetailList = [],
      GroupDetailList = [],
      UserDetailList = [],
      Policies = [],
    } = await iam.getAccountAuthorizationDetails({ MaxItems: 1000 });
    const trustOf = (name: string) => {
      const role = RoleDetailList.find(({ RoleName }) => RoleName === name);
      return decodeURIComponent(role?.AssumeRolePolicyDocument ?? "");
    };
    const subject = "token.actions.githubusercontent.com:sub";
    const subjectOf = (name: string) => trustOf(name).match(new RegExp(`"${subject}":"([^"]+)"`))?.[1];
    expect(
      ["github-deploy-production", "github-deploy-staging", "github-tools", "github-legacy"].map(subjectOf),
    ).toEqual(["repo:acme/shop:environment:production", "repo:acme/shop:*", "repo:acme*", "repo:*"]);
    expect(trustOf("eks-metrics")).not.toContain(":sub");
    const { OpenIDConnectProviderList = [] } = await iam.listOpenIDConnectProviders({});
    const trusted = RoleDetailList.flatMap(
      ({ RoleName = "" }) => trustOf(RoleName).match(/arn:[^"]+:oidc-provider[^"]+/) ?? [],
    );
    const unknown = trusted.filter((arn) => !OpenIDConnectProviderList.some(({ Arn }) => Arn === arn));
    expect(unknown).toEqual(["arn:aws:iam::123456789012:oidc-provider/ci.retired.example"]);
    const administers = ({ AttachedManagedPolicies = [] }: { AttachedManagedPolicies?: { PolicyName?: string }[] }) =>
      AttachedManagedPolicies.some(({ PolicyName }) => PolicyName === "AdministratorAccess");
    expect(GroupDetailList.filter(administers).map(({ GroupName }) => GroupName)).toEqual(["platform"]);
    expect(RoleDetailList.filter(administers).map(({ RoleName }) => RoleName)).toEqual([
      "break-glass",
      "github-legacy",
    ]);
    const inline = UserDetailList.find(({ UserName }) => UserName === "terraform")?.UserPolicyList ?? [];
    expect(inline.map(({ PolicyDocument = "" }) => JSON.parse(decodeURIComponent(PolicyDocument)).Statement)).toEqual([
      [{ Effect: "Allow", Action: ["*"], Resource: "*" }],
    ]);
    const own = Policies.filter(({ Arn = "" }) => Arn.includes("123456789012"));
    expect(own.map(({ PolicyName, DefaultVersionId }) => [PolicyName, DefaultVersionId]).sort()).toEqual([
      ["deploy", "v2"],
      ["developer-limits", "v1"],
      ["read-invoices", "v1"],
    ]);
    expect(RoleDetailList.filter(({ Path = "" }) => Path.startsWith("/aws-service-role/"))).toHaveLength(2);
  });

  it("has a root user with a password, which was used", async () => {
    const service = await startSample(":memory:");
    const iam = sdkClient(service, service.rootCredentials);
    const { SummaryMap } = await iam.getAccountSummary({});
    expect(SummaryMap?.AccountPasswordPresent).toBe(1);
    expect((await iam.getUser({})).User?.PasswordLastUsed).toEqual(new Date("2026-03-02T07:45:00Z"));
    // The first call starts the report, the second one finds it.
    await iam.generateCredentialReport({});
    await iam.generateCredentialReport({});
    const { Content } = await iam.getCredentialReport({});
    const root = Buffer.from(Content ?? [])
      .toString()
      .split("\n")[1];
    expect(root).toMatch(
      /^<root_account>,arn:aws:iam::123456789012:root,[^,]+,true,2026-03-02T07:45:00Z,2024-01-02T09:20:00Z,not_supported,false,/,
    );
  });

  it("is equal on every machine, except for its secrets", async () => {
    expect(await portray(await startSample(":memory:"))).toEqual(await portray(await startSample(":memory:")));
    const secretsOf = await Promise.all(
      [temporaryFile(), temporaryFile()].map(async (file) => {
        await (await startSample(file)).close();
        const { DatabaseSync } = await import("node:sqlite");
        const database = new DatabaseSync(file);
        const secrets = [
          "SELECT seed AS secret FROM mfa_devices",
          "SELECT secret_access_key AS secret FROM access_keys",
          "SELECT password_hash AS secret FROM login_profiles",
        ];
        const rows = secrets.map((sql) => database.prepare(sql).all());
        database.close();
        return rows.flat().map((row) => row["secret"]);
      }),
    );
    expect(secretsOf.flat().length).toBeGreaterThan(2 * (42 + 4 + 30));
    expect(new Set(secretsOf.flat()).size).toBe(secretsOf.flat().length);
  });

  it("is created once, with one line in the log", async () => {
    const file = temporaryFile();
    const logged: unknown[] = [];
    const first = await startSample(file, (level, message) => logged.push([level, message]));
    const iam = sdkClient(first, first.rootCredentials);
    await iam.createGroup({ GroupName: "mine" });
    await iam.deleteGroup({ GroupName: "mine" });
    await iam.removeUserFromGroup({ UserName: "terraform", GroupName: "deployers" });
    const before = await portray(first);
    await first.close();
    const second = await startSample(file, (level, message) => logged.push([level, message]));
    expect(await portray(second)).toEqual(before);
    expect(logged).toEqual([["info", "created the new database with the sample account"]]);
  });

  it("is not added to a database that was created without it", async () => {
    const file = temporaryFile();
    await (await createEmbeddedIam({ file })).close();
    expect((await portray(await startSample(file))).Users).toEqual([]);
  });
});
