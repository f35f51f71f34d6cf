import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, statSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { Database } from "../../../src/embedded-iam/store/database/database.ts";
import { migrate, schemaVersion } from "../../../src/embedded-iam/store/database/migrations/index.ts";
import { codeAt, stepAt } from "../../../src/embedded-iam/totp.ts";
import { storeFaults } from "../robustness/store-check.ts";
import { refusalOf, sdkClient, startService, temporaryFile } from "../test-service.ts";

const seed = "A".repeat(32);
const phone = "arn:aws:iam::123456789012:mfa/phone";

/** The codes of a time step and of the previous one. */
const pair = (second: number) => ({
  AuthenticationCode1: codeAt(seed, second - 1),
  AuthenticationCode2: codeAt(seed, second),
});

/** Creates a file with version 1 of the schema, with the SQL statements of that version. */
function firstVersionFile(): string {
  const file = temporaryFile();
  const database = new Database(file);
  database.execute(`PRAGMA application_id = ${0x49414d51}; PRAGMA journal_mode = WAL`);
  database.transaction(() => migrate(database, 0, 1));
  database.execute(`
    INSERT INTO account VALUES (1, '123456789012', '2025-01-01T00:00:00Z', x'${"00".repeat(32)}');
    INSERT INTO users VALUES ('AIDAALICE', 'alice', '/', '2025-02-01T00:00:00Z', '2025-03-01T00:00:00Z', NULL);
    INSERT INTO access_keys VALUES ('AKIAALICE0000000', 'AIDAALICE', 'secret', 'Active', '2025-02-02T00:00:00Z');
    INSERT INTO user_tags VALUES ('AIDAALICE', 'team', 'Team', 'a'), ('AIDAALICE', 'straße', 'Straße', 'b');
    INSERT INTO mfa_devices VALUES (1, '${phone}', 'virtual', '${seed}');
    INSERT INTO mfa_devices VALUES (2, 'GAHT12345678', 'hardware', '${seed}');
    INSERT INTO mfa_assignments VALUES (1, 'AIDAALICE', '2025-02-03T00:00:00Z', 20);
    INSERT INTO mfa_accepted_steps VALUES (1, 7);
  `);
  database.close();
  chmodSync(file, 0o600);
  return file;
}

/** Creates a file with version 3 of the schema: a group and one device of each kind and assignment. */
function thirdVersionFile(): string {
  const file = temporaryFile();
  const database = new Database(file);
  database.execute(`PRAGMA application_id = ${0x49414d51}; PRAGMA journal_mode = WAL`);
  database.transaction(() => migrate(database, 0, 3));
  database.execute(`
    INSERT INTO account VALUES (1, '123456789012', '2025-01-01T00:00:00Z', x'${"00".repeat(32)}');
    INSERT INTO users VALUES ('AIDA1', 'bob', '/a/', '2025-02-01T00:00:00Z', NULL, NULL);
    INSERT INTO users VALUES ('AIDA2', 'Alice', '/b/', '2025-02-01T00:00:00Z', NULL, NULL);
    INSERT INTO groups VALUES ('AGPA1', 'zeros', '/', '2025-02-01T00:00:00Z'), ('AGPA2', 'Ones', '/', '2025-02-01T00:00:00Z');
    INSERT INTO memberships VALUES ('AGPA1', 'AIDA1'), ('AGPA1', 'AIDA2'), ('AGPA2', 'AIDA1');
    INSERT INTO oidc_providers VALUES (1, 'id.example.com', '2025-02-01T00:00:00Z');
    INSERT INTO mfa_devices VALUES (1, '${phone}', 'virtual', '${seed}', 0);
    INSERT INTO mfa_devices VALUES (2, 'arn:aws:iam::123456789012:mfa/spare', 'virtual', '${seed}', 0);
    INSERT INTO mfa_devices VALUES (3, 'GAHT12345678', 'hardware', '${seed}', 0);
    INSERT INTO mfa_devices VALUES (4, 'GAHT87654321', 'hardware', '${seed}', 0);
    INSERT INTO mfa_assignments VALUES (1, 'AIDA1', '2025-02-03T00:00:00Z'), (3, 'AIDA2', '2025-02-03T00:00:00Z');
  `);
  database.close();
  chmodSync(file, 0o600);
  return file;
}

