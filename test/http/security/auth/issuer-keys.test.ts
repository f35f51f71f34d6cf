import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type AuthDependencies,
  createAuthenticator,
  Unauthenticated,
} from "../../../../src/http/security/auth/index.ts";
import { createLogger } from "../../../../src/platform/logger/logger.ts";
import {
  AUDIENCE,
  answerJson,
  createSigningKey,
  type Issuer,
  NOW,
  startIssuer,
  startServer,
} from "../../../support/issuer.ts";

let issuer: Issuer;
let now: Date;
let logLines: string[];
beforeEach(async () => {
  issuer = await startIssuer();
  now = NOW;
  logLines = [];
});
afterEach(() => issuer[Symbol.asyncDispose]());

const wait = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};

/** Creates a function that resolves to the subject of a token, or to the reason for rejecting it. */
function authenticator(options: { jwksUri?: string } & Partial<AuthDependencies> = {}) {
  const { jwksUri, ...dependencies } = options;
  const authenticate = createAuthenticator(
    { mode: "jwt", issuer: issuer.url, audience: AUDIENCE, jwksUri },
    { log: createLogger("debug", { write: (line) => void logLines.push(line) }), clock: () => now, ...dependencies },
  );
  return async (token: string): Promise<string> => {
    try {
      return (await authenticate(new Headers({ authorization: `Bearer ${token}` }))).subject;
    } catch (error) {
      if (error instanceof Unauthenticated) return error.refusal;
      throw error;
    }
  };
}

const fetchesOfKeys = () => issuer.requests.filter((path) => path === "/keys").length;

describe("the issuer's keys", () => {
  it("are fetched once for many tokens, at the same time and later", async () => {
    const who = authenticator({ jwksUri: issuer.jwksUri });
    const token = await issuer.token();
    expect(issuer.requests).toEqual([]);
    expect(await Promise.all([who(token), who(token), who(token)])).toEqual(["alice", "alice", "alice"]);
    expect(await who(token)).toBe("alice");
    expect(issuer.requests).toEqual(["/keys"]);
  });

  it("are found by discovery, once, where nothing says where they are", async () => {
    const who = authenticator();
    expect(await who(await issuer.token())).toBe("alice");
    wait(601);
    expect(await who(await issuer.token({ exp: now.getTime() / 1000 + 60 }))).toBe("alice");
    expect(issuer.requests).toEqual(["/.well-known/openid-configuration", "/keys", "/keys"]);
  });

  it("are fetched again after ten minutes, so that a key that was taken back is good no longer", async () => {
    const who = authenticator({ jwksUri: issuer.jwksUri });
    const token = await issuer.token({ exp: NOW.getTime() / 1000 + 3600 });
    expect(await who(token)).toBe("alice");
    issuer.keys.splice(0, 1, await createSigningKey("second"));
    wait(599);
    expect([await who(token), fetchesOfKeys()]).toEqual(["alice", 1]);
    wait(1);
    expect([await who(token), fetchesOfKeys()]).toEqual(["invalid-token", 2]);
  });

  it("are fetched again for a key id that is new, and known from then on", async () => {
    const who = authenticator({ jwksUri: issuer.jwksUri });
    expect(await who(await issuer.token())).toBe("alice");
    const second = await createSigningKey("second");
    issuer.keys.push(second);
    wait(30);
    expect(await who(await issuer.token({ sub: "bob" }, {}, second))).toBe("bob");
    expect(await who(await issuer.token())).toBe("alice");
    expect(fetchesOfKeys()).toBe(2);
  });

  it("are fetched at most once in 30 seconds for any number of tokens with an unknown key id", async () => {
    const who = authenticator({ jwksUri: issuer.jwksUri });
    const mallory = await createSigningKey("mallory");
    const flood = async () => {
      const tokens = await Promise.all(
        Array.from({ length: 50 }, (_, index) => issuer.token({}, { kid: `unknown-${index}` }, mallory)),
      );
      const answers = new Set(await Promise.all(tokens.map(who)));
      for (const token of tokens) answers.add(await who(token));
      expect([...answers]).toEqual(["invalid-token"]);
    };
    await flood();
    expect(fetchesOfKeys()).toBe(1);
    wait(29.999);
    await flood();
    expect(fetchesOfKeys()).toBe(1);
    wait(0.001);
    await flood();
    expect(fetchesOfKeys()).toBe(2);
    expect(await who(await issuer.token())).toBe("alice");
  });

  it("are not asked for on behalf of a token that no key could make good", async () => {
    const who = authenticator({ jwksUri: issuer.jwksUri });
    expect(await who("eyJhbGciOiJub25lIn0.e30.")).toBe("invalid-token");
    expect(await who("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl")).toBe("invalid-token");
    expect(issuer.requests).toEqual([]);
  });

  it("stay where a later fetch fails, which is not tried again for 30 seconds either", async () => {
    const who = authenticator({ jwksUri: issuer.jwksUri });
    const token = await issuer.token({ exp: NOW.getTime() / 1000 + 3600 });
    expect(await who(token)).toBe("alice");
    issuer.answerWith((_request, response) => void response.writeHead(500).end());
    wait(600);
    expect([await who(token), await who(token), issuer.requests.length]).toEqual(["alice", "alice", 2]);
    wait(30);
    expect([await who(token), issuer.requests.length]).toEqual(["alice", 3]);
    expect(logLines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: "warn", reason: "expected the status 200; got 500" }),
      expect.objectContaining({ level: "warn" }),
    ]);
  });

  it("that cannot be loaded accept no token, and are loaded again after 30 seconds", async () => {
    const who = authenticator();
    const token = await issuer.token();
    issuer.answerWith((_request, response) => void response.writeHead(503).end());
    expect([await who(token), await who(token), issuer.requests.length]).toEqual(["unavailable", "unavailable", 1]);
    issuer.answerWith(undefined);
    wait(30);
    expect(await who(token)).toBe("alice");
  });

  it("are asked for again when the clock was put back", async () => {
    const who = authenticator({ jwksUri: issuer.jwksUri });
    expect(await who(await issuer.token())).toBe("alice");
    wait(-3600);
    expect(await who(await issuer.token())).toBe("alice");
    expect(fetchesOfKeys()).toBe(2);
  });
});

