import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { codes, codesAt, createDevice, type Device, enable, wrongCodes } from "../authenticator.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createUser({ iam, name, path }: Sandbox, label = "alice"): Promise<string> {
  await iam.createUser({ UserName: name(label), Path: path });
  return name(label);
}

/** Resynchronizes a device with the codes of a step and of the next one. */
function resync({ iam }: Sandbox, UserName: string, device: Device, step: number): Promise<string> {
  const { SerialNumber } = device;
  return refusalOf(iam.resyncMFADevice({ UserName, SerialNumber, ...codesAt(device, step) }));
}

const garbage = { AuthenticationCode1: "000000", AuthenticationCode2: "000000" };
const invalidCode = "403 InvalidAuthenticationCode: Authentication code for device is not valid.";
const invalidForUser = "404 NoSuchEntity: MFA Device invalid for user.";
const inUse = "409 EntityAlreadyExists: MFA Device is already in use.";
const userNotFound = (name: string) => `404 NoSuchEntity: The user with name ${name} cannot be found.`;

// "EnableMFADevice", "DeactivateMFADevice", "ListMFADevices" (9) and "seeds" (10): recorded on AWS, 2026-02, or captured from
// AWS, 2026-09, if a comment says so.
export const mfaDeviceScenarios: Scenarios = {
  "EnableMFADevice accepts the codes of the previous and the current step, and ListMFADevices shows the device": async (
    box,
  ) => {
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

  "EnableMFADevice checks that the user exists before it checks the codes": async (box) => {
    const { SerialNumber } = await createDevice(box, "phone");
    const UserName = box.name("missing");
    expect(await refusalOf(box.iam.enableMFADevice({ UserName, SerialNumber, ...garbage }))).toBe(
      userNotFound(UserName),
    );
  },

  // Captured.
  "EnableMFADevice rejects a device in use, with one text for its user and another for other users": async (box) => {
    const [alice, bob] = [await createUser(box, "alice"), await createUser(box, "bob")];
    const device = await createDevice(box, "phone");
    await enable(box, alice, device);
    expect(await refusalOf(enable(box, alice, device))).toBe(
      `409 EntityAlreadyExists: MFA Device for user ${alice} already exists.`,
    );
    expect(await refusalOf(enable(box, bob, device))).toBe(inUse);
  },

  // Captured.
  "EnableMFADevice rejects wrong codes, swapped codes, and one code twice": async (box) => {
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
      expect(await refusalOf(box.iam.enableMFADevice({ UserName, SerialNumber, ...pair }))).toBe(invalidCode);
    }
    expect((await box.iam.listMFADevices({ UserName })).MFADevices).toEqual([]);
  },

  // Captured.
  "ResyncMFADevice accepts only codes that are newer than the last pair, near the clock that the last pair shows":
    async (box) => {
      const UserName = await createUser(box);
      const device = await createDevice(box, "phone");
      await enable(box, UserName, device);
      const { lastStep } = device;
      expect(await resync(box, UserName, device, lastStep - 1)).toBe(invalidCode);
      expect(await resync(box, UserName, device, lastStep)).toBe(invalidCode);
      expect(await resync(box, UserName, device, lastStep + 600)).toBe("no refusal");
      expect(await resync(box, UserName, device, lastStep + 1200)).toBe("no refusal");
      expect(await resync(box, UserName, device, lastStep + 1100)).toBe(invalidCode);
    },

  // Captured.
  "EnableMFADevice rejects used codes for another user after DeactivateMFADevice": async (box) => {
    const [alice, bob] = [await createUser(box, "alice"), await createUser(box, "bob")];
    const device = await createDevice(box, "phone");
    const { SerialNumber } = device;
    await enable(box, alice, device);
    await box.iam.deactivateMFADevice({ UserName: alice, SerialNumber });
    const used = codesAt(device, device.lastStep - 1);
    expect(await refusalOf(box.iam.enableMFADevice({ UserName: bob, SerialNumber, ...used }))).toBe(invalidCode);
    expect(await refusalOf(enable(box, bob, device))).toBe("no refusal");
  },

  // Captured.
  "DeactivateMFADevice and ResyncMFADevice reject an unassigned device, and another user's device": async (box) => {
    const [alice, bob] = [await createUser(box, "alice"), await createUser(box, "bob")];
    const device = await createDevice(box, "phone");
    const { SerialNumber } = device;
    const refusals = async (UserName: string) => [
      await refusalOf(box.iam.deactivateMFADevice({ UserName, SerialNumber })),
      await refusalOf(box.iam.resyncMFADevice({ UserName, SerialNumber, ...(await codes(device)) })),
    ];
    expect(await refusals(alice)).toEqual([invalidForUser, invalidForUser]);
    await enable(box, alice, device);
    expect(await refusals(bob)).toEqual([invalidForUser, invalidForUser]);
  },

  // Captured.
  "GetMFADevice rejects the serial number of a virtual device": async (box) => {
    const UserName = await createUser(box);
    const device = await createDevice(box, "phone");
    await enable(box, UserName, device);
    expect(await refusalOf(box.iam.getMFADevice({ UserName, SerialNumber: device.SerialNumber }))).toBe(
      "400 ValidationError: The MFA device serial number sent in the request is invalid or not supported by this API. Currently, only hardware FIDO security keys are supported. Please use the compatible device or API.",
    );
  },

  "DeactivateMFADevice removes the device from the user": async (box) => {
    const UserName = await createUser(box);
    const device = await createDevice(box, "phone");
    await enable(box, UserName, device);
    await box.iam.deactivateMFADevice({ UserName, SerialNumber: device.SerialNumber });
    expect((await box.iam.listMFADevices({ UserName })).MFADevices).toEqual([]);
  },

  "DeactivateMFADevice says which device does not exist, after it has checked the user": async (box) => {
    const [UserName, missing] = [await createUser(box), box.name("missing")];
    const SerialNumber = `arn:aws:iam::${box.accountId}:mfa/${box.name("no-phone")}`;
    expect(await refusalOf(box.iam.deactivateMFADevice({ UserName, SerialNumber }))).toBe(
      `404 NoSuchEntity: MFA Device with serial number ${SerialNumber} does not exist.`,
    );
    expect(await refusalOf(box.iam.deactivateMFADevice({ UserName: missing, SerialNumber }))).toBe(
      userNotFound(missing),
    );
  },
};
