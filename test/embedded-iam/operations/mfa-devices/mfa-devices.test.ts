import { decode } from "fast-png";
import jsqr from "jsqr";
import { describe, expect, it } from "vitest";
import { codeAt, stepAt } from "../../../../src/embedded-iam/totp.ts";
import { names, refusalOf, startService } from "../../test-service.ts";
import { createDevice, invalidCode, phone, startWithUserAndDevice } from "./mfa-scene.ts";

describe("CreateVirtualMFADevice", () => {
  it("returns serial number, seed and QR code, and no other operation returns the latter two", async () => {
    const { iam, wire } = await startService();
    const { xml } = await wire({ Action: "CreateVirtualMFADevice", VirtualMFADeviceName: "phone" });
    expect([...xml.matchAll(/<(\w+)>[^<]/g)].map((match) => match[1])).toEqual([
      "SerialNumber",
      "Base32StringSeed",
      "QRCodePNG",
      "RequestId",
    ]);
    expect((await iam.listVirtualMFADevices({})).VirtualMFADevices).toEqual([{ SerialNumber: phone }]);
  });

  it("returns a seed of 64 base32 characters, different for each device", async () => {
    const { iam } = await startService();
    const seeds = [await createDevice(iam, "a"), await createDevice(iam, "b")];
    for (const seed of seeds) expect(seed).toMatch(/^[A-Z2-7]{64}$/);
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  it("draws a QR code with a quiet zone that a phone can read", async () => {
    const { iam } = await startService();
    const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: "my+phone" });
    const { width, height, data } = decode(VirtualMFADevice?.QRCodePNG ?? new Uint8Array());
    const rgba = Uint8ClampedArray.from({ length: width * height * 4 }, (_, index) =>
      index % 4 === 3 ? 255 : (data[Math.floor(index / 4)] ?? 0),
    );
    const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
    expect(jsqr.default(rgba, width, height)?.data).toBe(`otpauth://totp/my+phone@123456789012?secret=${seed}`);
    const margin = 4 * 6;
    expect(data.slice(0, width * margin).every((pixel) => pixel === 255)).toBe(true);
    expect(data[width * margin + margin]).toBe(0);
  });

  it("rejects a path with characters that serial numbers cannot have, and reports the path", async () => {
    const { iam } = await startService();
    expect(await refusalOf(iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone", Path: "/a!b/" }))).toBe(
      "400 ValidationError: The specified value for path is invalid. It must begin and end with / and contain only " +
        "alphanumeric characters and/or / characters.",
    );
    expect((await iam.listVirtualMFADevices({})).VirtualMFADevices).toEqual([]);
  });

  it("rejects a second device of the same path and name, in any case", async () => {
    const { iam } = await startService();
    await createDevice(iam, "phone");
    expect(await refusalOf(iam.createVirtualMFADevice({ VirtualMFADeviceName: "Phone" }))).toBe(
      "409 EntityAlreadyExists: MFA device already exists.",
    );
    const { VirtualMFADevice } = await iam.createVirtualMFADevice({
      VirtualMFADeviceName: "phone",
      Path: "/test//double/",
    });
    expect(VirtualMFADevice?.SerialNumber).toBe("arn:aws:iam::123456789012:mfa/test//double/phone");
  });

  it("rejects a device whose serial number is too long for the other operations", async () => {
    const { iam } = await startService();
    const VirtualMFADeviceName = "x".repeat(227);
    expect(await refusalOf(iam.createVirtualMFADevice({ VirtualMFADeviceName }))).toContain("400 ValidationError");
    await iam.createVirtualMFADevice({ VirtualMFADeviceName: VirtualMFADeviceName.slice(1) });
  });
});

describe("EnableMFADevice", () => {
  it.each([
    ["the present step's code and the next one's", 0, 1, "no refusal"],
    ["the previous step's code and the present one's", -1, 0, "no refusal"],
    ["a second code that is 998 steps old", -999, -998, "no refusal"],
    ["a second code that is 999 steps old", -1000, -999, invalidCode],
    ["a second code that is 1000 steps ahead", 999, 1000, "no refusal"],
    ["a second code that is 1001 steps ahead", 1000, 1001, invalidCode],
    ["swapped codes", 0, -1, invalidCode],
    ["the same code twice", 0, 0, invalidCode],
    ["codes with a step between", -1, 1, invalidCode],
  ])("given %s: %i, %i", async (_title, first, second, outcome) => {
    const { iam, pair } = await startWithUserAndDevice();
    expect(await refusalOf(iam.enableMFADevice(pair(first, second)))).toBe(outcome);
    expect((await iam.listMFADevices({ UserName: "alice" })).MFADevices).toHaveLength(outcome === "no refusal" ? 1 : 0);
  });

  it("assigns the device, which then shows its user", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    const EnableDate = new Date("2026-03-01T10:00:00Z");
    expect((await iam.listMFADevices({ UserName: "alice" })).MFADevices).toEqual([
      { UserName: "alice", SerialNumber: phone, EnableDate },
    ]);
    const [device] = (await iam.listVirtualMFADevices({ AssignmentStatus: "Assigned" })).VirtualMFADevices ?? [];
    expect(device).toEqual({
      SerialNumber: phone,
      EnableDate,
      User: {
        Path: "/",
        UserName: "alice",
        UserId: expect.stringMatching(/^AIDA/),
        Arn: "arn:aws:iam::123456789012:user/alice",
        CreateDate: EnableDate,
      },
    });
    expect((await iam.listVirtualMFADevices({ AssignmentStatus: "Unassigned" })).VirtualMFADevices).toEqual([]);
  });

  it("checks user, device, assignment, quota and codes in this order", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    const garbage = { AuthenticationCode1: "000000", AuthenticationCode2: "000000" };
    const enable = (UserName: string, SerialNumber: string) =>
      refusalOf(iam.enableMFADevice({ UserName, SerialNumber, ...garbage }));
    expect(await enable("ghost", "no-such-device")).toBe("404 NoSuchEntity: The user with name ghost cannot be found.");
    expect(await enable("alice", "no-such-device")).toBe(
      "404 NoSuchEntity: MFA Device with serial number no-such-device does not exist.",
    );
    expect(await enable("alice", phone)).toBe(invalidCode);
    await iam.enableMFADevice(pair(-1));
    expect(await enable("alice", phone)).toBe("409 EntityAlreadyExists: MFA Device for user alice already exists.");
    await iam.createUser({ UserName: "bob" });
    expect(await enable("bob", phone)).toBe("409 EntityAlreadyExists: MFA Device is already in use.");
  });

  it("reports the user who has the device already with the caller's spelling", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    expect(await refusalOf(iam.enableMFADevice({ ...pair(1), UserName: "ALICE" }))).toBe(
      "409 EntityAlreadyExists: MFA Device for user ALICE already exists.",
    );
  });

  it("reports an assigned device before a full quota, and a full quota before wrong codes", async () => {
    const { iam, pair } = await startWithUserAndDevice({ quotas: { mfaDevicesPerUser: 1 } });
    await iam.enableMFADevice(pair(-1));
    expect(await refusalOf(iam.enableMFADevice(pair(0)))).toContain("409 EntityAlreadyExists: ");
    await createDevice(iam, "spare");
    const spare = { SerialNumber: "arn:aws:iam::123456789012:mfa/spare", AuthenticationCode1: "000000" };
    expect(await refusalOf(iam.enableMFADevice({ ...pair(0), ...spare }))).toContain("409 LimitExceeded: ");
  });

  it("accepts eight devices for a user and no more", async () => {
    const { iam, clock } = await startWithUserAndDevice();
    const step = stepAt(clock.now);
    for (const name of names("d", 9)) {
      const seed = await createDevice(iam, name);
      const enabled = iam.enableMFADevice({
        UserName: "alice",
        SerialNumber: `arn:aws:iam::123456789012:mfa/${name}`,
        AuthenticationCode1: codeAt(seed, step),
        AuthenticationCode2: codeAt(seed, step + 1),
      });
      expect(await refusalOf(enabled)).toBe(
        name === "d-008" ? "409 LimitExceeded: Cannot exceed quota for MFADevicesPerUser: 8" : "no refusal",
      );
    }
    const first = await iam.listMFADevices({ UserName: "alice", MaxItems: 5 });
    const rest = await iam.listMFADevices({ UserName: "alice", Marker: first.Marker });
    expect([first.MFADevices?.length, rest.MFADevices?.length, rest.IsTruncated]).toEqual([5, 3, false]);
  });

  it("is not affected by failed attempts", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    for (let time = 0; time < 3; time++) await refusalOf(iam.enableMFADevice(pair(0, -1)));
    expect(await refusalOf(iam.enableMFADevice(pair(0)))).toBe("no refusal");
  });
});

