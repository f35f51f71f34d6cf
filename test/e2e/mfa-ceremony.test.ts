import { decode } from "fast-png";
import jsqr from "jsqr";
import { describe, expect, it } from "vitest";
import { post, startCommand } from "../support/command.ts";
import { totp } from "../support/totp.ts";

/** The text of a QR code, as an authenticator reads it. */
function scan(png: Uint8Array): string | undefined {
  const { width, height, data } = decode(png);
  const rgba = Uint8ClampedArray.from({ length: width * height * 4 }, (_, index) =>
    index % 4 === 3 ? 255 : (data[Math.floor(index / 4)] ?? 0),
  );
  return jsqr.default(rgba, width, height)?.data;
}

describe("the life cycle of a virtual MFA device", () => {
  it("is create, scan, enable, list, resync, deactivate and delete, without a secret in the log", async () => {
    await using command = await startCommand([], {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      IAMQL_EMBEDDED_IAM_SAMPLE: "off",
      IAMQL_LOG_LEVEL: "debug",
    });
    /** The codes that the device has shown. */
    const shown: string[] = [];
    const execute = async (query: string, variables: Record<string, unknown> = {}) => {
      const { data, errors } = await post(command.ready.graphql, query, variables);
      expect(errors).toBeUndefined();
      return data;
    };
    await execute('mutation { createUser(input: { userName: "Alice" }) { __typename } }');

    const { created } = await execute(`mutation {
      created: createVirtualMfaDevice(input: { virtualMfaDeviceName: "phone" }) {
        ... on CreateVirtualMfaDevicePayload {
          virtualMfaDevice { id serialNumber assignmentStatus } base32StringSeed qrCodePng
        }
      }
    }`);
    const { serialNumber } = created.virtualMfaDevice;
    expect(created.virtualMfaDevice.assignmentStatus).toBe("UNASSIGNED");

    const png = Buffer.from(created.qrCodePng, "base64");
    const uri = new URL(scan(png) ?? "");
    expect([uri.protocol, uri.host, uri.pathname]).toEqual(["otpauth:", "totp", "/phone@123456789012"]);
    const seed = uri.searchParams.get("secret") ?? "";
    expect(seed).toBe(created.base32StringSeed);
    // As they are and as they are sent; of the picture, more than its signature.
    const picture = [created.qrCodePng.slice(20, 60), png.subarray(15, 45).join(",")];
    const secrets = [seed, Buffer.from(seed).toString("base64"), ...picture];

    /** Two consecutive codes, the first that many steps from now. */
    const codes = (first: number) => {
      const step = Math.floor(Date.now() / 30_000) + first;
      const pair = [totp(seed, step), totp(seed, step + 1)];
      shown.push(...pair);
      return { authenticationCode1: pair[0], authenticationCode2: pair[1] };
    };
    const device = { userName: "alice", serialNumber };
    const enable = `mutation ($input: EnableMfaDeviceInput!) {
      enableMfaDevice(input: $input) {
        __typename
        ... on EnableMfaDevicePayload { mfaDevice { id serialNumber kind userName } }
        ... on InvalidInputError { issues { path } }
      }
    }`;
    const wrong = { __typename: "InvalidAuthenticationCodeError" };
    // Codes from ten hours ago, and incomplete codes.
    expect((await execute(enable, { input: { ...device, ...codes(-1200) } })).enableMfaDevice).toEqual(wrong);
    const { authenticationCode1 } = codes(-1);
    const unfinished = { authenticationCode1, authenticationCode2: `${authenticationCode1}0` };
    expect((await execute(enable, { input: { ...device, ...unfinished } })).enableMfaDevice).toEqual({
      __typename: "InvalidInputError",
      issues: [{ path: ["input", "authenticationCode2"] }],
    });
    const used = codes(-1);
    expect((await execute(enable, { input: { ...device, ...used } })).enableMfaDevice).toEqual({
      __typename: "EnableMfaDevicePayload",
      mfaDevice: { id: expect.any(String), serialNumber, kind: "VIRTUAL", userName: "Alice" },
    });

    const { user } = await execute(`{
      user(userName: "alice") {
        mfaDevices { nodes { id serialNumber virtualDevice { assignmentStatus user { userName } } } }
      }
    }`);
    const [seen] = user.mfaDevices.nodes;
    expect(seen).toMatchObject({
      serialNumber,
      virtualDevice: { assignmentStatus: "ASSIGNED", user: { userName: "Alice" } },
    });

    const resync = `mutation ($input: ResyncMfaDeviceInput!) {
      resyncMfaDevice(input: $input) { __typename ... on ResyncMfaDevicePayload { mfaDevice { serialNumber } } }
    }`;
    expect((await execute(resync, { input: { ...device, ...used } })).resyncMfaDevice).toEqual(wrong);
    expect((await execute(resync, { input: { ...device, ...codes(2) } })).resyncMfaDevice).toEqual({
      __typename: "ResyncMfaDevicePayload",
      mfaDevice: { serialNumber },
    });

    const remove = `mutation ($serialNumber: String!) {
      deleteVirtualMfaDevice(input: { serialNumber: $serialNumber }) {
        __typename
        ... on DeleteVirtualMfaDevicePayload { deletedId }
      }
    }`;
    expect((await execute(remove, { serialNumber })).deleteVirtualMfaDevice).toEqual({
      __typename: "DeleteConflictError",
    });
    const deactivated = await execute(
      `mutation ($input: DeactivateMfaDeviceInput!) {
        deactivateMfaDevice(input: $input) {
          ... on DeactivateMfaDevicePayload { deactivatedId user { mfaDevices { totalCount } } }
        }
      }`,
      { input: device },
    );
    expect(deactivated.deactivateMfaDevice).toEqual({
      deactivatedId: seen.id,
      user: { mfaDevices: { totalCount: 0 } },
    });
    expect((await execute(remove, { serialNumber })).deleteVirtualMfaDevice).toEqual({
      __typename: "DeleteVirtualMfaDevicePayload",
      deletedId: created.virtualMfaDevice.id,
    });
    expect(await execute("{ virtualMfaDevices { totalCount } }")).toEqual({ virtualMfaDevices: { totalCount: 0 } });

    const { stderr, stdout } = await command.stop();
    expect(stderr).toContain('"iamCalls":{"CreateVirtualMFADevice":1}');
    const log = `${stderr}${stdout}`;
    for (const secret of secrets) expect(log).not.toContain(secret);
    expect(shown).toHaveLength(8);
    // As whole words, because a request id can contain the same six digits.
    for (const code of shown) expect(log).not.toMatch(new RegExp(`(?<!\\w)${code}(?!\\w)`));
  });
});
