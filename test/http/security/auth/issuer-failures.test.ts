import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuthenticator, Unauthenticated } from "../../../../src/http/security/auth/index.ts";
import { createLogger } from "../../../../src/platform/logger/logger.ts";
import { createTestGateway } from "../../../support/gateway.ts";
import { AUDIENCE, createSigningKey, type Issuer, NOW, startIssuer } from "../../../support/issuer.ts";

let issuer: Issuer;
let now: Date;
let timers: { readonly run: () => void; readonly milliseconds: number }[];
let logLines: string[];
beforeEach(async () => {
  logLines = [];
  issuer = await startIssuer();
  now = NOW;
  timers = [];
});
afterEach(() => issuer[Symbol.asyncDispose]());

const pass = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};

/** Runs the functions that are scheduled for after so many milliseconds. */
function elapse(milliseconds: number): void {
  for (const timer of timers.splice(0)) {
    if (timer.milliseconds === milliseconds) timer.run();
    else timers.push(timer);
  }
}

/** Lets the issuer answer nothing; resolves to the next request's response. */
function hang(): Promise<ServerResponse> {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  issuer.answerWith((_request, response) => resolve(response));
  return promise;
}

const down = () => issuer.answerWith((_request, response) => void response.writeHead(500).end());

/** By injected timers, which only `elapse` runs: a caller that waits for one never stops waiting. */
function createAuthenticate() {
  return createAuthenticator(
    { mode: "jwt", issuer: issuer.url, audience: AUDIENCE, jwksUri: issuer.jwksUri },
    {
      log: createLogger("warn", { write: (line) => void logLines.push(line) }),
      clock: () => now,
      schedule: (run, milliseconds) => void timers.push({ run, milliseconds }),
    },
  );
}

/** Returns a function that returns a token's subject, or why it is refused and when to send it again. */
function authenticator() {
  const authenticate = createAuthenticate();
  return async (token: string): Promise<string> => {
    try {
      return (await authenticate(new Headers({ authorization: `Bearer ${token}` }))).subject;
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      return error.retryAfterMs === undefined ? error.refusal : `${error.refusal} for ${error.retryAfterMs}`;
    }
  };
}

const lasting = () => issuer.token({ exp: NOW.getTime() / 1000 + 86_400 });

describe("an issuer that hangs", () => {
  it("does not delay callers whose key is known, while keys are loaded again in the background", async () => {
    const who = authenticator();
    const token = await lasting();
    expect(await who(token)).toBe("alice");
    const hanging = hang();
    pass(600);
    elapse(600_000);
    await hanging;
    expect([await who(token), await who(token)]).toEqual(["alice", "alice"]);
    pass(3600);
    expect(await who(token)).toBe("alice");
  });

  it("delays the first caller after a suspension, in which no keys were loaded, for half a second", async () => {
    const who = authenticator();
    const token = await lasting();
    expect(await who(token)).toBe("alice");
    const hanging = hang();
    pass(86_000);
    const answer = who(token);
    await hanging;
    expect(await who(token)).toBe("alice");
    elapse(500);
    expect(await answer).toBe("alice");
  });

  it("delays callers whose key is not known for two seconds from its first request, and later ones not at all", async () => {
    const who = authenticator();
    const token = await lasting();
    const hanging = hang();
    const first = [who(token), who(token)];
    const response = await hanging;
    elapse(2000);
    expect(await Promise.all(first)).toEqual(["unavailable for 2000", "unavailable for 2000"]);
    expect(await who(token)).toBe("unavailable for 2000");
    expect(issuer.requests).toHaveLength(1);
    response.end(JSON.stringify({ keys: issuer.keys.map(({ publicJwk }) => publicJwk) }));
    await expect.poll(() => who(token)).toBe("alice");
  });
});

describe("an issuer that is down", () => {
  it("leaves a token unchecked whose key is not known, and says when it is asked again", async () => {
    const who = authenticator();
    const token = await lasting();
    const other = await issuer.token({}, {}, await createSigningKey("second"));
    down();
    expect(await who(token)).toBe("unavailable for 30000");
    pass(10);
    expect(await who(token)).toBe("unavailable for 20000");
    issuer.answerWith(undefined);
    pass(20);
    expect([await who(token), await who(other)]).toEqual(["alice", "invalid-token"]);
    down();
    pass(30);
    expect([await who(token), await who(other)]).toEqual(["alice", "unavailable for 30000"]);
  });

  it("is asked again in the background every 30 seconds once keys are known, and the previous keys stay", async () => {
    const who = authenticator();
    const token = await lasting();
    expect(await who(token)).toBe("alice");
    down();
    pass(600);
    elapse(600_000);
    await expect.poll(() => timers.map(({ milliseconds }) => milliseconds)).toContain(30_000);
    expect(await who(token)).toBe("alice");
    expect(JSON.parse(logLines.at(-1) ?? "").msg).toContain("the previous ones stay in use");
    issuer.answerWith(undefined);
    issuer.keys.splice(0, 1, await createSigningKey("second"));
    pass(30);
    elapse(30_000);
    await expect.poll(() => who(token)).toBe("invalid-token");
  });

  it("is answered by 503 with retry-after, and the reason is logged without the token", async () => {
    await using account = await createTestGateway({ authenticate: createAuthenticate() });
    const token = await lasting();
    down();
    const response = await account.gateway.fetch("http://localhost/graphql?query={__typename}", {
      headers: { authorization: `Bearer ${token}` },
    });
    const { headers } = response;
    expect([response.status, headers.get("retry-after"), headers.get("www-authenticate")]).toEqual([503, "30", null]);
    expect((await response.json()).errors[0].extensions).toEqual({ code: "AUTHENTICATION_UNAVAILABLE" });
    const lines = account.logLines.map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ level: "info", reason: "the issuer's keys cannot be loaded", msg: "unauthenticated" }),
    ]);
    expect(JSON.parse(logLines.at(-1) ?? "").msg).toContain("no token can be checked until they are loaded");
    expect(JSON.stringify([lines, logLines])).not.toContain(token.split(".")[1]);
  });
});

describe("keys", () => {
  it("that were revoked are refused ten minutes later, without a caller having waited", async () => {
    const who = authenticator();
    const token = await lasting();
    expect(await who(token)).toBe("alice");
    issuer.keys.splice(0, 1, await createSigningKey("second"));
    pass(600);
    elapse(600_000);
    await expect.poll(() => issuer.requests.length).toBe(2);
    await expect.poll(() => who(token)).toBe("invalid-token");
  });

  it("are loaded by one timer, however many attempts were made", async () => {
    const who = authenticator();
    expect(await who(await lasting())).toBe("alice");
    pass(30);
    expect(await who(await issuer.token({}, {}, await createSigningKey("second")))).toBe("invalid-token");
    expect(issuer.requests).toHaveLength(2);
    pass(600);
    elapse(600_000);
    await expect.poll(() => issuer.requests.length).toBe(3);
  });
});
