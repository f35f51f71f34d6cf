import { scryptSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { refusalOf, sdkClient, startService, temporaryFile } from "../test-service.ts";

const UserName = "alice";
const Password = "correct-Horse-7";

async function startWithAlice(file = ":memory:") {
  const test = await startService({ file });
  await test.iam.createUser({ UserName });
  return test;
}

describe("a login profile", () => {
  it("is created, read, changed and deleted, and never shows the password", async () => {
    const { iam, clock } = await startWithAlice();
    const LoginProfile = { UserName, CreateDate: new Date("2026-03-01T10:00:00Z"), PasswordResetRequired: false };
    expect((await iam.createLoginProfile({ UserName, Password })).LoginProfile).toEqual(LoginProfile);
    clock.now = new Date("2026-03-02T10:00:00Z");
    await iam.updateLoginProfile({ UserName, Password: "another-Horse-8", PasswordResetRequired: true });
    expect((await iam.getLoginProfile({ UserName: "Alice" })).LoginProfile).toEqual({
      ...LoginProfile,
      PasswordResetRequired: true,
    });
    await iam.deleteLoginProfile({ UserName });
    expect(await refusalOf(iam.getLoginProfile({ UserName }))).toBe(
      "404 NoSuchEntity: Login Profile for User alice cannot be found.",
    );
  });

  it("is unique for each user", async () => {
    const { iam } = await startWithAlice();
    await iam.createLoginProfile({ UserName, Password });
    expect(await refusalOf(iam.createLoginProfile({ UserName, Password }))).toBe(
      "409 EntityAlreadyExists: Login Profile for user alice already exists.",
    );
    await iam.deleteLoginProfile({ UserName });
    expect(await refusalOf(iam.createLoginProfile({ UserName, Password }))).toBe("no refusal");
  });

  it("is unique even if two requests create it at the same time", async () => {
    const { iam } = await startWithAlice();
    const refusals = [1, 2].map(() => refusalOf(iam.createLoginProfile({ UserName, Password })));
    expect((await Promise.all(refusals)).sort()).toEqual([
      "409 EntityAlreadyExists: Login Profile for user alice already exists.",
      "no refusal",
    ]);
  });

  it("needs an existing user, and must exist to be read, changed or deleted", async () => {
    const { iam } = await startWithAlice();
    for (const name of ["ghost", "alice"]) {
      const calls = [
        iam.getLoginProfile({ UserName: name }),
        iam.updateLoginProfile({ UserName: name, Password }),
        iam.deleteLoginProfile({ UserName: name }),
      ];
      const text =
        name === "ghost"
          ? "404 NoSuchEntity: The user with name ghost cannot be found."
          : "404 NoSuchEntity: Login Profile for User alice cannot be found.";
      expect(await Promise.all(calls.map(refusalOf))).toEqual([text, text, text]);
    }
    expect(await refusalOf(iam.createLoginProfile({ UserName: "ghost", Password: "x" }))).toBe(
      "404 NoSuchEntity: The user with name ghost cannot be found.",
    );
  });

  it("is reported by the given spelling of the name if it does not exist", async () => {
    const { iam } = await startWithAlice();
    expect(await refusalOf(iam.getLoginProfile({ UserName: "ALICE" }))).toBe(
      "404 NoSuchEntity: Login Profile for User ALICE cannot be found.",
    );
  });

  it.each([
    ["seven-C", "too short"],
    ["alllowercase", "of one kind"],
    ["lowercase-1234".replaceAll("-", ""), "of two kinds"],
  ])("is rejected with the password %s, which is %s", async (bad) => {
    const { iam } = await startWithAlice();
    const refusal = "400 PasswordPolicyViolation: Password does not conform to the account password policy.";
    expect(await refusalOf(iam.createLoginProfile({ UserName, Password: bad }))).toBe(refusal);
    await iam.createLoginProfile({ UserName, Password });
    expect(await refusalOf(iam.updateLoginProfile({ UserName, Password: bad }))).toBe(refusal);
  });

  it.each(["lower7-x", "UPPERlower9", "UPPER-77", `${"x".repeat(126)}A1`])("can have the password %s", async (good) => {
    const { iam } = await startWithAlice();
    expect(await refusalOf(iam.createLoginProfile({ UserName, Password: good }))).toBe("no refusal");
  });

  it("needs a password of 1 to 128 characters that the model allows", async () => {
    const { iam, wire } = await startWithAlice();
    const wrong = (constraint: string) =>
      `400 ValidationError: 1 validation error detected: Value at 'password' failed to satisfy constraint: ${constraint}`;
    expect(await refusalOf(iam.createLoginProfile({ UserName }))).toBe(wrong("Member must not be null"));
    expect(await refusalOf(iam.createLoginProfile({ UserName, Password: "x".repeat(129) }))).toBe(
      wrong("Member must have length less than or equal to 128"),
    );
    expect(await refusalOf(iam.createLoginProfile({ UserName, Password: "ключ-Key-1" }))).toBe(
      wrong(String.raw`Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+`),
    );
    const parameters = { Action: "CreateLoginProfile", UserName, Password, PasswordResetRequired: "perhaps" };
    expect((await wire(parameters)).xml).toContain("<Code>MalformedInput</Code>");
  });

  it("keeps what an update omits", async () => {
    const { iam } = await startWithAlice();
    await iam.createLoginProfile({ UserName, Password, PasswordResetRequired: true });
    await iam.updateLoginProfile({ UserName, Password: "another-Horse-8" });
    await iam.updateLoginProfile({ UserName });
    expect((await iam.getLoginProfile({ UserName })).LoginProfile?.PasswordResetRequired).toBe(true);
    await iam.updateLoginProfile({ UserName, PasswordResetRequired: false });
    expect((await iam.getLoginProfile({ UserName })).LoginProfile?.PasswordResetRequired).toBe(false);
  });

  it("follows a rename of its user, and prevents the user's deletion", async () => {
    const { iam } = await startWithAlice();
    await iam.createLoginProfile({ UserName, Password });
    await iam.updateUser({ UserName, NewUserName: "eve" });
    expect((await iam.getLoginProfile({ UserName: "eve" })).LoginProfile?.UserName).toBe("eve");
    expect(await refusalOf(iam.deleteUser({ UserName: "eve" }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must delete login profile first.",
    );
    await iam.deleteLoginProfile({ UserName: "eve" });
    expect(await refusalOf(iam.deleteUser({ UserName: "eve" }))).toBe("no refusal");
  });

  it("belongs to the caller if no name is given; the root user must give one", async () => {
    const { iam, service, clock } = await startWithAlice();
    const { AccessKey } = await iam.createAccessKey({ UserName });
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    };
    const alice = sdkClient(service, credentials, clock);
    await alice.createLoginProfile({ Password });
    expect((await alice.getLoginProfile({})).LoginProfile?.UserName).toBe(UserName);
    await alice.deleteLoginProfile({});
    const refusal = "400 ValidationError: Must specify userName when calling with non-User credentials";
    const calls = [iam.createLoginProfile({ Password }), iam.getLoginProfile({}), iam.deleteLoginProfile({})];
    expect(await Promise.all(calls.map(refusalOf))).toEqual([refusal, refusal, refusal]);
  });

  it("does not change the account summary, which concerns the root user's password", async () => {
    const { iam } = await startWithAlice();
    await iam.createLoginProfile({ UserName, Password });
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({ AccountPasswordPresent: 0 });
  });

  it("is stored only as a salted scrypt hash", async () => {
    const file = temporaryFile();
    const { iam, service } = await startWithAlice(file);
    await iam.createUser({ UserName: "bob" });
    for (const name of ["alice", "bob"]) await iam.createLoginProfile({ UserName: name, Password });
    await service.close();
    expect(readFileSync(file).includes(Password)).toBe(false);
    const database = new DatabaseSync(file);
    const hashes = database.prepare("SELECT password_hash FROM login_profiles").all();
    database.close();
    const texts = hashes.map((row) => String(row["password_hash"]));
    expect(new Set(texts).size).toBe(2);
    for (const text of texts) {
      const [scheme, N, r, p, salt = "", hash] = text.split("$");
      const parameters = { N: Number(N), r: Number(r), p: Number(p) };
      expect([scheme, hash]).toEqual([
        "scrypt",
        scryptSync(Password, Buffer.from(salt, "base64"), 32, parameters).toString("base64"),
      ]);
    }
  });
});
