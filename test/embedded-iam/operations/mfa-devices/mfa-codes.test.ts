import { describe, expect, it } from "vitest";
import { codeAt, stepAt } from "../../../../src/embedded-iam/totp.ts";
import { refusalOf, startService, temporaryFile } from "../../test-service.ts";
import { createDevice, invalidCode, phone, startWithUserAndDevice } from "./mfa-scene.ts";

describe("ResyncMFADevice", () => {
  it.each([
    [1000, "no refusal"],
    [1001, invalidCode],
  ])("accepts a second code up to 1000 steps ahead of the device's clock: %i", async (second, outcome) => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    expect(await refusalOf(iam.resyncMFADevice(pair(second - 1)))).toBe(outcome);
  });

  it.each([
    [-998, "no refusal"],
    [-999, invalidCode],
  ])("accepts a second code up to 998 steps behind the device's clock: %i", async (second, outcome) => {
    const { iam, clock, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    clock.now = new Date(clock.now.getTime() + 1100 * 30_000);
    expect(await refusalOf(iam.resyncMFADevice(pair(second - 1)))).toBe(outcome);
  });

  it("searches around the device's own clock, according to the last accepted pair", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(599));
    for (const step of [1199, 1799, 1801]) expect(await refusalOf(iam.resyncMFADevice(pair(step)))).toBe("no refusal");
    // The clock is 1802 steps ahead.
    expect(await refusalOf(iam.resyncMFADevice(pair(2802)))).toBe(invalidCode);
    expect(await refusalOf(iam.resyncMFADevice(pair(2801)))).toBe("no refusal");
  });

  it("accepts only the owner of the device", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    expect(await refusalOf(iam.resyncMFADevice(pair(0)))).toBe("404 NoSuchEntity: MFA Device invalid for user.");
  });
});

describe("the used codes of a device", () => {
  const device = { UserName: "alice", SerialNumber: phone };

  it("make ResyncMFADevice accept only pairs newer than the last accepted code", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    for (const step of [-3, -2, -1, 0]) expect(await refusalOf(iam.resyncMFADevice(pair(step)))).toBe(invalidCode);
    expect(await refusalOf(iam.resyncMFADevice(pair(1)))).toBe("no refusal");
    expect(await refusalOf(iam.resyncMFADevice(pair(2)))).toBe(invalidCode);
    expect(await refusalOf(iam.resyncMFADevice(pair(3)))).toBe("no refusal");
  });

  it("stay used for EnableMFADevice after DeactivateMFADevice", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    await iam.deactivateMFADevice(device);
    for (const step of [-1, 0]) expect(await refusalOf(iam.enableMFADevice(pair(step)))).toBe(invalidCode);
    expect(await refusalOf(iam.enableMFADevice(pair(1)))).toBe("no refusal");
  });

  it("stay used for another user", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.createUser({ UserName: "bob" });
    await iam.enableMFADevice(pair(-1));
    await iam.deactivateMFADevice(device);
    expect(await refusalOf(iam.enableMFADevice({ ...pair(-1), UserName: "bob" }))).toBe(invalidCode);
    expect(await refusalOf(iam.enableMFADevice({ ...pair(1), UserName: "bob" }))).toBe("no refusal");
  });

  it("do not include rejected pairs", async () => {
    const { iam, pair } = await startWithUserAndDevice({ quotas: { mfaDevicesPerUser: 0 } });
    expect(await refusalOf(iam.enableMFADevice(pair(5)))).toContain("LimitExceeded");
    expect(await refusalOf(iam.resyncMFADevice(pair(5)))).toContain("NoSuchEntity");
    const other = await startWithUserAndDevice();
    expect(await refusalOf(other.iam.enableMFADevice(other.pair(5, 4)))).toBe(invalidCode);
    expect(await refusalOf(other.iam.enableMFADevice(other.pair(-1)))).toBe("no refusal");
  });

  it("are deleted with the device: a new one of the same name has another seed and no used codes", async () => {
    const { iam, clock, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    await iam.deactivateMFADevice(device);
    await iam.deleteVirtualMFADevice({ SerialNumber: phone });
    const seed = await createDevice(iam);
    const [AuthenticationCode1, AuthenticationCode2] = [-1, 0].map((step) => codeAt(seed, stepAt(clock.now) + step));
    const enabled = iam.enableMFADevice({ ...device, AuthenticationCode1, AuthenticationCode2 });
    expect(await refusalOf(enabled)).toBe("no refusal");
  });

  it("are kept after a restart, like the drift of the device's clock", async () => {
    const file = temporaryFile();
    const first = await startWithUserAndDevice({ file });
    await first.iam.enableMFADevice(first.pair(499));
    await first.service.close();
    const { iam } = await startService({ file });
    expect(await refusalOf(iam.resyncMFADevice(first.pair(500)))).toBe(invalidCode);
    // The clock is 500 steps ahead.
    expect(await refusalOf(iam.resyncMFADevice(first.pair(1499)))).toBe("no refusal");
  });

  it("outlive the assignment, like the drift of the device's clock", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(599));
    await iam.deactivateMFADevice(device);
    expect(await refusalOf(iam.enableMFADevice(pair(600)))).toBe(invalidCode);
    expect(await refusalOf(iam.enableMFADevice(pair(1599)))).toBe("no refusal");
  });
});
