import { describe, expect, it } from "vitest";
import { type EmbeddedIam, MfaDeviceError } from "../../../src/embedded-iam/index.ts";
import { codeAt, stepAt } from "../../../src/embedded-iam/totp.ts";
import { refusalOf, startService } from "../test-service.ts";

const account = "arn:aws:iam::123456789012";
const hardware = "GAHT12345678";
const fido = `${account}:u2f/user/alice/yubikey-ABCDEF`;
const rootDevice = `${account}:mfa/root-account-mfa-device`;
const seed = "A".repeat(32);

async function startWithAlice() {
  const test = await startService();
  await test.iam.createUser({ UserName: "alice" });
  /** The codes of the previous and the present time step, by the test's clock. */
  const codes = () => {
    const now = stepAt(test.clock.now);
    return { AuthenticationCode1: codeAt(seed, now - 1), AuthenticationCode2: codeAt(seed, now) };
  };
  return { ...test, codes };
}

/** Returns the error message that adding a device gives. */
function problemOf(service: EmbeddedIam, device: unknown): string {
  try {
    // The method accepts any value, such as JSON from the control endpoint.
    service.addMfaDevice(device as { serialNumber: string });
    return "no problem";
  } catch (error) {
    if (!(error instanceof MfaDeviceError)) throw error;
    return error.message;
  }
}