describe("DeactivateMFADevice", () => {
  it("leaves the device unassigned, and fails the second time", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    const device = { UserName: "alice", SerialNumber: phone };
    await iam.deactivateMFADevice(device);
    expect((await iam.listVirtualMFADevices({})).VirtualMFADevices).toEqual([{ SerialNumber: phone }]);
    expect(await refusalOf(iam.deactivateMFADevice(device))).toBe("404 NoSuchEntity: MFA Device invalid for user.");
  });

  it("reports the unknown user first, then the unknown device", async () => {
    const { iam } = await startWithUserAndDevice();
    const device = { SerialNumber: "no-such-device" };
    expect(await refusalOf(iam.deactivateMFADevice({ UserName: "ghost", ...device }))).toContain(
      "user with name ghost",
    );
    expect(await refusalOf(iam.deactivateMFADevice({ UserName: "alice", ...device }))).toBe(
      "404 NoSuchEntity: MFA Device with serial number no-such-device does not exist.",
    );
  });
});

describe("an MFA device of another user", () => {
  it("can be neither deactivated nor resynchronized, and is not in the user's list", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.createUser({ UserName: "bob" });
    await iam.enableMFADevice(pair(-1));
    const refusal = "404 NoSuchEntity: MFA Device invalid for user.";
    expect(await refusalOf(iam.deactivateMFADevice({ UserName: "bob", SerialNumber: phone }))).toBe(refusal);
    expect(await refusalOf(iam.resyncMFADevice({ ...pair(0), UserName: "bob" }))).toBe(refusal);
    expect((await iam.listMFADevices({ UserName: "bob" })).MFADevices).toEqual([]);
  });

  it("can be tagged by its serial number, assigned or not", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    const Tags = [{ Key: "Floor", Value: "3" }];
    await iam.tagMFADevice({ SerialNumber: phone, Tags });
    await iam.enableMFADevice(pair(-1));
    expect((await iam.listMFADeviceTags({ SerialNumber: phone })).Tags).toEqual(Tags);
    await iam.untagMFADevice({ SerialNumber: phone, TagKeys: ["Floor"] });
    expect((await iam.listMFADeviceTags({ SerialNumber: phone })).Tags).toEqual([]);
  });
});