/** Creates a file with version 5 of the schema: devices with accepted codes, an access key and a provider. */
function fifthVersionFile(now: number): string {
  const file = temporaryFile();
  const database = new Database(file);
  database.execute(`PRAGMA application_id = ${0x49414d51}; PRAGMA journal_mode = WAL`);
  database.transaction(() => migrate(database, 0, 5));
  database.execute(`
    INSERT INTO account VALUES (1, '123456789012', '2025-01-01T00:00:00Z', x'${"00".repeat(32)}');
    INSERT INTO users VALUES ('AIDA1', 'alice', '/', '2025-02-01T00:00:00Z', NULL, NULL);
    INSERT INTO access_keys VALUES
      ('AKIA1', 'AIDA1', 'secret', 'Inactive', '2025-02-02T00:00:00Z', '2025-06-01T00:00:00Z', NULL, NULL, NULL);
    INSERT INTO oidc_providers VALUES (1, 'id.example.com', '2025-02-01T00:00:07Z');
    INSERT INTO oidc_client_ids VALUES (1, 1, 'client');
    INSERT INTO mfa_devices (device_id, serial, kind, seed, drift_steps) VALUES
      (1, '${phone}', 'virtual', '${seed}', 0), (2, 'GAHT12345678', 'hardware', '${seed}', 0);
    INSERT INTO mfa_assignments VALUES (1, 'AIDA1', '2025-02-03T00:00:00Z');
    INSERT INTO mfa_accepted_steps VALUES (1, ${now - 1}), (1, ${now - 9});
  `);
  database.close();
  chmodSync(file, 0o600);
  return file;
}

/** Creates a file with the given version of the schema, with an account but no entities. */
function emptyFile(version: number): string {
  const file = temporaryFile();
  const database = new Database(file);
  database.execute(`PRAGMA application_id = ${0x49414d51}; PRAGMA journal_mode = WAL`);
  database.transaction(() => migrate(database, 0, version));
  const identity = version < 7 ? "1, '123456789012'" : "'123456789012', 'aws'";
  database.execute(`INSERT INTO account VALUES (${identity}, '2025-01-01T00:00:00Z', x'${"00".repeat(32)}')`);
  database.close();
  chmodSync(file, 0o600);
  return file;
}

/** Creates a file with version 6 of the schema, with one row or more in each table. */
function sixthVersionFile(): string {
  const file = emptyFile(6);
  const database = new Database(file);
  database.execute(`
    INSERT INTO users VALUES ('AIDA1', 'alice', '/a/', '2025-02-01T00:00:00Z', '2025-03-01T00:00:00Z',
      'arn:aws:iam::aws:policy/ReadOnlyAccess');
    INSERT INTO users VALUES ('AIDA2', 'Bob', '/b/', '2025-02-01T00:00:00Z', NULL, NULL);
    INSERT INTO groups VALUES ('AGPA1', 'admins', '/g/', '2025-02-01T00:00:00Z');
    INSERT INTO memberships VALUES ('AGPA1', 'AIDA1', 'admins', 'alice');
    INSERT INTO access_keys VALUES
      ('AKIA1000000000000000', 'AIDA1', 'secret', 'Active', '2025-02-02T00:00:00Z', '2025-02-03T00:00:00Z', 'iam', 'us-east-1'),
      ('AKIA2000000000000000', NULL, 'secret', 'Active', '2025-02-02T00:00:00Z', NULL, NULL, NULL);
    INSERT INTO former_access_keys VALUES ('AKIA3000000000000000');
    INSERT INTO login_profiles VALUES ('AIDA1', '2025-02-04T00:00:00Z', 'hash', '2025-02-04T00:00:00Z', 1);
    INSERT INTO mfa_devices (device_id, serial, kind, seed, drift_steps, last_code_step) VALUES
      (1, '${phone}', 'virtual', '${seed}', 20, 7), (2, 'arn:aws:iam::123456789012:mfa/spare', 'virtual', '${seed}', 0, NULL);
    INSERT INTO mfa_assignments VALUES (1, 'AIDA1', '2025-02-05T00:00:00Z');
    INSERT INTO oidc_providers VALUES (3, 'id.example.com', '2025-02-01T00:00:00.000Z');
    INSERT INTO oidc_client_ids VALUES (3, 1, 'second'), (3, 2, 'first');
    INSERT INTO oidc_thumbprints VALUES (3, 0, '${"ab".repeat(20)}');
    INSERT INTO user_tags VALUES ('AIDA1', 'team', 'Team', 'a');
    INSERT INTO mfa_device_tags VALUES (1, 'Kind', 'Kind', 'b');
    INSERT INTO oidc_provider_tags VALUES (3, 'Use', 'Use', 'c');
    INSERT INTO credential_report VALUES (1, '2026-03-01T09:00:00Z', 1, 'user,arn');
  `);
  database.close();
  return file;
}