describe("an added hardware device", () => {
  it("stays unassigned until its codes are sent, and is listed only while it is assigned", async () => {
    const { iam, service, clock, codes } = await startWithAlice();
    const device = { UserName: "alice", SerialNumber: hardware };
    const summary = async () => (await iam.getAccountSummary({})).SummaryMap;
    expect(service.addMfaDevice({ serialNumber: hardware, seed })).toEqual({
      serialNumber: hardware,
      kind: "hardware",
    });
    expect(await summary()).toMatchObject({ MFADevices: 0, MFADevicesInUse: 0 });
    expect(await refusalOf(iam.enableMFADevice({ ...device, ...codes(), AuthenticationCode1: "000000" }))).toBe(
      "403 InvalidAuthenticationCode: Authentication code for device is not valid.",
    );
    await iam.enableMFADevice({ ...device, ...codes() });
    expect((await iam.listMFADevices({ UserName: "alice" })).MFADevices).toMatchObject([device]);
    expect((await iam.listVirtualMFADevices({})).VirtualMFADevices).toEqual([]);
    expect(await summary()).toMatchObject({ MFADevices: 1, MFADevicesInUse: 1, AccountMFAEnabled: 0 });
    const missing = `404 NoSuchEntity: MFA Device with serial number ${hardware} does not exist.`;
    expect(await refusalOf(iam.deleteVirtualMFADevice({ SerialNumber: hardware }))).toBe(missing);
    expect(await refusalOf(iam.tagMFADevice({ SerialNumber: hardware, Tags: [] }))).toBe(missing);
    await iam.deactivateMFADevice(device);
    expect(await summary()).toMatchObject({ MFADevices: 0, MFADevicesInUse: 0 });
    clock.now = new Date(clock.now.getTime() + 60_000);
    expect(await refusalOf(iam.enableMFADevice({ ...device, ...codes() }))).toBe("no refusal");
  });

  it("that is unassigned is enabled again for the given owner, with its existing seed", async () => {
    const { iam, service, codes } = await startWithAlice();
    await iam.createUser({ UserName: "bob" });
    service.addMfaDevice({ serialNumber: hardware, seed, userName: "alice" });
    expect(problemOf(service, { serialNumber: hardware, userName: "bob" })).toBe(
      `the device ${hardware} is already assigned`,
    );
    await iam.deactivateMFADevice({ UserName: "alice", SerialNumber: hardware });
    expect(problemOf(service, { serialNumber: hardware })).toBe(
      `a device with the serialNumber ${hardware} already exists`,
    );
    expect(problemOf(service, { serialNumber: hardware, userName: "bob", seed: "B".repeat(32) })).toBe(
      `expected no seed, or the seed of the existing device ${hardware}`,
    );
    const again = { serialNumber: hardware.toLowerCase(), userName: "bob", seed: seed.toLowerCase() };
    expect(service.addMfaDevice(again)).toEqual({ serialNumber: hardware, kind: "hardware" });
    const device = { UserName: "bob", SerialNumber: hardware };
    expect((await iam.listMFADevices({ UserName: "bob" })).MFADevices).toMatchObject([device]);
    expect(await refusalOf(iam.resyncMFADevice({ ...device, ...codes() }))).toBe("no refusal");
    await iam.deactivateMFADevice(device);
    expect(service.addMfaDevice({ serialNumber: hardware, root: true })).toEqual({
      serialNumber: hardware,
      kind: "hardware",
    });
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({ AccountMFAEnabled: 1, MFADevicesInUse: 1 });
  });

  it("that is enabled again counts towards the owner's quota, and stays unassigned if the quota is exceeded", async () => {
    const { iam, service } = await startWithAlice();
    service.addMfaDevice({ serialNumber: hardware });
    for (let n = 1; n <= 8; n++) service.addMfaDevice({ serialNumber: `${hardware}-${n}`, userName: "alice" });
    expect(problemOf(service, { serialNumber: hardware, userName: "alice" })).toBe(
      "Cannot exceed quota for MFADevicesPerUser: 8",
    );
    await iam.createUser({ UserName: "bob" });
    expect(problemOf(service, { serialNumber: hardware, userName: "bob" })).toBe("no problem");
  });

  it("with a user is enabled at once and counts towards the user's quota", async () => {
    const { iam, service, clock } = await startWithAlice();
    const { seed: random = "" } = service.addMfaDevice({ serialNumber: hardware, userName: "Alice" });
    expect(random).toMatch(/^[A-Z2-7]{64}$/);
    expect((await iam.listMFADevices({ UserName: "alice" })).MFADevices).toEqual([
      { UserName: "alice", SerialNumber: hardware, EnableDate: new Date("2026-03-01T10:00:00Z") },
    ]);
    const resync = iam.resyncMFADevice({
      UserName: "alice",
      SerialNumber: hardware,
      AuthenticationCode1: codeAt(random, stepAt(clock.now) - 1),
      AuthenticationCode2: codeAt(random, stepAt(clock.now)),
    });
    expect(await refusalOf(resync)).toBe("no refusal");
    for (let n = 2; n <= 8; n++) service.addMfaDevice({ serialNumber: `${hardware}-${n}`, userName: "alice" });
    expect(problemOf(service, { serialNumber: `${hardware}-9`, userName: "alice" })).toBe(
      "Cannot exceed quota for MFADevicesPerUser: 8",
    );
    // The rejected device was not added.
    expect(problemOf(service, { serialNumber: `${hardware}-9` })).toBe("no problem");
  });
});

describe("an added FIDO key", () => {
  it("is enabled for the user in its ARN at once, without codes", async () => {
    const { iam, service } = await startWithAlice();
    expect(service.addMfaDevice({ serialNumber: fido })).toEqual({ serialNumber: fido, kind: "fido" });
    const device = { UserName: "alice", SerialNumber: fido, EnableDate: new Date("2026-03-01T10:00:00Z") };
    expect((await iam.listMFADevices({ UserName: "alice" })).MFADevices).toEqual([device]);
    const { $metadata, ...got } = await iam.getMFADevice({ UserName: "alice", SerialNumber: fido });
    expect(got).toEqual(device);
    expect((await iam.listVirtualMFADevices({})).VirtualMFADevices).toEqual([]);
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({ MFADevices: 1, MFADevicesInUse: 1 });
    expect(await refusalOf(iam.deleteUser({ UserName: "alice" }))).toContain(
      "must remove tokens from principal first.",
    );
  });

  it("is deleted when it is deactivated", async () => {
    const { iam, service, codes } = await startWithAlice();
    service.addMfaDevice({ serialNumber: fido, userName: "alice" });
    const device = { UserName: "alice", SerialNumber: fido };
    await iam.deactivateMFADevice(device);
    expect(await refusalOf(iam.enableMFADevice({ ...device, ...codes() }))).toBe(
      `404 NoSuchEntity: MFA Device with serial number ${fido} does not exist.`,
    );
    expect(problemOf(service, { serialNumber: fido })).toBe("no problem");
  });
});

