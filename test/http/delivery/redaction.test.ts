import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { IdempotencyRecords } from "../../../src/http/execution/idempotency/records.ts";
import { createAuthenticator } from "../../../src/http/security/auth/index.ts";
import { createLogger } from "../../../src/platform/logger/logger.ts";
import { openStateFile } from "../../../src/state/state-file.ts";
import { temporaryFolder } from "../../support/command.ts";
import { createTestGateway, type ForgedAnswer, iamError } from "../../support/gateway.ts";
import { totp } from "../../support/totp.ts";

const token = "a-token-that-is-hard-to-guess-3f1c9e";
const forgedSeed = "KRUGS4ZANFZSAYJAONSWK4DUFVRGCZTPMQQGCIDIMFZGC3TUEBQW4ZBANZXXE2LM";
const forgedPicture = Buffer.from("the picture of a seed");

/** A response of IAM with secrets that the gateway cannot parse. */
const secretAnswer = `<CreateVirtualMFADeviceResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateVirtualMFADeviceResult><VirtualMFADevice><Base32StringSeed>${Buffer.from(forgedSeed).toString("base64")}</Base32StringSeed><QRCodePNG>${forgedPicture.toString("base64")}</QRCodePNG></VirtualMFADevice></CreateVirtualMFADeviceResult></CreateVirtualMFADeviceResponse>`;

const createDevice = `mutation {
  createVirtualMfaDevice(input: {virtualMfaDeviceName: "alice"}) {
    ... on CreateVirtualMfaDevicePayload { base32StringSeed qrCodePng virtualMfaDevice { serialNumber } }
  }
}`;
const codes =
  '($serial: String!, $one: String!, $two: String!) { done: %(input: {userName: "alice", serialNumber: $serial, authenticationCode1: $one, authenticationCode2: $two}) { __typename ... on IamError { message } ... on InvalidInputError { issues { message } } } }';
const byUser = '($serial: String!) { done: %(input: {userName: "alice", serialNumber: $serial}) { __typename } }';
const steps = [
  ["EnableMFADevice", `mutation${codes.replace("%", "enableMfaDevice")}`],
  ["ResyncMFADevice", `mutation${codes.replace("%", "resyncMfaDevice")}`],
  ["DeactivateMFADevice", `mutation${byUser.replace("%", "deactivateMfaDevice")}`],
  [
    "DeleteVirtualMFADevice",
    "mutation($serial: String!) { done: deleteVirtualMfaDevice(input: {serialNumber: $serial}) { __typename } }",
  ],
] as const;

interface Failure {
  /** The action that fails; none: all goes well. */
  readonly action?: string;
  readonly how?: () => ForgedAnswer | undefined;
}

/** Goes through the ceremony, with one failure on the way, and gives all that was written anywhere, and all secrets. */
async function ceremony({ action, how }: Failure) {
  await using folder = await temporaryFolder();
  const tokensFile = folder.file("tokens.json");
  const sha256 = createHash("sha256").update(token).digest("hex");
  const scopes = ["iam:write", "iam:admin", "iam:secrets"];
  writeFileSync(tokensFile, JSON.stringify([{ sha256, subject: "operator", scopes }]));
  const state = openStateFile(":memory:");
  const written: string[] = [];
  const log = createLogger("debug", { write: (line) => void written.push(line) });
  await using account = await createTestGateway({
    authenticate: createAuthenticator({ mode: "token", tokensFile }, { log }),
    idempotency: new IdempotencyRecords(state),
    intercept: (call) => (call.action === action ? how?.() : undefined),
  });
  let requests = 0;
  const send = async (document: string, variables: object = {}) => {
    const key = { authorization: `Bearer ${token}`, "idempotency-key": `key-${++requests}` };
    return account.execute<Record<string, Record<string, string> | null>, object>(document, variables, key);
  };
  await send('mutation { createUser(input: {userName: "alice"}) { __typename } }');

  const { data, errors: creationErrors } = await send(createDevice);
  const device = data?.["createVirtualMfaDevice"];
  const seed = device?.["base32StringSeed"] ?? forgedSeed;
  const answers: unknown[] = [creationErrors];
  const step = Math.floor(Date.now() / 30_000);
  const used = [totp(seed, step - 1), totp(seed, step), "000001", "12345"];
  const serial = "arn:aws:iam::123456789012:mfa/alice";
  for (const [one, two] of [used.slice(2), ["000001", "000001"], used] as const) {
    answers.push(await send(steps[0][1], { serial, one, two }));
  }
  for (const [, document] of steps.slice(1)) answers.push(await send(document, { serial, one: used[0], two: used[1] }));
  // A second time, as a client repeats what it was not answered.
  requests = 1;
  answers.push(await send(createDevice));

  const records = JSON.stringify(state.prepare("SELECT * FROM idempotency").all());
  written.push(...account.logLines, ...account.auditLines, records, JSON.stringify(answers));
  const secrets = {
    seed,
    "seed in base64": Buffer.from(seed).toString("base64"),
    "QR code": device?.["qrCodePng"] ?? forgedPicture.toString("base64"),
    "first code": used[0] ?? "",
    "second code": used[1] ?? "",
    token,
    "secret key": account.embedded.rootCredentials.secretAccessKey,
  };
  return { written: written.join("\n"), secrets, device };
}