/** The schema of a file that no service has open. */
function schemaOf(file: string): unknown[] {
  const database = new Database(file);
  const version = database.pragma("user_version");
  const counts = database.all("SELECT account_id, kind, count FROM counts ORDER BY kind");
  const schema = database.all("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
  database.close();
  return [version, counts, schema];
}

/** SHA-256 of the schema after each released step. A released step is never edited, so its digest never changes. */
const schemaDigests: readonly string[] = [
  "30b84a7334ad45692147be3e358cd33959f4e622a4d15284a27efe21d4a04c72",
  "6b34accadce183a53b04b46b414e4574fc51845071f59a2aa4d7baa8c68188f4",
  // The third step changes data only.
  "6b34accadce183a53b04b46b414e4574fc51845071f59a2aa4d7baa8c68188f4",
  "7e996d41890fca46fcfbb73fcce62a9fe282dabac759b083401259329e86ebfd",
  "f3af2cfbad750846f10cd1023e21b38bc7d784256b49601d6bf84b9cbbc3ddc8",
  "391e5a2608c39db28064cd31136e8f58606998a0684211f6d690ed41f3ac79d8",
  "cf1f40ea16f2f477c1e21ffb5d886c4c83fbd6fd546b38f7ada05db752050777",
];

describe("the migrations", () => {
  it("lead to the schemas that were released", () => {
    const database = new Database(":memory:");
    onTestFinished(() => database.close());
    const digests = Array.from({ length: schemaVersion }, (_, step) => {
      database.transaction(() => migrate(database, step, step + 1));
      const schema = database.all("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
      return createHash("sha256").update(JSON.stringify(schema)).digest("hex");
    });
    expect(digests).toEqual(schemaDigests);
  });
});

const versions = Array.from({ length: schemaVersion }, (_, index) => index + 1);

describe.each(versions)("a file with version %i of the schema", (version) => {
  it("gets the schema of a new file, and then works like one", async () => {
    const fresh = temporaryFile();
    await (await startService({ file: fresh })).service.close();
    const old = emptyFile(version);
    await (await startService({ file: old })).service.close();
    expect(schemaOf(old)).toEqual(schemaOf(fresh));
    expect(schemaOf(old)[0]).toBe(schemaVersion);
    const { iam } = await startService({ file: old });
    await iam.createUser({ UserName: "alice", Tags: [{ Key: "Team", Value: "a" }] });
    await iam.createGroup({ GroupName: "admins" });
    await iam.addUserToGroup({ GroupName: "admins", UserName: "alice" });
    expect((await iam.getGroup({ GroupName: "admins" })).Users).toMatchObject([{ UserName: "alice" }]);
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({ Users: 1, Groups: 1 });
  });
});

describe("a file with version 2 of the schema", () => {
  it("keeps the owners of its tags, and merges tags whose keys become equal", async () => {
    const file = emptyFile(2);
    const database = new Database(file);
    database.execute(`
      INSERT INTO users VALUES ('AIDA1', 'alice', '/', '2025-02-01T00:00:00Z', NULL, NULL);
      INSERT INTO users VALUES ('AIDA2', 'bob', '/', '2025-02-01T00:00:00Z', NULL, NULL);
      INSERT INTO user_tags VALUES
        ('AIDA1', 'straße', 'Straße', 'a'), ('AIDA1', 'strasse', 'STRASSE', 'b'), ('AIDA2', 'straße', 'Straße', 'c');
    `);
    database.close();
    const { iam } = await startService({ file });
    const tags = async (UserName: string) => (await iam.listUserTags({ UserName })).Tags;
    expect(await tags("alice")).toHaveLength(1);
    expect(await tags("bob")).toEqual([{ Key: "Straße", Value: "c" }]);
  });
});

describe("a file with version 4 of the schema", () => {
  it("remembers access keys that are deleted after the migration", async () => {
    const file = emptyFile(4);
    const database = new Database(file);
    database.execute(`
      INSERT INTO users VALUES ('AIDA1', 'alice', '/', '2025-02-01T00:00:00Z', NULL, NULL);
      INSERT INTO access_keys (access_key_id, user_id, secret_access_key, status, create_date)
        VALUES ('AKIAALICE0000000', 'AIDA1', 'secret', 'Active', '2025-02-02T00:00:00Z');
    `);
    database.close();
    const { iam, service } = await startService({ file });
    await iam.deleteAccessKey({ UserName: "alice", AccessKeyId: "AKIAALICE0000000" });
    const deleted = sdkClient(service, { accessKeyId: "AKIAALICE0000000", secretAccessKey: "secret" });
    expect(await refusalOf(deleted.getUser({}))).toContain("403 InvalidClientTokenId: ");
  });
});

describe("a file with version 6 of the schema", () => {
  it("keeps all its rows, as those of its account", async () => {
    const file = sixthVersionFile();
    const { iam, service, wire } = await startService({ file });
    expect((await iam.getUser({ UserName: "ALICE" })).User).toMatchObject({
      Arn: "arn:aws:iam::123456789012:user/a/alice",
      PermissionsBoundary: { PermissionsBoundaryArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      Tags: [{ Key: "Team", Value: "a" }],
    });
    expect((await iam.listUsers({})).Users?.map((user) => user.UserName)).toEqual(["alice", "Bob"]);
    expect((await iam.getGroup({ GroupName: "admins" })).Users).toMatchObject([{ UserName: "alice" }]);
    expect((await iam.getAccessKeyLastUsed({ AccessKeyId: "AKIA1000000000000000" })).AccessKeyLastUsed).toMatchObject({
      ServiceName: "iam",
    });
    expect((await iam.listAccessKeys({})).AccessKeyMetadata).toMatchObject([{ AccessKeyId: "AKIA2000000000000000" }]);
    const former = sdkClient(service, { accessKeyId: "AKIA3000000000000000", secretAccessKey: "secret" });
    expect(await refusalOf(former.getUser({}))).toContain("403 InvalidClientTokenId: ");
    expect((await iam.getLoginProfile({ UserName: "alice" })).LoginProfile?.PasswordResetRequired).toBe(true);
    expect((await iam.listMFADevices({ UserName: "alice" })).MFADevices).toMatchObject([{ SerialNumber: phone }]);
    expect((await iam.listMFADeviceTags({ SerialNumber: phone })).Tags).toEqual([{ Key: "Kind", Value: "b" }]);
    const OpenIDConnectProviderArn = "arn:aws:iam::123456789012:oidc-provider/id.example.com";
    expect(await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).toMatchObject({
      ClientIDList: ["second", "first"],
      ThumbprintList: ["ab".repeat(20)],
      Tags: [{ Key: "Use", Value: "c" }],
    });
    expect((await wire({ Action: "GetCredentialReport" })).xml).toContain(Buffer.from("user,arn").toString("base64"));
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({
      Users: 2,
      Groups: 1,
      Providers: 1,
      MFADevices: 2,
      MFADevicesInUse: 1,
    });
    await service.close();
    expect(storeFaults(file)).toEqual([]);
  });

  it("is copied before the migration, into a file that only its owner can read", async () => {
    const file = sixthVersionFile();
    const lines: string[] = [];
    const log = (_level: string, message: string, fields = {}) => lines.push(`${message} ${JSON.stringify(fields)}`);
    const { service } = await startService({ file, log });
    const backup = `${file}.v6.backup`;
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect(lines.filter((line) => line.includes(backup))).toHaveLength(1);
    const database = new Database(backup);
    expect(database.pragma("user_version")).toBe(6);
    expect(database.all("SELECT name FROM users ORDER BY name")).toEqual([{ name: "alice" }, { name: "Bob" }]);
    database.close();
    await service.close();
    // A restored file is migrated and copied again, beside the first copy.
    copyFileSync(backup, file);
    const restored = await startService({ file });
    expect((await restored.iam.listUsers({})).Users).toHaveLength(2);
    expect(existsSync(`${file}.v6-2.backup`)).toBe(true);
  });

  it("is not copied once it is migrated", async () => {
    const file = sixthVersionFile();
    await (await startService({ file })).service.close();
    await (await startService({ file })).service.close();
    expect(existsSync(`${file}.v6-2.backup`)).toBe(false);
  });
});

describe("a file with version 5 of the schema", () => {
  const now = stepAt(new Date("2026-03-01T10:00:00Z"));

  it("keeps the used codes of its devices", async () => {
    const { iam } = await startService({ file: fifthVersionFile(now) });
    const invalid = "403 InvalidAuthenticationCode: Authentication code for device is not valid.";
    const device = { UserName: "alice", SerialNumber: phone };
    expect(await refusalOf(iam.resyncMFADevice({ ...device, ...pair(now) }))).toBe(invalid);
    await iam.deactivateMFADevice(device);
    expect(await refusalOf(iam.enableMFADevice({ ...device, ...pair(now + 1) }))).toBe(invalid);
    expect(await refusalOf(iam.enableMFADevice({ ...device, ...pair(now + 2) }))).toBe("no refusal");
    const unused = { UserName: "alice", SerialNumber: "GAHT12345678", ...pair(now) };
    expect(await refusalOf(iam.enableMFADevice(unused))).toBe("no refusal");
  });

  it("keeps its providers and returns their dates with milliseconds", async () => {
    const { iam, wire } = await startService({ file: fifthVersionFile(now) });
    const OpenIDConnectProviderArn = "arn:aws:iam::123456789012:oidc-provider/id.example.com";
    expect(await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).toMatchObject({
      ClientIDList: ["client"],
    });
    const { xml } = await wire({ Action: "GetOpenIDConnectProvider", OpenIDConnectProviderArn });
    expect(xml).toContain("<CreateDate>2025-02-01T00:00:07.000Z</CreateDate>");
  });

  it("keeps its access keys and reports their creation dates", async () => {
    const { iam } = await startService({ file: fifthVersionFile(now) });
    expect((await iam.listAccessKeys({ UserName: "alice" })).AccessKeyMetadata).toMatchObject([{ Status: "Inactive" }]);
    while ((await iam.generateCredentialReport({})).State !== "COMPLETE");
    const report = Buffer.from((await iam.getCredentialReport({})).Content ?? []).toString();
    expect(report).toContain(",true,false,2025-02-02T00:00:00Z,N/A,N/A,N/A,");
  });
});

describe("a file with version 3 of the schema", () => {
  it("lists its memberships in the order of names", async () => {
    const { iam } = await startService({ file: thirdVersionFile() });
    const members = (await iam.getGroup({ GroupName: "zeros" })).Users?.map((user) => user.UserName);
    const groups = (await iam.listGroupsForUser({ UserName: "bob" })).Groups?.map((group) => group.GroupName);
    expect([members, groups]).toEqual([
      ["Alice", "bob"],
      ["Ones", "zeros"],
    ]);
  });

  it("distinguishes assigned and unassigned virtual devices", async () => {
    const { iam } = await startService({ file: thirdVersionFile() });
    const names = async (AssignmentStatus: "Assigned" | "Unassigned" | "Any") =>
      (await iam.listVirtualMFADevices({ AssignmentStatus })).VirtualMFADevices?.map(
        (device) => device.SerialNumber?.split("/")[1],
      );
    expect([await names("Assigned"), await names("Unassigned"), await names("Any")]).toEqual([
      ["phone"],
      ["spare"],
      ["phone", "spare"],
    ]);
  });

  it("has correct counts, which later changes update", async () => {
    const { iam } = await startService({ file: thirdVersionFile() });
    const counts = async () => {
      const { Users, Groups, Providers, MFADevices, MFADevicesInUse } =
        (await iam.getAccountSummary({})).SummaryMap ?? {};
      return { Users, Groups, Providers, MFADevices, MFADevicesInUse };
    };
    expect(await counts()).toEqual({ Users: 2, Groups: 2, Providers: 1, MFADevices: 3, MFADevicesInUse: 2 });
    await iam.createUser({ UserName: "carol" });
    await iam.deactivateMFADevice({ UserName: "Alice", SerialNumber: "GAHT12345678" });
    expect(await counts()).toEqual({ Users: 3, Groups: 2, Providers: 1, MFADevices: 2, MFADevicesInUse: 1 });
  });
});

describe("a file with version 1 of the schema", () => {
  it("is migrated and has kept everything", async () => {
    const { iam } = await startService({ file: firstVersionFile() });
    expect((await iam.getUser({ UserName: "alice" })).User).toMatchObject({
      UserId: "AIDAALICE",
      PasswordLastUsed: new Date("2025-03-01T00:00:00Z"),
    });
    expect((await iam.listMFADevices({ UserName: "alice" })).MFADevices).toHaveLength(1);
    const { AccessKeyLastUsed } = await iam.getAccessKeyLastUsed({ AccessKeyId: "AKIAALICE0000000" });
    expect(AccessKeyLastUsed).toEqual({ ServiceName: "N/A", Region: "N/A" });
    expect(await refusalOf(iam.getLoginProfile({ UserName: "alice" }))).toContain("404 NoSuchEntity: Login Profile");
    await iam.generateCredentialReport({});
  });

  it("has kept the drift of a device's clock", async () => {
    const { iam, clock } = await startService({ file: firstVersionFile() });
    const resync = (second: number) =>
      refusalOf(iam.resyncMFADevice({ UserName: "alice", SerialNumber: phone, ...pair(stepAt(clock.now) + second) }));
    // By 20 steps.
    expect(await resync(1021)).toBe("403 InvalidAuthenticationCode: Authentication code for device is not valid.");
    expect(await resync(1020)).toBe("no refusal");
  });

  it("finds its users' tags regardless of the case of their keys", async () => {
    const { iam } = await startService({ file: firstVersionFile() });
    await iam.untagUser({ UserName: "alice", TagKeys: ["TEAM", "STRASSE"] });
    expect((await iam.listUserTags({ UserName: "alice" })).Tags).toEqual([]);
  });

  it("is migrated once", async () => {
    const file = firstVersionFile();
    const first = await startService({ file });
    await first.iam.createLoginProfile({ UserName: "alice", Password: "correct-Horse-7" });
    await first.service.close();
    const { iam } = await startService({ file });
    expect((await iam.getLoginProfile({ UserName: "alice" })).LoginProfile?.UserName).toBe("alice");
  });

  it("contains the migrated schema in the file itself, not only in the log", async () => {
    const file = firstVersionFile();
    await startService({ file });
    expect(statSync(`${file}-wal`).size).toBe(0);
  });

  it("has the same schema as a new file", async () => {
    const old = firstVersionFile();
    await (await startService({ file: old })).service.close();
    const fresh = temporaryFile();
    await (await startService({ file: fresh })).service.close();
    const [before, after] = [old, fresh].map((file) => {
      const database = new Database(file);
      const schema = database.all("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
      database.close();
      return schema;
    });
    expect(before).toEqual(after);
  });
});
