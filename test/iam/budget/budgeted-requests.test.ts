import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { createTestGateway, iamError } from "../../support/gateway.ts";

const query = "query ($first: Int) { oidcProviders(first: $first) { nodes { arn clientIds } } }";
const createStaff = 'mutation { createGroup(input: {groupName: "Staff"}) { __typename } }';

describe("a request beyond the account's budget", () => {
  /** Ten providers. Four can be read at once, and one more every ten seconds. */
  async function createProviders() {
    const account = await createTestGateway({
      iamCallRate: { perSecond: 0.1, burst: 4 },
      limits: { requestTimeoutMs: 3000 },
    });
    for (let place = 0; place < 10; place++) {
      await account.admin.send(new CreateOpenIDConnectProviderCommand({ Url: `https://issuer-${place}.example.com` }));
    }
    return account;
  }

  it("fails at once with IAM_THROTTLED and a retry time, without a call", async () => {
    await using account = await createProviders();
    expect((await account.execute(query, { first: 3 })).errors).toBeUndefined();
    account.forgetCalls();
    const { data, errors } = await account.execute(query, { first: 3 });
    expect(account.counts()).toEqual({ ListOpenIDConnectProviders: 1 });
    expect(data).toMatchObject({ oidcProviders: { nodes: Array(3).fill({ clientIds: null }) } });
    expect(errors).toHaveLength(3);
    expect(errors?.[0]).toMatchObject({
      message:
        "GetOpenIDConnectProvider was not called: the IAM rate limit leaves no capacity before this request's deadline.",
      path: ["oidcProviders", "nodes", 0, "clientIds"],
      extensions: { code: "IAM_THROTTLED", action: "GetOpenIDConnectProvider", retryAfterMs: expect.any(Number) },
    });
    // Two calls more than the one left.
    const retryAfterMs = Number(errors?.[0]?.extensions?.["retryAfterMs"]);
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(20_000);
  });

  it("fails at once with QUERY_TOO_EXPENSIVE and a page size that fits if waiting does not help", async () => {
    await using account = await createProviders();
    const { errors } = await account.execute(query, { first: 10 });
    expect(account.counts()).toEqual({ ListOpenIDConnectProviders: 1 });
    expect(errors).toHaveLength(10);
    for (const { extensions } of errors ?? []) {
      expect(extensions).toMatchObject({
        code: "QUERY_TOO_EXPENSIVE",
        action: "GetOpenIDConnectProvider",
        pageSize: 4,
      });
      expect(extensions).not.toHaveProperty("retryAfterMs");
    }
    const smaller = await account.execute(query, { first: Number(errors?.[0]?.extensions?.["pageSize"]) });
    expect(smaller.errors).toBeUndefined();
  });

  it("writes nothing, reports that, and can be repeated with the same idempotency key", async () => {
    await using account = await createTestGateway({
      // No token comes back during the test.
      iamCallRate: { perSecond: 0.01, burst: 1 },
      limits: { requestTimeoutMs: 500 },
    });
    const key = { "idempotency-key": "once" };
    await account.execute('mutation { createGroup(input: {groupName: "First"}) { __typename } }');
    const { errors } = await account.execute(createStaff, {}, key);
    expect(errors).toMatchObject([{ path: ["createGroup"], extensions: { code: "IAM_THROTTLED" } }]);
    expect(errors?.[0]?.extensions).not.toHaveProperty("outcome");
    expect(account.counts()).toEqual({ CreateGroup: 1 });
    expect(account.auditLines.at(-1)).toContain("CreateGroup");
    expect((await account.execute(createStaff, {}, key)).response.headers.get("idempotency-replayed")).toBeNull();
  });

  it("counts the SDK's retries, and slows down if IAM throttles", async () => {
    let calls = 0;
    await using account = await createTestGateway({
      iamCallRate: { perSecond: 100, burst: 2 },
      maxAttempts: 3,
      intercept: () => (++calls === 1 ? iamError(400, "Throttling", "Rate exceeded") : undefined),
    });
    const { errors, extensions } = await account.execute("{ accountSummary { users } }", {}, { "iamql-usage": "1" });
    expect(errors).toBeUndefined();
    expect(extensions).toMatchObject({
      iam: { retried: { GetAccountSummary: 1 }, throttled: { GetAccountSummary: 1 } },
    });
  });
});
