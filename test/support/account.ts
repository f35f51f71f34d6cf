import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GenerateCredentialReportCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { totp } from "./totp.ts";

/** Users named `<prefix>0000` and on, one after the other. */
export async function createUsers(admin: IAMClient, count: number, prefix = "user-", path = "/"): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, "0")}`);
  for (const UserName of names) {
    await admin.send(new CreateUserCommand({ UserName, Path: path, Tags: [{ Key: "Team", Value: UserName }] }));
  }
  return names;
}

export async function createGroup(admin: IAMClient, GroupName: string, members: readonly string[] = []): Promise<void> {
  await admin.send(new CreateGroupCommand({ GroupName }));
  for (const UserName of members) await admin.send(new AddUserToGroupCommand({ GroupName, UserName }));
}

/** A virtual device, enabled for `userName` with two real codes if one is given; its serial number. */
export async function createVirtualDevice(admin: IAMClient, name: string, userName?: string): Promise<string> {
  const { VirtualMFADevice } = await admin.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }));
  const serialNumber = VirtualMFADevice?.SerialNumber ?? "";
  if (userName !== undefined) {
    const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString("ascii");
    const step = Math.floor(Date.now() / 30_000);
    await admin.send(
      new EnableMFADeviceCommand({
        UserName: userName,
        SerialNumber: serialNumber,
        AuthenticationCode1: totp(seed, step - 1),
        AuthenticationCode2: totp(seed, step),
      }),
    );
  }
  return serialNumber;
}

/** An access key of the user, to sign with. */
export async function createAccessKey(admin: IAMClient, UserName: string) {
  const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

/** From now on, IAM has a credential report. */
export async function makeCredentialReport(admin: IAMClient): Promise<void> {
  // The first begins it, the second says that it is complete.
  for (let asked = 0; asked < 2; asked++) await admin.send(new GenerateCredentialReportCommand({}));
}
