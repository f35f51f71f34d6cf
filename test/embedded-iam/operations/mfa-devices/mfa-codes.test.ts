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

  it("searches around the device's own clock, as the pair accepted last shows it", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(599));
    for (const step of [1199, 1799, 1801]) expect(await refusalOf(iam.resyncMFADevice(pair(step)))).toBe("no refusal");
    // The clock is 1802 steps ahead.
    expect(await refusalOf(iam.resyncMFADevice(pair(2802)))).toBe(invalidCode);
    expect(await refusalOf(iam.resyncMFADevice(pair(2801)))).toBe("no refusal");
  });

  it("is for the user whose device it is", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    expect(await refusalOf(iam.resyncMFADevice(pair(0)))).toBe("404 NoSuchEntity: MFA Device invalid for user.");
  });
});

describe("a device's memory of used codes", () => {
  const device = { UserName: "alice", SerialNumber: phone };

  it("lets ResyncMFADevice accept only pairs newer than the second code accepted last", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    for (const step of [-3, -2, -1, 0]) expect(await refusalOf(iam.resyncMFADevice(pair(step)))).toBe(invalidCode);
    expect(await refusalOf(iam.resyncMFADevice(pair(1)))).toBe("no refusal");
    expect(await refusalOf(iam.resyncMFADevice(pair(2)))).toBe(invalidCode);
    expect(await refusalOf(iam.resyncMFADevice(pair(3)))).toBe("no refusal");
  });

  it("holds for EnableMFADevice after DeactivateMFADevice", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    await iam.deactivateMFADevice(device);
    for (const step of [-1, 0]) expect(await refusalOf(iam.enableMFADevice(pair(step)))).toBe(invalidCode);
    expect(await refusalOf(iam.enableMFADevice(pair(1)))).toBe("no refusal");
  });

  it("holds for another user", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.createUser({ UserName: "bob" });
    await iam.enableMFADevice(pair(-1));
    await iam.deactivateMFADevice(device);
    expect(await refusalOf(iam.enableMFADevice({ ...pair(-1), UserName: "bob" }))).toBe(invalidCode);
    expect(await refusalOf(iam.enableMFADevice({ ...pair(1), UserName: "bob" }))).toBe("no refusal");
  });

  it("does not count pairs that were refused", async () => {
    const { iam, pair } = await startWithUserAndDevice({ quotas: { mfaDevicesPerUser: 0 } });
    expect(await refusalOf(iam.enableMFADevice(pair(5)))).toContain("LimitExceeded");
    expect(await refusalOf(iam.resyncMFADevice(pair(5)))).toContain("NoSuchEntity");
    const other = await startWithUserAndDevice();
    expect(await refusalOf(other.iam.enableMFADevice(other.pair(5, 4)))).toBe(invalidCode);
    expect(await refusalOf(other.iam.enableMFADevice(other.pair(-1)))).toBe("no refusal");
  });

  it("goes with a deleted device: one of the same name has another seed and no used codes", async () => {
    const { iam, clock, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    await iam.deactivateMFADevice(device);
    await iam.deleteVirtualMFADevice({ SerialNumber: phone });
    const seed = await createDevice(iam);
    const [AuthenticationCode1, AuthenticationCode2] = [-1, 0].map((step) => codeAt(seed, stepAt(clock.now) + step));
    const enabled = iam.enableMFADevice({ ...device, AuthenticationCode1, AuthenticationCode2 });
    expect(await refusalOf(enabled)).toBe("no refusal");
  });

  it("outlives a restart, and so does the drift of the device's clock", async () => {
    const file = temporaryFile();
    const first = await startWithUserAndDevice({ file });
    await first.iam.enableMFADevice(first.pair(499));
    await first.service.close();
    const { iam } = await startService({ file });
    expect(await refusalOf(iam.resyncMFADevice(first.pair(500)))).toBe(invalidCode);
    // The clock is 500 steps ahead.
    expect(await refusalOf(iam.resyncMFADevice(first.pair(1499)))).toBe("no refusal");
  });

  it("and the drift of its clock outlive the assignment", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(599));
    await iam.deactivateMFADevice(device);
    expect(await refusalOf(iam.enableMFADevice(pair(600)))).toBe(invalidCode);
    expect(await refusalOf(iam.enableMFADevice(pair(1599)))).toBe("no refusal");
  });
});