describe("DeleteVirtualMFADevice", () => {
  it("deletes only unassigned devices, and assigned ones prevent their user's deletion", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    await iam.enableMFADevice(pair(-1));
    expect(await refusalOf(iam.deleteVirtualMFADevice({ SerialNumber: phone }))).toBe(
      "409 DeleteConflict: MFA VirtualDevice in use. Must deactivate first.",
    );
    expect(await refusalOf(iam.deleteUser({ UserName: "alice" }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must remove tokens from principal first.",
    );
    await iam.createAccessKey({ UserName: "alice" });
    expect(await refusalOf(iam.deleteUser({ UserName: "alice" }))).toContain(
      "must remove tokens from principal first.",
    );
    await iam.deactivateMFADevice({ UserName: "alice", SerialNumber: phone });
    expect(await refusalOf(iam.deleteUser({ UserName: "alice" }))).toContain("must delete access keys first.");
    await iam.deleteVirtualMFADevice({ SerialNumber: phone });
    expect(await refusalOf(iam.deleteVirtualMFADevice({ SerialNumber: phone }))).toBe(
      `404 NoSuchEntity: MFA Device with serial number ${phone} does not exist.`,
    );
  });
});

describe("ListMFADevices", () => {
  it("lists a user's devices by serial number, regardless of case", async () => {
    const { iam, service } = await startService();
    await iam.createUser({ UserName: "alice" });
    const serials = ["serial-of-a", "SERIAL-OF-B", "serial-of-c"];
    for (const serialNumber of serials.toReversed()) service.addMfaDevice({ serialNumber, userName: "alice" });
    const { MFADevices } = await iam.listMFADevices({ UserName: "alice" });
    expect(MFADevices?.map((device) => device.SerialNumber)).toEqual(serials);
  });
});

describe("ListVirtualMFADevices", () => {
  it("pages the devices of each status by serial number", async () => {
    const { iam, clock } = await startService();
    await iam.createUser({ UserName: "alice" });
    const step = stepAt(clock.now);
    for (const [index, name] of names("d", 9).entries()) {
      const seed = await createDevice(iam, name);
      if (index % 2 === 0) continue;
      await iam.enableMFADevice({
        UserName: "alice",
        SerialNumber: `arn:aws:iam::123456789012:mfa/${name}`,
        AuthenticationCode1: codeAt(seed, step),
        AuthenticationCode2: codeAt(seed, step + 1),
      });
    }
    const walk = async (AssignmentStatus: "Assigned" | "Unassigned" | "Any") => {
      const serials: (string | undefined)[] = [];
      let Marker: string | undefined;
      do {
        const page = await iam.listVirtualMFADevices({ AssignmentStatus, Marker, MaxItems: 2 });
        serials.push(...(page.VirtualMFADevices ?? []).map((device) => device.SerialNumber?.slice(-3)));
        Marker = page.Marker;
      } while (Marker !== undefined);
      return serials;
    };
    expect(await walk("Assigned")).toEqual(["001", "003", "005", "007"]);
    expect(await walk("Unassigned")).toEqual(["000", "002", "004", "006", "008"]);
    expect(await walk("Any")).toHaveLength(9);
  });
});

describe("GetMFADevice", () => {
  const unsupported =
    "400 ValidationError: The MFA device serial number sent in the request is invalid or not supported by this API. " +
    "Currently, only hardware FIDO security keys are supported. Please use the compatible device or API.";

  it("rejects the serial number of a virtual device, assigned or not", async () => {
    const { iam, pair } = await startWithUserAndDevice();
    expect(await refusalOf(iam.getMFADevice({ UserName: "alice", SerialNumber: phone }))).toBe(unsupported);
    await iam.enableMFADevice(pair(-1));
    expect(await refusalOf(iam.getMFADevice({ UserName: "alice", SerialNumber: phone }))).toBe(unsupported);
  });

  it("rejects the serial number of a hardware device without a look-up", async () => {
    const { iam } = await startWithUserAndDevice();
    expect(await refusalOf(iam.getMFADevice({ UserName: "ghost", SerialNumber: "GAHT12345678" }))).toBe(unsupported);
  });

  it("distinguishes a missing FIDO key from another user's", async () => {
    const { iam, service } = await startWithUserAndDevice();
    const SerialNumber = "arn:aws:iam::123456789012:u2f/user/alice/key-ABC";
    expect(await refusalOf(iam.getMFADevice({ UserName: "alice", SerialNumber }))).toBe(
      `404 NoSuchEntity: MFA Device with serial number ${SerialNumber} does not exist.`,
    );
    service.addMfaDevice({ serialNumber: SerialNumber });
    await iam.createUser({ UserName: "bob" });
    expect(await refusalOf(iam.getMFADevice({ UserName: "bob", SerialNumber }))).toBe(
      "404 NoSuchEntity: MFA Device invalid for user.",
    );
  });
});