/** Six digits by themselves: an id or a time may well have the same six in it. */
function holds(text: string, secret: string): boolean {
  return /^\d{6}$/.test(secret) ? new RegExp(`(?<![\\w-])${secret}(?![\\w-])`).test(text) : text.includes(secret);
}

const failures: readonly (readonly [string, Failure["how"]])[] = [
  ["refused", () => iamError(403, "AccessDenied", "no")],
  ["throttled", () => iamError(400, "Throttling", "Rate exceeded")],
  ["failing", () => iamError(500, "ServiceFailure", "no")],
  ["answered with text that is not XML", () => ({ status: 200, body: "<html>502" })],
  [
    "broken off",
    () => {
      throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    },
  ],
  [
    "failing unexpectedly",
    () => {
      throw new TypeError("a fault in this program");
    },
  ],
];

describe("no secret is in a log line, an error, an audit line or a record", () => {
  it("when the ceremony of an MFA device goes well", async () => {
    const { written, secrets, device } = await ceremony({});
    expect(device?.["base32StringSeed"]).toHaveLength(64);
    expect(written).toContain("SECRET_ALREADY_SHOWN");
    expect(Object.entries(secrets).filter(([, secret]) => holds(written, secret))).toEqual([]);
  });

  const actions = ["CreateVirtualMFADevice", ...steps.map(([action]) => action)];
  it.each(actions.flatMap((action) => failures.map(([name, how]) => [action, name, how] as const)))(
    "when %s is %s",
    async (action, _name, how) => {
      const { written, secrets } = await ceremony({ action, how });
      expect(Object.entries(secrets).filter(([, secret]) => holds(written, secret))).toEqual([]);
    },
  );

  it.each([
    ["cut off", { status: 200, body: secretAnswer.slice(0, -60) }],
    ["without the device's serial number", { status: 200, body: secretAnswer }],
    [
      "in another format",
      { status: 200, body: JSON.stringify({ seed: forgedSeed, qr: forgedPicture.toString("base64") }) },
    ],
    ["with a status of its own", { status: 500, body: secretAnswer }],
  ])("when IAM's answer with the seed is %s", async (_what, answer) => {
    const { written, secrets } = await ceremony({ action: "CreateVirtualMFADevice", how: () => answer });
    expect(Object.entries(secrets).filter(([, secret]) => holds(written, secret))).toEqual([]);
  });

  it("when an error that is logged carries the request that it is about", async () => {
    const lines: string[] = [];
    const request = { body: "AuthenticationCode1=123456", headers: { authorization: `Bearer ${token}` } };
    const cause = Object.assign(new Error("cause"), { request });
    createLogger("debug", { write: (line) => void lines.push(line) }).error(
      { err: Object.assign(new Error("failed", { cause }), { request }) },
      "unexpected error",
    );
    expect(lines.join()).toContain("failed");
    expect(lines.join()).not.toMatch(/123456|a-token/);
  });
});