describe("an issuer that does not answer as it should", () => {
  const reasons = () => logLines.map((line) => JSON.parse(line).reason);

  it("redirects: nothing is fetched from there", async () => {
    await using elsewhere = await startServer((_request, response) =>
      answerJson(response, { keys: issuer.keys.map(({ publicJwk }) => publicJwk) }),
    );
    for (const status of [301, 302, 303, 307, 308]) {
      issuer.answerWith((_request, response) => void response.writeHead(status, { location: elsewhere.url }).end());
      expect(await authenticator({ jwksUri: issuer.jwksUri })(await issuer.token())).toBe("unavailable");
      expect(await authenticator()(await issuer.token())).toBe("unavailable");
    }
    expect(elsewhere.requests).toEqual([]);
    expect(reasons()[0]).toBe("expected the status 200; got 301");
  });

  it.each(["with", "without", "compressed"])("has more than 256 kB: %s a length said beforehand", async (how) => {
    const body = JSON.stringify({
      keys: issuer.keys.map(({ publicJwk }) => publicJwk),
      padding: "x".repeat(256 * 1024),
    });
    issuer.answerWith((_request, response) => {
      if (how === "compressed") return void response.setHeader("content-encoding", "gzip").end(gzipSync(body));
      if (how === "with") response.setHeader("content-length", body.length);
      response.end(body);
    });
    expect(await authenticator({ jwksUri: issuer.jwksUri })(await issuer.token())).toBe("unavailable");
    expect(reasons()).toEqual(["expected 262144 bytes at most"]);
  });

  it("never ends its answer: what has come is not kept", async () => {
    const closed = Promise.withResolvers<void>();
    issuer.answerWith((_request, response) => {
      response.once("close", () => closed.resolve());
      const more = () => response.write("x".repeat(65_536), (error) => void (error ? undefined : more()));
      more();
    });
    expect(await authenticator({ jwksUri: issuer.jwksUri })(await issuer.token())).toBe("unavailable");
    await closed.promise;
  });

  it.each(["before", "within"])("takes longer than 5 seconds, stuck %s its answer", async (where) => {
    const reached = Promise.withResolvers<ServerResponse>();
    issuer.answerWith((_request, response) => {
      if (where === "within") response.write('{"keys": [');
      reached.resolve(response);
    });
    const [deadline, asked]: [AbortController, number[]] = [new AbortController(), []];
    const who = authenticator({
      jwksUri: issuer.jwksUri,
      deadline: (milliseconds) => {
        asked.push(milliseconds);
        return deadline.signal;
      },
    });
    const answer = who(await issuer.token());
    const response = await reached.promise;
    deadline.abort(new Error("too late"));
    expect([await answer, asked]).toEqual(["unavailable", [5000]]);
    if (!response.closed) await once(response, "close");
    expect(reasons()).toEqual(["too late"]);
  });

  it.each([
    ["no JSON", "no JSON"],
    ["no key set", "{}"],
    ["keys that are none", '{"keys": [1]}'],
    ["nothing", ""],
  ])("has %s", async (_what, body) => {
    issuer.answerWith((_request, response) => void response.end(body));
    expect(await authenticator({ jwksUri: issuer.jwksUri })(await issuer.token())).toBe("unavailable");
    expect(await authenticator()(await issuer.token())).toBe("unavailable");
  });

  it("has keys that cannot be used: tokens of theirs are refused", async () => {
    const key = { kty: "RSA", kid: "first", alg: "RS256", n: "AQAB", e: "AQAB" };
    const rsa = await createSigningKey("first", "RS256");
    issuer.answerWith((_request, response) => answerJson(response, { keys: [key] }));
    expect(await authenticator({ jwksUri: issuer.jwksUri })(await issuer.token({}, {}, rsa))).toBe("invalid-token");
  });
});

