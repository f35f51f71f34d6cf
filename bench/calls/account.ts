import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateOpenIDConnectProviderCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { TOTP } from "otpauth";
import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";

export const USERS = 5000;
export const DEVICES = 3000;
export const GROUPS = 20;
export const PROVIDERS = 40;

/** The name of a user by its place. */
export function userName(place: number): string {
  return `user-${String(place).padStart(4, "0")}`;
}

/**
 * Makes a database of 5,000 users, all with tags and two of 20 groups, six in ten with a virtual device, and 40 providers, by
 * the SDK's own calls.
 */
export async function makeAccount(file: string): Promise<void> {
  const iam = await createEmbeddedIam({ file });
  const client = new IAMClient({
    region: "us-east-1",
    credentials: iam.rootCredentials,
    requestHandler: iam.requestHandler,
  });
  for (let place = 0; place < GROUPS; place++) {
    await client.send(new CreateGroupCommand({ GroupName: `group-${place}`, Path: "/teams/" }));
  }
  for (let place = 0; place < USERS; place++) {
    const UserName = userName(place);
    const Tags = [
      { Key: "Team", Value: `team-${place % GROUPS}` },
      { Key: "CostCentre", Value: String(place) },
    ];
    await client.send(new CreateUserCommand({ UserName, Path: "/people/", Tags }));
    for (const group of [place % GROUPS, (place + 7) % GROUPS]) {
      await client.send(new AddUserToGroupCommand({ UserName, GroupName: `group-${group}` }));
    }
    if (place % 5 < 3) await enableDevice(client, UserName);
  }
  for (let place = 0; place < PROVIDERS; place++) {
    await client.send(
      new CreateOpenIDConnectProviderCommand({
        Url: `https://issuer-${place}.example.com`,
        ClientIDList: ["console", "cli"],
        ThumbprintList: ["0123456789abcdef0123456789abcdef01234567"],
      }),
    );
  }
  client.destroy();
  await iam.close();
}

async function enableDevice(client: IAMClient, UserName: string): Promise<void> {
  const { VirtualMFADevice } = await client.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }));
  const secret = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString("ascii");
  const code = (timestamp: number) => TOTP.generate({ secret: secretOf(secret), timestamp });
  await client.send(
    new EnableMFADeviceCommand({
      UserName,
      SerialNumber: VirtualMFADevice?.SerialNumber,
      AuthenticationCode1: code(Date.now() - 30_000),
      AuthenticationCode2: code(Date.now()),
    }),
  );
}

function secretOf(base32: string) {
  return new TOTP({ secret: base32 }).secret;
}
