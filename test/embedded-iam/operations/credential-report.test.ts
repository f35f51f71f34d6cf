import type { IAM } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { AccessKeyStore } from "../../../src/embedded-iam/store/access-keys.ts";
import { Database } from "../../../src/embedded-iam/store/database/database.ts";
import { UserStore } from "../../../src/embedded-iam/store/users.ts";
import { messageIn, names, refusalOf, startService, temporaryFile } from "../test-service.ts";

const header =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation," +
  "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date," +
  "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated," +
  "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active," +
  "cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

const noKey = "false,N/A,N/A,N/A,N/A";
const noCertificates = "false,N/A,false,N/A";
const start = "2026-03-01T10:00:00Z";
const account = "arn:aws:iam::123456789012";

/** Generates a report, waits until it is complete and returns its lines. */
async function reportLines(iam: IAM): Promise<string[]> {
  while ((await iam.generateCredentialReport({})).State !== "COMPLETE");
  return Buffer.from((await iam.getCredentialReport({})).Content ?? [])
    .toString()
    .split("\n");
}

describe("the life of a credential report", () => {
  it("starts with the first GenerateCredentialReport, and the second one reports it as complete", async () => {
    const { iam } = await startService();
    const { $metadata, ...started } = await iam.generateCredentialReport({});
    expect(started).toEqual({
      State: "STARTED",
      Description: "No report exists. Starting a new report generation task",
    });
    const { $metadata: _, ...complete } = await iam.generateCredentialReport({});
    expect(complete).toEqual({ State: "COMPLETE" });
    const { ReportFormat, GeneratedTime } = await iam.getCredentialReport({});
    expect([ReportFormat, GeneratedTime]).toEqual(["text/csv", new Date("2026-03-01T10:00:00Z")]);
  });

  it("has states without a report, for which AWS returns only an error code", async () => {
    const { iam, wire, clock } = await startService();
    const outcome = async () => {
      const { status, xml } = await wire({ Action: "GetCredentialReport" });
      return [status, /<Code>(\w+)/.exec(xml)?.[1] ?? "none", messageIn(xml)];
    };
    expect(await outcome()).toEqual([410, "ReportNotPresent", "no message"]);
    await iam.generateCredentialReport({});
    expect(await outcome()).toEqual([404, "ReportInProgress", "no message"]);
    clock.now = new Date("2026-03-01T10:00:02Z");
    expect(await outcome()).toEqual([200, "none", "no message"]);
    clock.now = new Date("2026-03-01T14:00:00Z");
    expect(await outcome()).toEqual([410, "ReportExpired", "no message"]);
  });

  it("is four hours, in which the report does not change", async () => {
    const { iam, clock } = await startService();
    await iam.createUser({ UserName: "alice" });
    const before = await reportLines(iam);
    await iam.createUser({ UserName: "bob" });
    clock.now = new Date("2026-03-01T13:59:59Z");
    expect(await reportLines(iam)).toEqual(before);
    clock.now = new Date("2026-03-01T14:00:00Z");
    expect((await iam.generateCredentialReport({})).State).toBe("STARTED");
    expect((await reportLines(iam)).map((line) => line.split(",", 1)[0])).toEqual([
      "user",
      "<root_account>",
      "alice",
      "bob",
    ]);
    expect((await iam.getCredentialReport({})).GeneratedTime).toEqual(new Date("2026-03-01T14:00:00Z"));
  });

  it("continues after a restart", async () => {
    const file = temporaryFile();
    const first = await startService({ file });
    await first.iam.createUser({ UserName: "alice" });
    const lines = await reportLines(first.iam);
    await first.iam.deleteUser({ UserName: "alice" });
    await first.service.close();
    expect(await reportLines((await startService({ file })).iam)).toEqual(lines);
  });
});

