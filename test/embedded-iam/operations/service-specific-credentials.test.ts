import type { ListServiceSpecificCredentialsCommandOutput } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { refusalOf, sdkClient, startService } from "../test-service.ts";

const UserName = "alice";
const ServiceName = "codecommit.amazonaws.com";

function refuse(): never {
  throw new Error("the response has no credential");
}

async function startWithUsers() {
  const test = await startService();
  await test.iam.createUser({ UserName });
  await test.iam.createUser({ UserName: "bob" });
  return test;
}

describe("a service-specific credential", () => {
  it("shows its password once, is listed without it, deactivated and deleted", async () => {
    const { iam } = await startWithUsers();
    const created = await iam.createServiceSpecificCredential({ UserName, ServiceName: "CodeCommit.amazonaws.com" });
    const metadata = {
      UserName,
      ServiceName,
      ServiceUserName: "alice-at-123456789012",
      ServiceSpecificCredentialId: expect.stringMatching(/^ACCA[A-Z2-7]{17}$/),
      Status: "Active",
      CreateDate: new Date("2026-03-01T10:00:00Z"),
    };
    expect(created.ServiceSpecificCredential).toEqual({
      ...metadata,
      ServicePassword: expect.stringMatching(/^[A-Za-z0-9+/]{59}=$/),
    });
    const id = created.ServiceSpecificCredential?.ServiceSpecificCredentialId ?? "";
    await iam.updateServiceSpecificCredential({ UserName, ServiceSpecificCredentialId: id, Status: "Inactive" });
    const listed = await iam.listServiceSpecificCredentials({ UserName });
    expect(listed.ServiceSpecificCredentials).toEqual([{ ...metadata, Status: "Inactive" }]);
    await iam.deleteServiceSpecificCredential({ UserName, ServiceSpecificCredentialId: id });
    expect((await iam.listServiceSpecificCredentials({ UserName })).ServiceSpecificCredentials).toEqual([]);
  });

  it("is an API key with an alias for some services", async () => {
    const { iam } = await startWithUsers();
    const key = await iam.createServiceSpecificCredential({ UserName, ServiceName: "bedrock.amazonaws.com" });
    const { ServiceCredentialAlias, ServiceCredentialSecret = "", ...others } = key.ServiceSpecificCredential ?? {};
    expect(ServiceCredentialAlias).toBe("alice-at-123456789012");
    expect(ServiceCredentialSecret).toMatch(/^ABSK/);
    expect(Buffer.from(ServiceCredentialSecret.slice(4), "base64").toString()).toMatch(/^alice-at-123456789012:.{60}$/);
    expect(others).not.toHaveProperty("ServicePassword");
    expect((await iam.listServiceSpecificCredentials({ UserName })).ServiceSpecificCredentials?.[0]).not.toHaveProperty(
      "ServiceCredentialSecret",
    );
  });

  it("gets another secret by a reset, which keeps its status and dates", async () => {
    const { iam, clock } = await startWithUsers();
    const created = await iam.createServiceSpecificCredential({ UserName, ServiceName, CredentialAgeDays: 1 });
    const { ServicePassword, ...credential } = created.ServiceSpecificCredential ?? refuse();
    expect(credential.ExpirationDate).toEqual(new Date("2026-03-02T10:00:00Z"));
    const named = { UserName, ServiceSpecificCredentialId: credential.ServiceSpecificCredentialId };
    await iam.updateServiceSpecificCredential({ ...named, Status: "Inactive" });
    clock.now = new Date("2026-03-01T11:00:00Z");
    const reset = (await iam.resetServiceSpecificCredential(named)).ServiceSpecificCredential;
    expect(reset).toEqual({ ...credential, Status: "Inactive", ServicePassword: expect.stringMatching(/^.{60}$/) });
    expect(reset?.ServicePassword).not.toBe(ServicePassword);
    clock.now = new Date("2026-03-02T10:00:00Z");
    const listed = await iam.listServiceSpecificCredentials({ UserName });
    expect(listed.ServiceSpecificCredentials?.[0]?.Status).toBe("Expired");
  });

  it("counts toward a quota of two for each user and service, with a numbered name", async () => {
    const { iam } = await startWithUsers();
    const create = async (user = UserName, service = ServiceName) =>
      (await iam.createServiceSpecificCredential({ UserName: user, ServiceName: service })).ServiceSpecificCredential;
    const one = await create();
    expect((await create())?.ServiceUserName).toBe("alice+1-at-123456789012");
    expect(await refusalOf(create())).toBe(
      "409 LimitExceeded: Cannot exceed quota for ContextSpecificCredentialsPerUserPerContext: 2",
    );
    expect((await create("bob"))?.ServiceUserName).toBe("bob-at-123456789012");
    expect((await create(UserName, "cassandra.amazonaws.com"))?.ServiceUserName).toBe("alice-at-123456789012");
    const { ServiceSpecificCredentialId } = one ?? {};
    await iam.deleteServiceSpecificCredential({ UserName, ServiceSpecificCredentialId });
    expect((await create())?.ServiceUserName).toBe("alice-at-123456789012");
  });

  it("exists only for known services", async () => {
    const { iam } = await startWithUsers();
    const create = (user: string, service: string) =>
      refusalOf(iam.createServiceSpecificCredential({ UserName: user, ServiceName: service }));
    expect(await create(UserName, "sqs.amazonaws.com")).toBe(
      "404 NoSuchEntity: No such service sqs.amazonaws.com is supported for Service Specific Credentials",
    );
    expect(await create(UserName, "__proto__")).toContain("400 ValidationError: ServiceName must match");
    expect(await create(UserName, "constructor")).toContain("404 NoSuchEntity: No such service constructor");
    expect(await create("ghost", "sqs.amazonaws.com")).toBe(
      "404 NoSuchEntity: The user with name ghost cannot be found.",
    );
  });

  it("is found only under its user", async () => {
    const { iam } = await startWithUsers();
    const created = await iam.createServiceSpecificCredential({ UserName, ServiceName });
    const own = created.ServiceSpecificCredential?.ServiceSpecificCredentialId ?? "";
    const unknown = "ACCAQQQQQQQQQQQQQQQQQ";
    for (const [user, id, refusal] of [
      [UserName, unknown, `404 NoSuchEntity: No such credential ${unknown} exists`],
      ["bob", own, `400 ValidationError: User bob does not have a service specific credential with id ${own}`],
    ] as const) {
      const named = { UserName: user, ServiceSpecificCredentialId: id };
      for (const call of [
        iam.updateServiceSpecificCredential({ ...named, Status: "Active" }),
        iam.resetServiceSpecificCredential(named),
        iam.deleteServiceSpecificCredential(named),
      ]) {
        expect(await refusalOf(call)).toBe(refusal);
      }
    }
    const expire = { UserName, ServiceSpecificCredentialId: own, Status: "Expired" as const };
    expect(await refusalOf(iam.updateServiceSpecificCredential(expire))).toBe(
      "400 InvalidInput: Operation does not support status Expired",
    );
  });

  it("keeps its name when its user is renamed, and prevents the user's deletion", async () => {
    const { iam } = await startWithUsers();
    await iam.createServiceSpecificCredential({ UserName, ServiceName });
    await iam.updateUser({ UserName, NewUserName: "eve" });
    const listed = await iam.listServiceSpecificCredentials({ UserName: "eve" });
    expect(listed.ServiceSpecificCredentials).toMatchObject([
      { UserName: "eve", ServiceUserName: "alice-at-123456789012" },
    ]);
    expect(await refusalOf(iam.deleteUser({ UserName: "eve" }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must remove referenced objects first.",
    );
  });

  it("is listed by service, for the caller, or for all users", async () => {
    const { iam, service, clock } = await startWithUsers();
    await iam.createServiceSpecificCredential({ UserName, ServiceName });
    await iam.createServiceSpecificCredential({ UserName, ServiceName: "cassandra.amazonaws.com" });
    await iam.createServiceSpecificCredential({ UserName: "bob", ServiceName });
    const { AccessKey } = await iam.createAccessKey({ UserName });
    const keys = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    const alice = sdkClient(service, keys, clock);
    const namesOf = async (listing: Promise<ListServiceSpecificCredentialsCommandOutput>) =>
      (await listing).ServiceSpecificCredentials?.map((one) => `${one.UserName} ${one.ServiceName}`).sort();
    expect(await namesOf(alice.listServiceSpecificCredentials({ ServiceName }))).toEqual([`alice ${ServiceName}`]);
    expect(await namesOf(iam.listServiceSpecificCredentials({ AllUsers: true, ServiceName }))).toEqual([
      `alice ${ServiceName}`,
      `bob ${ServiceName}`,
    ]);
    expect(await namesOf(iam.listServiceSpecificCredentials({ UserName, ServiceName: "" }))).toHaveLength(2);
    expect(await refusalOf(iam.listServiceSpecificCredentials({ UserName, AllUsers: true }))).toContain(
      "400 ValidationError",
    );
    expect(await refusalOf(iam.listServiceSpecificCredentials({}))).toBe(
      "400 ValidationError: Must specify userName when calling with non-User credentials",
    );
  });
});
