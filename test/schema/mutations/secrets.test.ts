import { describe, expect, it } from "vitest";
import { type ForgedAnswer, iamError, type TestGatewayOptions } from "../../support/gateway.ts";
import { createScene, documentOf, scene } from "../../support/scene.ts";

const seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const qr = "not-a-picture-but-a-secret-all-the-same";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const answer = `<CreateVirtualMFADeviceResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateVirtualMFADeviceResult><VirtualMFADevice><SerialNumber>${scene.spare}</SerialNumber><Base32StringSeed>${base64(seed)}</Base32StringSeed><QRCodePNG>${base64(qr)}</QRCodePNG></VirtualMFADevice></CreateVirtualMFADeviceResult></CreateVirtualMFADeviceResponse>`;

/** The secrets as text, in IAM's wire format, and as lists of bytes. */
const secrets = [seed, qr].flatMap((text) => [text, base64(text), Buffer.from(text).join(",")]);
/** A part of a secret that is long enough to reveal it. */
const traces = secrets.map((secret) => secret.slice(0, 16));

const create = documentOf(
  "createVirtualMfaDevice",
  "... on CreateVirtualMfaDevicePayload { virtualMfaDevice { serialNumber } base32StringSeed qrCodePng } ... on IamError { message }",
);

/** All output for a mutation: the response, and the log at level debug. */
async function saidOf(document: string, input: object, options: TestGatewayOptions) {
  await using account = await createScene(options);
  const { data, errors } = await account.execute(document, { input });
  return { data, errors, log: account.logLines.join(""), all: JSON.stringify([data, errors, account.logLines]) };
}

describe("the seed and the QR code", () => {
  it("are in the payload, and not in the log", async () => {
    const { data, log } = await saidOf(
      create,
      { virtualMfaDeviceName: "Phone" },
      { intercept: () => ({ status: 200, body: answer }) },
    );
    expect(data).toMatchObject({ createVirtualMfaDevice: { base32StringSeed: seed, qrCodePng: base64(qr) } });
    expect(log).toContain('"iamCalls":{"CreateVirtualMFADevice":1}');
    for (const trace of traces) expect(log).not.toContain(trace);
  });

  const cut = (at: string) => answer.slice(0, answer.indexOf(at) + at.length);
  it.each<[title: string, forged: ForgedAnswer]>([
    ["breaks off in the seed", { status: 200, body: cut(base64(seed).slice(0, 40)) }],
    ["breaks off in the QR code", { status: 200, body: cut(base64(qr).slice(0, 40)) }],
    ["breaks off at its end", { status: 200, body: answer.slice(0, -5) }],
    ["has no serial number", { status: 200, body: answer.replace(/<SerialNumber>.*<\/SerialNumber>/, "") }],
    ["has no QR code", { status: 200, body: answer.replace(/<QRCodePNG>.*<\/QRCodePNG>/, "") }],
    ["has no seed", { status: 200, body: answer.replace(/<Base32StringSeed>.*<\/Base32StringSeed>/, "") }],
    ["has a status of failure", { status: 500, body: answer }],
    ["has a status of refusal", { status: 400, body: answer }],
  ])("are nowhere if IAM's response %s", async (_title, forged) => {
    const { data, all } = await saidOf(create, { virtualMfaDeviceName: "Phone" }, { intercept: () => forged });
    expect(data).toEqual({ createVirtualMfaDevice: null });
    for (const trace of traces) expect(all).not.toContain(trace);
  });
});

describe("a code", () => {
  const codes = { authenticationCode1: "481516", authenticationCode2: "234208" };
  const input = { userName: "bob", serialNumber: scene.unused, ...codes };
  const enable = documentOf(
    "enableMfaDevice",
    "__typename ... on IamError { message } ... on InvalidInputError { issues { path message } }",
  );

  it.each<[title: string, fault: ForgedAnswer | Error | undefined]>([
    ["is wrong", undefined],
    ["is denied", iamError(403, "AccessDenied", "User: me is not authorized.")],
    ["meets a failure", iamError(500, "ServiceFailure", "Broke.")],
    ["is throttled", iamError(400, "Throttling", "Rate exceeded")],
    ["meets an answer that is not IAM's", { status: 502, body: "<html>" }],
    ["is lost", Object.assign(new Error("reset"), { code: "ECONNRESET" })],
    ["causes an unexpected error", new TypeError("Cannot read properties of undefined")],
  ])("is nowhere if it %s", async (_title, fault) => {
    const { all } = await saidOf(enable, input, {
      intercept() {
        if (fault instanceof Error) throw fault;
        return fault;
      },
    });
    expect(all).toContain("EnableMFADevice");
    expect(all).not.toMatch(/481516|234208/);
  });

  it.each([
    ["has a digit too many", enable, { ...input, authenticationCode1: "4815160" }],
    ["is a number", enable, { ...input, authenticationCode1: 481516 }],
    ["is a list", enable, { ...input, authenticationCode1: ["481516", "234208"] }],
    ["has a field that there is not", enable, { ...input, authenticationCode3: "481516" }],
    [
      "is a number in the document",
      `mutation { enableMfaDevice(input: { userName: "bob", serialNumber: "x", authenticationCode1: 481516, authenticationCode2: "234208" }) { __typename } }`,
      {},
    ],
    [
      "breaks the document",
      `mutation { enableMfaDevice(input: { userName: "bob" authenticationCode1: "481516" "234208" }) { __typename } }`,
      {},
    ],
  ])("is not quoted if it %s", async (_title, document, given) => {
    const { all } = await saidOf(document, given, {});
    expect(all).not.toMatch(/481516|234208/);
  });
});