describe("discovery", () => {
  const discovering = async (document: unknown) => {
    issuer.answerWith((request, response) => {
      if (request.url !== "/keys") return answerJson(response, document);
      answerJson(response, { keys: issuer.keys.map(({ publicJwk }) => publicJwk) });
    });
    return authenticator()(await issuer.token());
  };

  it("wants the document to be our issuer's own, to the letter", async () => {
    const jwks_uri = issuer.jwksUri;
    for (const other of [`${issuer.url}/`, "https://other.example.com", undefined, [issuer.url]]) {
      expect(await discovering({ issuer: other, jwks_uri })).toBe("unavailable");
    }
    expect(fetchesOfKeys()).toBe(0);
    expect(await discovering({ issuer: issuer.url, jwks_uri })).toBe("alice");
  });

  it("follows a document to https only, or to this machine", async () => {
    for (const jwks_uri of [
      "http://keys.example.com/keys",
      "file:///etc/passwd",
      "keys",
      "https://u:p@keys.example.com",
    ]) {
      expect(await discovering({ issuer: issuer.url, jwks_uri })).toBe("unavailable");
    }
    expect(logLines.join("")).toContain("jwks_uri is not https");
  });

  it("asks an issuer with a path below that path", async () => {
    await using server = await startServer((_request, response) => void response.writeHead(404).end());
    for (const path of ["/tenant", "/tenant/"]) {
      const authenticate = createAuthenticator(
        { mode: "jwt", issuer: `${server.url}${path}`, audience: AUDIENCE, jwksUri: undefined },
        { log: createLogger("silent"), clock: () => now },
      );
      const headers = new Headers({ authorization: `Bearer ${await issuer.token()}` });
      await expect(authenticate(headers)).rejects.toThrow(Unauthenticated);
    }
    expect(server.requests).toEqual(Array(2).fill("/tenant/.well-known/openid-configuration"));
  });
});