describe("a device added for the root user", () => {
  it("is listed without a user name, counts in the summary, and can be deactivated by the root user", async () => {
    const { iam, service } = await startService();
    service.addMfaDevice({ serialNumber: rootDevice, root: true, seed });
    service.addMfaDevice({ serialNumber: `${account}:u2f/root-user/key-1` });
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({
      AccountMFAEnabled: 1,
      MFADevices: 2,
      MFADevicesInUse: 2,
    });
    expect((await iam.listVirtualMFADevices({})).VirtualMFADevices).toEqual([
      {
        SerialNumber: rootDevice,
        User: { UserId: "123456789012", Arn: `${account}:root`, CreateDate: new Date("2026-03-01T10:00:00Z") },
        EnableDate: new Date("2026-03-01T10:00:00Z"),
      },
    ]);
    expect((await iam.listMFADevices({})).MFADevices).toHaveLength(2);
    await iam.deactivateMFADevice({ SerialNumber: rootDevice });
    await iam.deactivateMFADevice({ SerialNumber: `${account}:u2f/root-user/key-1` });
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({ AccountMFAEnabled: 0, MFADevices: 1 });
    expect((await iam.listVirtualMFADevices({ AssignmentStatus: "Unassigned" })).VirtualMFADevices).toEqual([
      { SerialNumber: rootDevice },
    ]);
  });
});

describe("an invalid device", () => {
  it.each([
    [null, "expected an object with a serialNumber"],
    [{}, "expected a serialNumber of 9 to 256 letters, digits and +=/:,.@_-"],
    [{ serialNumber: "short" }, "expected a serialNumber of 9 to 256 letters, digits and +=/:,.@_-"],
    [{ serialNumber: 123456789 }, "expected a string as serialNumber, but got: number"],
    [{ serialNumber: hardware, root: "yes" }, "expected a boolean as root, but got: string"],
    [{ serialNumber: hardware, user: "alice" }, "expected serialNumber, seed, userName, root, but got: user"],
    [{ serialNumber: hardware, seed: "not base32!" }, "expected a seed of 16 to 128 base32 characters (A-Z and 2-7)"],
    [{ serialNumber: hardware, userName: "ghost" }, "The user with name ghost cannot be found."],
    [{ serialNumber: hardware, userName: "alice", root: true }, "expected either userName or root, but got both"],
    [{ serialNumber: fido, seed }, "expected no seed: FIDO keys have none"],
    [{ serialNumber: fido, root: true }, "expected the owner in the ARN, the user alice, but got: the root user"],
    [
      { serialNumber: fido.replace("123456789012", "111122223333") },
      "expected an ARN arn:aws:iam::123456789012: followed by mfa/<name>, u2f/user/<user>/<id> or u2f/root-user/<id>, " +
        `but got: ${fido.replace("123456789012", "111122223333")}`,
    ],
    [{ serialNumber: `${account}:mfa/phone` }, `a device with the serialNumber ${account}:mfa/phone already exists`],
  ])("is rejected with the reason: %j", async (device, problem) => {
    const { iam, service } = await startWithAlice();
    await iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone" });
    expect(problemOf(service, device)).toBe(problem);
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({ MFADevices: 1, MFADevicesInUse: 0 });
  });
});
