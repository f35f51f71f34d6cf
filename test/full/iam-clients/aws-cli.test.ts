import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommand, startCommand, temporaryFolder } from "../../support/command.ts";
import { describeWithPeer } from "../../support/peers.ts";
import { runClient, startIam } from "./iam-command.ts";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const permissions = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});
const readers = "arn:aws:iam::123456789012:policy/cli-readers";

describeWithPeer("awsCli")("the AWS CLI", () => {
  const stack = new AsyncDisposableStack();
  let url = "";
  beforeAll(async () => {
    ({ url } = stack.use(await startIam()));
  });
  afterAll(() => stack.disposeAsync());

  /** Runs `aws` with a line of words and more arguments. Returns its output as text. */
  const print = (line: string, ...args: readonly string[]) =>
    runClient("aws", ["--endpoint-url", url, ...line.split(" "), ...args]);
  /** Returns the value of its output, or undefined without output. */
  const aws = async (line: string, ...args: readonly string[]) => {
    const text = await print(line, ...args);
    return text.trim() === "" ? undefined : JSON.parse(text);
  };

  it("identifies its caller, with which most scripts begin", async () => {
    expect(await aws("sts get-caller-identity")).toEqual({
      UserId: "123456789012",
      Account: "123456789012",
      Arn: "arn:aws:iam::123456789012:root",
    });
  });

  it("creates a role with a policy and an instance profile, waits for each, and reads documents as objects", async () => {
    await aws("iam create-role --role-name cli-role --assume-role-policy-document", trust);
    await aws("iam wait role-exists --role-name cli-role");
    await aws("iam create-policy --policy-name cli-readers --policy-document", permissions);
    await aws(`iam wait policy-exists --policy-arn ${readers}`);
    await aws(`iam attach-role-policy --role-name cli-role --policy-arn ${readers}`);
    await aws("iam create-instance-profile --instance-profile-name cli-profile");
    await aws("iam wait instance-profile-exists --instance-profile-name cli-profile");
    await aws("iam add-role-to-instance-profile --instance-profile-name cli-profile --role-name cli-role");

    expect(await aws("iam list-attached-role-policies --role-name cli-role")).toEqual({
      AttachedPolicies: [{ PolicyName: "cli-readers", PolicyArn: readers }],
    });
    expect(await aws("iam get-role --role-name cli-role --query Role.AssumeRolePolicyDocument")).toEqual(
      JSON.parse(trust),
    );
    expect(
      await aws(`iam get-policy-version --policy-arn ${readers} --version-id v1 --query PolicyVersion.Document`),
    ).toEqual(JSON.parse(permissions));
    expect(
      await print("iam list-instance-profiles-for-role --role-name cli-role --output text --query", profileQuery),
    ).toBe("cli-profile\tcli-role\n");
  });

  it("deletes a user with everything that AWS's documentation lists, in its order", async () => {
    const name = "--user-name cli.leaver";
    await aws(`iam create-user ${name}`);
    await aws(`iam wait user-exists ${name}`);
    await aws(`iam create-login-profile ${name} --password A-long-Passw0rd`);
    const key = await aws(`iam create-access-key ${name}`);
    await aws(`iam put-user-policy ${name} --policy-name inline --policy-document`, permissions);
    await aws(`iam attach-user-policy ${name} --policy-arn ${readers}`);
    await expect(print(`iam delete-user ${name}`)).rejects.toThrow(
      "An error occurred (DeleteConflict) when calling the DeleteUser operation",
    );

    expect(await aws(`iam list-user-policies ${name}`)).toEqual({ PolicyNames: ["inline"] });
    for (const empty of ["list-signing-certificates", "list-ssh-public-keys", "list-service-specific-credentials"]) {
      expect(Object.values(await aws(`iam ${empty} ${name}`))[0]).toEqual([]);
    }
    await aws(`iam delete-login-profile ${name}`);
    await aws(`iam delete-access-key ${name} --access-key-id ${key.AccessKey.AccessKeyId}`);
    await aws(`iam delete-user-policy ${name} --policy-name inline`);
    await aws(`iam detach-user-policy ${name} --policy-arn ${readers}`);
    await aws(`iam delete-user ${name}`);
    await expect(print(`iam get-user ${name}`)).rejects.toThrow(
      "An error occurred (NoSuchEntity) when calling the GetUser operation: The user with name cli.leaver cannot be found.",
    );
  });

  it("reads the whole account, in pages", async () => {
    const details = await aws("iam get-account-authorization-details --page-size 1");
    const whole = await aws("iam get-account-authorization-details --no-paginate");
    expect(whole.IsTruncated).toBe(false);
    expect(details.RoleDetailList).toEqual(whole.RoleDetailList);
    expect(details.Policies).toEqual(whole.Policies);
    expect(details).toMatchObject({
      RoleDetailList: [{ RoleName: "cli-role", AssumeRolePolicyDocument: JSON.parse(trust) }],
      Policies: [{ PolicyName: "cli-readers", PolicyVersionList: [{ Document: JSON.parse(permissions) }] }],
    });
  });

  it("prints the whole account, from which `iamql iam import` makes an equal one", async () => {
    await using temporary = await temporaryFolder();
    const env = { IAMQL_EMBEDDED_IAM_FILE: temporary.file("copy.sqlite") };
    const source = temporary.file("account.json");
    const printed = await print("iam get-account-authorization-details");
    await writeFile(source, printed);
    expect(await runCommand(["iam", "import", source], env)).toMatchObject({ code: 0, stderr: "" });
    await using copy = await startCommand(["iam"], env);
    const copied = ["--endpoint-url", String(copy.ready.iam), "iam", "get-account-authorization-details"];
    expect(JSON.parse(await runClient("aws", copied))).toEqual(JSON.parse(printed));
  });
});

const profileQuery = "InstanceProfiles[].[InstanceProfileName, Roles[0].RoleName]";
