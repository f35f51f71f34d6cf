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

/** Creates users named `<prefix>0000` and so on, in sequence. */
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

/** Creates a virtual device and returns its serial number. With `userName`, enables it for that user with two real codes. */
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

/** Creates an access key of the user. */
export async function createAccessKey(admin: IAMClient, UserName: string) {
  const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

/** Generates a credential report. */
export async function makeCredentialReport(admin: IAMClient): Promise<void> {
  // The first call starts the generation; the second reports that it is complete.
  for (let asked = 0; asked < 2; asked++) await admin.send(new GenerateCredentialReportCommand({}));
}
