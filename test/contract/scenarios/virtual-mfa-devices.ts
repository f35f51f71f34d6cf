import type { AssignmentStatusType } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { createDevice, enable } from "../authenticator.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

/** The entries of this sandbox's devices among all devices of the account with that status. */
async function listed({ iam, path }: Sandbox, AssignmentStatus?: AssignmentStatusType) {
  const entries = [];
  for (let Marker: string | undefined; ; ) {
    const page = await iam.listVirtualMFADevices({ AssignmentStatus, Marker });
    entries.push(...(page.VirtualMFADevices ?? []).filter((entry) => entry.SerialNumber?.includes(`:mfa${path}`)));
    if (page.IsTruncated !== true) return entries;
    Marker = page.Marker;
  }
}

async function assignDevice(box: Sandbox) {
  const UserName = box.name("alice");
  const { User } = await box.iam.createUser({ UserName, Path: box.path, Tags: [{ Key: "a", Value: "b" }] });
  const device = await createDevice(box, "phone");
  await enable(box, UserName, device);
  return { UserName, User, SerialNumber: device.SerialNumber };
}

// "Virtual MFA devices" (9): recorded on AWS, 2026-02, or captured from AWS, 2026-09, if a comment says so.
export const virtualMfaDeviceScenarios: Scenarios = {
  "CreateVirtualMFADevice returns only serial number, seed and QR code": async (box) => {
    const VirtualMFADeviceName = box.name("phone");
    const { VirtualMFADevice } = await box.iam.createVirtualMFADevice({ VirtualMFADeviceName, Path: box.path });
    expect(Object.keys(VirtualMFADevice ?? {}).sort()).toEqual(["Base32StringSeed", "QRCodePNG", "SerialNumber"]);
    expect(VirtualMFADevice?.SerialNumber).toBe(`arn:aws:iam::${box.accountId}:mfa${box.path}${VirtualMFADeviceName}`);
    expect(Buffer.from(VirtualMFADevice?.QRCodePNG ?? []).toString("latin1", 1, 4)).toBe("PNG");
  },

  "the bytes of the seed are base32 text without padding": async (box) => {
    expect((await createDevice(box, "phone")).seed).toMatch(/^([A-Z2-7]{8})+$/);
  },

  // Also captured.
  "CreateVirtualMFADevice rejects a device that exists": async (box) => {
    await createDevice(box, "phone");
    expect(await refusalOf(createDevice(box, "phone"))).toBe("409 EntityAlreadyExists: MFA device already exists.");
  },

  "a path may have empty segments": async ({ iam, name, accountId, path }) => {
    const VirtualMFADeviceName = name("phone");
    const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName, Path: `${path}/double/` });
    const serial = `arn:aws:iam::${accountId}:mfa${path}/double/${VirtualMFADeviceName}`;
    expect(VirtualMFADevice?.SerialNumber).toBe(serial);
  },

  "ListVirtualMFADevices returns only the serial number of an unassigned device": async (box) => {
    const { SerialNumber } = await createDevice(box, "phone");
    expect(await listed(box)).toEqual([{ SerialNumber }]);
    expect(await listed(box, "Any")).toEqual([{ SerialNumber }]);
    expect(await listed(box, "Unassigned")).toEqual([{ SerialNumber }]);
    expect(await listed(box, "Assigned")).toEqual([]);
  },

  "ListVirtualMFADevices returns user and date of an assigned device, without the user's tags": async (box) => {
    const { User, SerialNumber } = await assignDevice(box);
    const { Tags, ...user } = User ?? {};
    expect(Tags).toHaveLength(1);
    const entry = { SerialNumber, EnableDate: expect.any(Date), User: user };
    expect(await listed(box, "Assigned")).toEqual([entry]);
    expect(await listed(box)).toEqual([entry]);
    expect(await listed(box, "Unassigned")).toEqual([]);
  },

  "a deactivated device is unassigned, without user and date": async (box) => {
    const { UserName, SerialNumber } = await assignDevice(box);
    await box.iam.deactivateMFADevice({ UserName, SerialNumber });
    expect(await listed(box, "Assigned")).toEqual([]);
    expect(await listed(box, "Unassigned")).toEqual([{ SerialNumber }]);
  },

  "ListVirtualMFADevices rejects a marker that it did not return": async ({ iam }) => {
    expect(await refusalOf(iam.listVirtualMFADevices({ Marker: "invalid-marker-value" }))).toBe(
      "400 ValidationError: Invalid Marker.",
    );
  },

  // Captured.
  "DeleteVirtualMFADevice rejects an assigned device": async (box) => {
    const { SerialNumber } = await assignDevice(box);
    expect(await refusalOf(box.iam.deleteVirtualMFADevice({ SerialNumber }))).toBe(
      "409 DeleteConflict: MFA VirtualDevice in use. Must deactivate first.",
    );
  },

  "DeleteVirtualMFADevice fails the second time, and says which device does not exist": async (box) => {
    const { SerialNumber } = await createDevice(box, "phone");
    await box.iam.deleteVirtualMFADevice({ SerialNumber });
    expect(await listed(box)).toEqual([]);
    expect(await refusalOf(box.iam.deleteVirtualMFADevice({ SerialNumber }))).toBe(
      `404 NoSuchEntity: MFA Device with serial number ${SerialNumber} does not exist.`,
    );
  },
};