describe("the lines of a credential report", () => {
  it("are the header, the root user and, without credentials, N/A", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice", Path: "/team/" });
    expect(await reportLines(iam)).toEqual([
      header,
      `<root_account>,${account}:root,${start},false,N/A,N/A,not_supported,false,` +
        `${noKey},${noKey},${noCertificates}`,
      `alice,${account}:user/team/alice,${start},false,N/A,N/A,N/A,false,${noKey},${noKey},${noCertificates}`,
    ]);
  });

  it("show when a password was set, and that it was never used", async () => {
    const { iam, clock } = await startService();
    await iam.createUser({ UserName: "alice" });
    await iam.createLoginProfile({ UserName: "alice", Password: "correct-Horse-7" });
    clock.now = new Date("2026-03-01T11:00:00Z");
    await iam.updateLoginProfile({ UserName: "alice", Password: "another-Horse-8" });
    expect((await reportLines(iam))[2]).toContain(
      `${start},true,no_information,2026-03-01T11:00:00Z,N/A,false,${noKey}`,
    );
  });

  it("show both keys by ascending id, with creation dates that a status change does not alter", async () => {
    const file = temporaryFile();
    const first = await startService({ file });
    await first.iam.createUser({ UserName: "alice" });
    const keys: { id: string; hour: string }[] = [];
    for (const hour of ["10", "11"]) {
      first.clock.now = new Date(`2026-03-01T${hour}:00:00Z`);
      const { AccessKey } = await first.iam.createAccessKey({ UserName: "alice" });
      keys.push({ id: AccessKey?.AccessKeyId ?? "", hour });
    }
    const [one, two] = keys;
    first.clock.now = new Date("2026-03-01T12:00:00Z");
    for (const Status of ["Inactive", "Active"] as const) {
      await first.iam.updateAccessKey({ UserName: "alice", AccessKeyId: one?.id, Status });
    }
    await first.iam.updateAccessKey({ UserName: "alice", AccessKeyId: two?.id, Status: "Inactive" });
    await first.service.close();
    const database = new Database(file);
    new AccessKeyStore(database, "123456789012").markUsed(
      two?.id ?? "",
      new Date("2026-03-01T11:30:00Z"),
      "s3",
      "eu-west-1",
    );
    database.close();
    const { iam } = await startService({ file });
    const fields = {
      [one?.id ?? ""]: "true,2026-03-01T10:00:00Z,N/A,N/A,N/A",
      [two?.id ?? ""]: "false,2026-03-01T11:00:00Z,2026-03-01T11:30:00Z,eu-west-1,s3",
    };
    const slots = Object.keys(fields).sort();
    expect((await reportLines(iam))[2]).toContain(`,${slots.map((id) => fields[id]).join(",")},`);
  });

  it("start with the key with the lower id, even if it was created later", async () => {
    // These bytes give the ids' last characters, which descend from key to key.
    let left = 249;
    const { iam, clock } = await startService({ randomBytes: (size) => new Uint8Array(size).fill(left--) });
    await iam.createUser({ UserName: "alice" });
    const ids: string[] = [];
    for (const hour of ["10", "11"]) {
      clock.now = new Date(`2026-03-01T${hour}:00:00Z`);
      ids.push((await iam.createAccessKey({ UserName: "alice" })).AccessKey?.AccessKeyId ?? "");
    }
    expect(ids.toSorted()).toEqual(ids.toReversed());
    expect((await reportLines(iam))[2]).toContain(
      ",true,2026-03-01T11:00:00Z,N/A,N/A,N/A,true,2026-03-01T10:00:00Z,N/A,N/A,N/A,",
    );
  });

  it("have a last column with the number of further keys, if the quota allows more than two", async () => {
    const { iam } = await startService({ quotas: { accessKeysPerUser: 4 } });
    for (const UserName of ["alice", "bob"]) await iam.createUser({ UserName });
    for (let key = 0; key < 4; key++) await iam.createAccessKey({ UserName: "alice" });
    const [columns, root, alice, bob] = await reportLines(iam);
    expect(columns).toBe(`${header},additional_credentials_info`);
    expect([root, alice, bob].map((line) => line?.split(",").at(-1))).toEqual([
      "N/A",
      "2 additional access keys (ListAccessKeys)",
      "N/A",
    ]);
  });

  it("show the root user's keys and devices, and users' devices of any kind", async () => {
    const { iam, service } = await startService();
    await iam.createAccessKey({});
    await iam.createUser({ UserName: "alice" });
    service.addMfaDevice({ serialNumber: "GAHT12345678", userName: "alice" });
    service.addMfaDevice({ serialNumber: `${account}:mfa/root-account-mfa-device`, root: true });
    const [, root, alice] = await reportLines(iam);
    expect(root).toContain(`,false,N/A,N/A,not_supported,true,true,${start},N/A,N/A,N/A,${noKey}`);
    expect(alice).toContain(`,true,${noKey}`);
  });

  it("show when a password was last used, while the user has one", async () => {
    const file = temporaryFile();
    const first = await startService({ file });
    await first.iam.createUser({ UserName: "alice" });
    await first.iam.createLoginProfile({ UserName: "alice", Password: "correct-Horse-7" });
    await first.service.close();
    const database = new Database(file);
    const users = new UserStore(database, "123456789012");
    users.setPasswordLastUsed(users.find("alice")?.userId ?? "", "2026-03-01T10:30:00Z");
    database.close();
    const { iam, clock } = await startService({ file });
    expect((await reportLines(iam))[2]).toContain(`,true,2026-03-01T10:30:00Z,${start},N/A,`);
    await iam.deleteLoginProfile({ UserName: "alice" });
    clock.now = new Date("2026-03-01T15:00:00Z");
    expect((await reportLines(iam))[2]).toContain(",false,N/A,N/A,N/A,");
  });

  it("cover all users by name, with any characters in names and paths", async () => {
    const { iam } = await startService();
    for (const UserName of names("u", 7).reverse()) await iam.createUser({ UserName });
    await iam.createUser({ UserName: "a,b=c", Path: '/"/' });
    const lines = await reportLines(iam);
    expect(lines[2]).toMatch(/^"a,b=c","arn:aws:iam::123456789012:user\/""\/a,b=c",2026/);
    expect(lines.slice(3).map((line) => line.split(",", 1)[0])).toEqual(names("u", 7));
  });

  it("do not stop at a thousand users", async () => {
    const { iam } = await startService();
    for (const UserName of names("u", 1001)) await iam.createUser({ UserName });
    expect(await reportLines(iam)).toHaveLength(1003);
  });
});

describe("GetCredentialReport", () => {
  it("fails with the SDK's error classes", async () => {
    const { iam } = await startService();
    expect(await refusalOf(iam.getCredentialReport({}))).toContain("410 CredentialReportNotPresent");
  });
});
