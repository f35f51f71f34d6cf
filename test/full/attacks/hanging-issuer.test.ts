import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { startCommand } from "../../support/command.ts";
import { AUDIENCE, createSigningKey, type Issuer, startIssuer } from "../../support/issuer.ts";

const TOKENS = 500;
const MAX_ADDED_MIB = 256;
/** For so long the gateway waits for an issuer. */
const MAX_OTHER_MS = 5000;

function settings(issuer: Issuer): Record<string, string> {
  return {
    IAMQL_AUTH: "jwt",
    IAMQL_AUTH_JWT_ISSUER: issuer.url,
    IAMQL_AUTH_JWT_AUDIENCE: AUDIENCE,
    IAMQL_AUTH_JWT_JWKS_URI: issuer.jwksUri,
    IAMQL_ADDRESS_REQUESTS_PER_MINUTE: "1000000",
  };
}

describe("an issuer that hangs", () => {
  it("does not delay callers whose key is known, while 500 tokens with unknown keys are refused", async () => {
    await using issuer = await startIssuer();
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const known = `Bearer ${await issuer.token({ exp })}`;
    await using attacked = await startAttacked(settings(issuer), { authorization: known });
    const hanging: ServerResponse[] = [];
    const foreign = await Promise.all(
      Array.from({ length: TOKENS }, async (_, index) =>
        issuer.token({ exp }, {}, await createSigningKey(`unknown ${index}`)),
      ),
    );
    const { result, addedMiB, slowestOtherMs } = await attacked.during(() => {
      issuer.answerWith((_request, response) => void hanging.push(response));
      return Promise.all(foreign.map((token) => send(attacked.url, token)));
    });
    expect(new Set(result.map(({ code }) => code))).toEqual(new Set(["UNAUTHENTICATED"]));
    // Unknown keys are looked up at most every 30 seconds, in one request for all callers.
    expect(hanging.length).toBeLessThan(2);
    expect(addedMiB).toBeLessThan(MAX_ADDED_MIB);
    expect(slowestOtherMs).toBeLessThan(MAX_OTHER_MS);
    for (const token of foreign) expect(attacked.stderr()).not.toContain(token.split(".")[2]);
  });

  it("from the start is asked once for 500 callers, who get 503, and is asked again once it answers", async () => {
    await using issuer = await startIssuer();
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const token = await issuer.token({ exp });
    const hanging: ServerResponse[] = [];
    issuer.answerWith((_request, response) => void hanging.push(response));
    await using command = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:", ...settings(issuer) });
    const url = String(command.ready.graphql);
    const health = fetch(url.replace("/graphql", "/health/live"));
    const answers = await Promise.all(Array.from({ length: TOKENS }, () => send(url, token)));
    expect((await health).status).toBe(200);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(hanging.length).toBeLessThan(3);
    issuer.answerWith(undefined);
    // Keys that could not be loaded are asked for again within 30 seconds.
    await expect.poll(async () => (await send(url, token)).status, { timeout: 90_000, interval: 500 }).toBe(200);
  });
});

async function send(url: string, token: string) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: "{ __typename }" }),
  });
  const { errors = [] } = await response.json();
  return { status: response.status, code: errors[0]?.extensions?.code };
}
