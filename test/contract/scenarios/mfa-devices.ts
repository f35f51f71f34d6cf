import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { codes, createDevice, enable, wrongCodes } from "../authenticator.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createUser({ iam, name, path }: Sandbox, label = "alice"): Promise<string> {
  await iam.createUser({ UserName: name(label), Path: path });
  return name(label);
}

const garbage = { AuthenticationCode1: "000000", AuthenticationCode2: "000000" };
const inUse = "409 EntityAlreadyExists: MFA Device is already in use.";
const userNotFound = (name: string) => `404 NoSuchEntity: The user with name ${name} cannot be found.`;

// "EnableMFADevice", "DeactivateMFADevice", "ListMFADevices" (9) and "seeds" (10): recorded on AWS, 2026-02, unless a
// comment says otherwise.
export const mfaDeviceScenarios: Scenarios = {
  "EnableMFADevice takes the codes of the previous step and of this one, and ListMFADevices shows it": async (box) => {
    const UserName = await createUser(box);
    const device = await createDevice(box, "phone");
    expect((await box.iam.listMFADevices({ UserName })).MFADevices).toEqual([]);
    await enable(box, UserName, device);
    const { $metadata, ...answer } = await box.iam.listMFADevices({ UserName });
    const { SerialNumber } = device;
    expect(answer).toEqual({
      MFADevices: [{ UserName, SerialNumber, EnableDate: expect.any(Date) }],
      IsTruncated: false,
    });
  },

  "EnableMFADevice looks for the user first, whatever the codes": async (box) => {
    const { SerialNumber } = await createDevice(box, "phone");
    const UserName = box.name("nobody");
    expect(await refusalOf(box.iam.enableMFADevice({ UserName, SerialNumber, ...garbage }))).toBe(
      userNotFound(UserName),
    );
  },

  "EnableMFADevice refuses a device in use, by the same user and by another": async (box) => {
    const [alice, bob] = [await createUser(box, "alice"), await createUser(box, "bob")];
    const device = await createDevice(box, "phone");
    await enable(box, alice, device);
    expect(await refusalOf(enable(box, alice, device))).toBe(inUse);
    expect(await refusalOf(enable(box, bob, device))).toBe(inUse);
  },

  // Reported from AWS (its console).
  "EnableMFADevice refuses wrong codes, swapped ones and the same one twice": async (box) => {
    const UserName = await createUser(box);
    const device = await createDevice(box, "phone");
    const { AuthenticationCode1: older, AuthenticationCode2: newer } = await codes(device);
    const pairs = [
      wrongCodes(device),
      { AuthenticationCode1: newer, AuthenticationCode2: older },
      { AuthenticationCode1: newer, AuthenticationCode2: newer },
    ];
    for (const pair of pairs) {
      const { SerialNumber } = device;
      expect(await refusalOf(box.iam.enableMFADevice({ UserName, SerialNumber, ...pair }))).toBe(
        "403 InvalidAuthenticationCode: Authentication code for device is not valid.",
      );
    }
    expect((await box.iam.listMFADevices({ UserName })).MFADevices).toEqual([]);
  },

  "DeactivateMFADevice takes the device from the user": async (box) => {
    const UserName = await createUser(box);
    const device = await createDevice(box, "phone");
    await enable(box, UserName, device);
    await box.iam.deactivateMFADevice({ UserName, SerialNumber: device.SerialNumber });
    expect((await box.iam.listMFADevices({ UserName })).MFADevices).toEqual([]);
  },

  "DeactivateMFADevice says which device does not exist, and looks for the user first": async (box) => {
    const [UserName, nobody] = [await createUser(box), box.name("nobody")];
    const SerialNumber = `arn:aws:iam::${box.accountId}:mfa/${box.name("no-phone")}`;
    expect(await refusalOf(box.iam.deactivateMFADevice({ UserName, SerialNumber }))).toBe(
      `404 NoSuchEntity: MFA Device with serial number ${SerialNumber} does not exist.`,
    );
    expect(await refusalOf(box.iam.deactivateMFADevice({ UserName: nobody, SerialNumber }))).toBe(userNotFound(nobody));
  },
};
