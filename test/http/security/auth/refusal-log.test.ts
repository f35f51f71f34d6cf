import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthenticator } from "../../../../src/http/security/auth/index.ts";
import { createLimitedLog } from "../../../../src/platform/logger/limited-log.ts";
import { createLogger } from "../../../../src/platform/logger/logger.ts";
import { createTestGateway } from "../../../support/gateway.ts";
import { AUDIENCE, createSigningKey, type Issuer, NOW, secondsFromNow, startIssuer } from "../../../support/issuer.ts";

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer[Symbol.asyncDispose]());

/** The lines at info and above that refusing this authorization writes. */
async function linesAbout(authorization: string, count = 1) {
  await using account = await createTestGateway({
    authenticate: createAuthenticator(
      { mode: "jwt", issuer: issuer.url, audience: AUDIENCE, jwksUri: issuer.jwksUri },
      { log: createLogger("silent"), clock: () => NOW },
    ),
  });
  for (let request = 0; request < count; request += 1) {
    await account.gateway.fetch("http://localhost/graphql?query={__typename}", { headers: { authorization } });
  }
  return account.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level !== "debug");
}

describe("the reason for refusing a token", () => {
  it.each<[string, string, () => Promise<string>]>([
    ["is expired", "ERR_JWT_EXPIRED: exp (check_failed)", () => issuer.token({ exp: secondsFromNow(-1000) })],
    [
      "is for another audience",
      "ERR_JWT_CLAIM_VALIDATION_FAILED: aud (check_failed)",
      () => issuer.token({ aud: "s3cret" }),
    ],
    [
      "is of another issuer",
      "ERR_JWT_CLAIM_VALIDATION_FAILED: iss (check_failed)",
      () => issuer.token({ iss: "s3cret" }),
    ],
    ["has no subject", "ERR_JWT_CLAIM_VALIDATION_FAILED: sub (missing)", () => issuer.token({ sub: undefined })],
    [
      "has a key that is not known",
      "ERR_JWKS_NO_MATCHING_KEY",
      async () => issuer.token({}, {}, await createSigningKey("s3cret")),
    ],
    [
      "has a wrong signature",
      "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
      async () => `${(await issuer.token()).slice(0, -8)}AAAAAAAA`,
    ],
    ["is not a JWT", "ERR_JWS_INVALID", async () => "s3cret"],
    ["is not written as one", "the bearer token is malformed", async () => "s3cret s3cret"],
  ])("is in the log at info where it %s: %s. Nothing of the token is", async (_what, reason, token) => {
    const text = await token();
    const lines = await linesAbout(`Bearer ${text}`);
    expect(lines).toEqual([expect.objectContaining({ level: "info", msg: "unauthenticated", reason })]);
    expect(lines[0].requestId).toBe("request-1");
    const logged = JSON.stringify(lines);
    for (const part of ["s3cret", ...text.split(".")]) expect(logged).not.toContain(part);
  });

  it("is in ten lines a minute at most", async () => {
    expect(await linesAbout("Bearer s3cret", 30)).toHaveLength(10);
  });

  it("is not there for requests without a token, which clients send before they ask for one", async () => {
    expect(await linesAbout("")).toEqual([]);
  });
});

describe("a log for events that any client can cause", () => {
  it("has some lines for each address and for all, and at the end of the minute the number of others", () => {
    const lines: string[] = [];
    let endMinute = () => {};
    const log = createLimitedLog({
      log: createLogger("info", { write: (line) => void lines.push(line) }),
      perAddress: 3,
      schedule: (run, milliseconds) => {
        expect(milliseconds).toBe(60_000);
        endMinute = run;
      },
    });
    const flood = (addresses: number) => {
      for (let event = 0; event < 5; event += 1) {
        for (let address = 0; address < addresses; address += 1) log.info(`address-${address}`, {}, "event");
      }
      return lines.splice(0).length;
    };
    expect(flood(2)).toBe(6);
    endMinute();
    expect(lines.splice(0).map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ omitted: 4 })]);
    expect(flood(2)).toBe(6);
    endMinute();
    lines.splice(0);
    expect(flood(1000)).toBe(200);
    endMinute();
    expect(JSON.parse(lines.splice(0)[0] ?? "").omitted).toBe(4800);
    endMinute();
    expect(lines).toEqual([]);
  });
});
