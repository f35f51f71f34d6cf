import { describe, expect, it } from "vitest";
import { codeAt, stepAt } from "../../../../src/embedded-iam/totp.ts";
import { refusalOf, sdkClient } from "../../test-service.ts";
import { createDevice, phone, startWithUserAndDevice } from "./mfa-scene.ts";

describe("a user's own key", () => {
  const sessionNeeded =
    "403 AccessDenied: To complete this action, please ensure that you are authenticated with an MFA device that is " +
    "enabled for this user.";

  async function startWithOwnKey() {
    const { iam, service, clock, pair } = await startWithUserAndDevice();
    await iam.createUser({ UserName: "bob" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
    const alice = sdkClient(service, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }, clock);
    const seed = await createDevice(iam, "tablet");
    const tablet = (UserName: string) => ({
      UserName,
      SerialNumber: "arn:aws:iam::123456789012:mfa/tablet",
      AuthenticationCode1: codeAt(seed, stepAt(clock.now) - 1),
      AuthenticationCode2: codeAt(seed, stepAt(clock.now)),
    });
    return { iam, alice, pair, tablet };
  }

  it("enrolls the user's first device and resynchronizes it", async () => {
    const { alice, pair } = await startWithOwnKey();
    expect(await refusalOf(alice.enableMFADevice(pair(-1)))).toBe("no refusal");
    expect(await refusalOf(alice.resyncMFADevice(pair(1)))).toBe("no refusal");
  });

  it("enables no other device for a user who has one, before any other check", async () => {
    const { alice, pair, tablet } = await startWithOwnKey();
    await alice.enableMFADevice(pair(-1));
    expect(await refusalOf(alice.enableMFADevice(tablet("alice")))).toBe(sessionNeeded);
    expect(await refusalOf(alice.enableMFADevice(tablet("ALICE")))).toBe(sessionNeeded);
    expect(await refusalOf(alice.enableMFADevice(pair(3)))).toBe(sessionNeeded);
    const missing = { ...tablet("alice"), SerialNumber: "no-such-device" };
    expect(await refusalOf(alice.enableMFADevice(missing))).toBe(sessionNeeded);
  });

  it("deactivates no device of its user, named or not, before any other check", async () => {
    const { iam, alice, pair } = await startWithOwnKey();
    await alice.enableMFADevice(pair(-1));
    for (const UserName of ["alice", undefined]) {
      for (const SerialNumber of [phone, "no-such-device"]) {
        expect(await refusalOf(alice.deactivateMFADevice({ UserName, SerialNumber }))).toBe(sessionNeeded);
      }
    }
    expect((await iam.listMFADevices({ UserName: "alice" })).MFADevices).toHaveLength(1);
  });

  it("enables and deactivates other users' devices, regardless of its user's own", async () => {
    const { alice, pair, tablet } = await startWithOwnKey();
    await alice.enableMFADevice(pair(-1));
    const { UserName, SerialNumber } = tablet("bob");
    expect(await refusalOf(alice.enableMFADevice(tablet("bob")))).toBe("no refusal");
    expect(await refusalOf(alice.deactivateMFADevice({ UserName, SerialNumber }))).toBe("no refusal");
  });

  it("enrolls again after the root user has deactivated the last device", async () => {
    const { iam, alice, pair } = await startWithOwnKey();
    await alice.enableMFADevice(pair(-1));
    await iam.deactivateMFADevice({ UserName: "alice", SerialNumber: phone });
    expect(await refusalOf(alice.enableMFADevice(pair(1)))).toBe("no refusal");
  });
});
