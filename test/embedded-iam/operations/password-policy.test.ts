import { describe, expect, it } from "vitest";
import { refusalOf, sdkClient, startService } from "../test-service.ts";

const UserName = "alice";
const Password = "correct-Horse-7";
const refused = "400 PasswordPolicyViolation: Password does not conform to the account password policy.";

describe("the account's password policy", () => {
  const notFound = "404 NoSuchEntity: The Password Policy with domain name 123456789012 cannot be found.";

  it("does not exist until it is set, and after it was deleted", async () => {
    const { iam } = await startService();
    expect(await refusalOf(iam.getAccountPasswordPolicy({}))).toBe(notFound);
    expect(await refusalOf(iam.deleteAccountPasswordPolicy({}))).toBe(
      "404 NoSuchEntity: The account policy with name PasswordPolicy cannot be found.",
    );
    await iam.updateAccountPasswordPolicy({});
    await iam.deleteAccountPasswordPolicy({});
    expect(await refusalOf(iam.getAccountPasswordPolicy({}))).toBe(notFound);
  });

  it("has IAM's defaults, without the settings that were not given", async () => {
    const { iam } = await startService();
    await iam.updateAccountPasswordPolicy({});
    expect((await iam.getAccountPasswordPolicy({})).PasswordPolicy).toEqual({
      MinimumPasswordLength: 6,
      RequireSymbols: false,
      RequireNumbers: false,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: false,
    });
  });

  it("is replaced as a whole", async () => {
    const { iam } = await startService();
    const policy = {
      MinimumPasswordLength: 10,
      RequireSymbols: true,
      RequireNumbers: true,
      RequireUppercaseCharacters: true,
      RequireLowercaseCharacters: true,
      AllowUsersToChangePassword: true,
      MaxPasswordAge: 60,
      PasswordReusePrevention: 3,
      HardExpiry: true,
    };
    await iam.updateAccountPasswordPolicy(policy);
    expect((await iam.getAccountPasswordPolicy({})).PasswordPolicy).toEqual({ ...policy, ExpirePasswords: true });
    await iam.updateAccountPasswordPolicy({ HardExpiry: false });
    expect((await iam.getAccountPasswordPolicy({})).PasswordPolicy).toEqual({
      MinimumPasswordLength: 6,
      RequireSymbols: false,
      RequireNumbers: false,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: false,
      HardExpiry: false,
    });
  });

  it.each([
    [{ MinimumPasswordLength: 12 }, "short-Pass1", "long-enough-1"],
    [{ RequireNumbers: true }, "no-Numbers-here", "abcde1"],
    [{ RequireSymbols: true }, "NoSymbols1", "abcde!"],
    [{ RequireUppercaseCharacters: true }, "lower-1-case", "ABCDEF"],
    [{ RequireLowercaseCharacters: true }, "UPPER-1-CASE", "abcdef"],
  ])("%j applies to new and to changed login profiles", async (policy, bad, good) => {
    const { iam } = await startService();
    await iam.createUser({ UserName });
    await iam.updateAccountPasswordPolicy(policy);
    expect(await refusalOf(iam.createLoginProfile({ UserName, Password: bad }))).toBe(refused);
    await iam.createLoginProfile({ UserName, Password: good });
    expect(await refusalOf(iam.updateLoginProfile({ UserName, Password: bad }))).toBe(refused);
    await iam.deleteAccountPasswordPolicy({});
    expect(await refusalOf(iam.updateLoginProfile({ UserName, Password: "weak" }))).toBe(refused);
  });

  it("can prevent the reuse of the latest passwords", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName });
    await iam.updateAccountPasswordPolicy({ PasswordReusePrevention: 2 });
    await iam.createLoginProfile({ UserName, Password: "first-1" });
    await iam.updateLoginProfile({ UserName, Password: "second-2" });
    for (const again of ["first-1", "second-2"]) {
      expect(await refusalOf(iam.updateLoginProfile({ UserName, Password: again }))).toBe(refused);
    }
    await iam.updateLoginProfile({ UserName, Password: "third-3" });
    expect(await refusalOf(iam.updateLoginProfile({ UserName, Password: "second-2" }))).toBe(refused);
    expect(await refusalOf(iam.updateLoginProfile({ UserName, Password: "first-1" }))).toBe("no refusal");
  });

  it("shows in the credential report when a password must be changed", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName });
    await iam.createLoginProfile({ UserName, Password });
    await iam.updateAccountPasswordPolicy({ MaxPasswordAge: 30 });
    await iam.generateCredentialReport({});
    await iam.generateCredentialReport({});
    const report = Buffer.from((await iam.getCredentialReport({})).Content ?? []).toString();
    const [header = "", , row = ""] = report.split("\n");
    const column = header.split(",").indexOf("password_next_rotation");
    expect(row.split(",")[column]).toBe("2026-03-31T10:00:00Z");
  });
});

describe("ChangePassword", () => {
  async function startWithAlice() {
    const test = await startService();
    const { iam, service, clock } = test;
    await iam.createUser({ UserName });
    await iam.createLoginProfile({ UserName, Password, PasswordResetRequired: true });
    const { AccessKey } = await iam.createAccessKey({ UserName });
    const keys = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    return { ...test, alice: sdkClient(service, keys, clock) };
  }

  it("changes the caller's own password, after which no reset is required", async () => {
    const { iam, alice } = await startWithAlice();
    await alice.changePassword({ OldPassword: Password, NewPassword: "another-Horse-8" });
    expect((await iam.getLoginProfile({ UserName })).LoginProfile?.PasswordResetRequired).toBe(false);
    expect(await refusalOf(alice.changePassword({ OldPassword: Password, NewPassword: "third-Horse-9" }))).toContain(
      "403 AccessDenied",
    );
    await alice.changePassword({ OldPassword: "another-Horse-8", NewPassword: "third-Horse-9" });
  });

  it("rejects a wrong old password and the same new one, and applies the policy", async () => {
    const { iam, alice } = await startWithAlice();
    const change = (OldPassword: string, NewPassword: string) =>
      refusalOf(alice.changePassword({ OldPassword, NewPassword }));
    expect(await change("wrong-Horse-7", "another-Horse-8")).toBe("403 AccessDenied: The old password was incorrect.");
    expect(await change(Password, Password)).toContain("403 AccessDenied");
    expect(await change(Password, "weak")).toBe(refused);
    await iam.updateAccountPasswordPolicy({ MinimumPasswordLength: 20 });
    expect(await change(Password, "another-Horse-8")).toBe(refused);
    expect((await iam.getLoginProfile({ UserName })).LoginProfile?.PasswordResetRequired).toBe(true);
  });

  it("changes the password once if two calls prove the same old one at the same time", async () => {
    const { alice } = await startWithAlice();
    const refusals = ["another-Horse-8", "third-Horse-9"].map((NewPassword) =>
      refusalOf(alice.changePassword({ OldPassword: Password, NewPassword })),
    );
    expect((await Promise.all(refusals)).sort()).toEqual([
      "403 AccessDenied: The old password was incorrect.",
      "no refusal",
    ]);
  });

  it("needs a user with a login profile as the caller", async () => {
    const { iam, alice } = await startWithAlice();
    const input = { OldPassword: Password, NewPassword: "another-Horse-8" };
    expect(await refusalOf(iam.changePassword(input))).toContain("400 InvalidUserType");
    await iam.deleteLoginProfile({ UserName });
    expect(await refusalOf(alice.changePassword(input))).toBe(
      "404 NoSuchEntity: Login Profile for User alice cannot be found.",
    );
  });
});
