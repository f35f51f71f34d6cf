import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { createUsers } from "../support/account.ts";
import { createTestGateway, iamError, type TestGatewayOptions } from "../support/gateway.ts";

const query = '{ user(userName: "alice") { arn } accountSummary { users } }';

async function failing(options: TestGatewayOptions) {
  const account = await createTestGateway(options);
  const { data, errors, response } = await account.execute(query);
  return { account, data, error: errors?.find((error) => error.path?.[0] === "user"), errors, response };
}

/** Answers GetUser so, and lets all else through. */
const forged = (answer: ReturnType<typeof iamError>): TestGatewayOptions => ({
  intercept: ({ action }) => (action === "GetUser" ? answer : undefined),
});

describe("what IAM does not answer", () => {
  it.each([
    ["Throttling", 400, "IAM_THROTTLED", { retryAfterMs: 1000 }],
    ["RequestLimitExceeded", 503, "IAM_THROTTLED", { retryAfterMs: 1000 }],
    ["AccessDenied", 403, "IAM_ACCESS_DENIED", {}],
    ["ServiceFailure", 500, "IAM_UNAVAILABLE", {}],
    ["ServiceUnavailable", 503, "IAM_UNAVAILABLE", {}],
    ["InvalidClientTokenId", 403, "IAM_REJECTED", {}],
    ["EntityTemporarilyUnmodifiable", 409, "IAM_REJECTED", {}],
  ])(
    "%s is told as its own code, with IAM's, and costs only the field that needed it",
    async (iamCode, status, code, more) => {
      const { account, data, errors } = await failing(forged(iamError(status, iamCode, "Rate exceeded")));
      await using _ = account;
      expect(data).toEqual({ user: null, accountSummary: { users: 0 } });
      expect(errors).toEqual([
        expect.objectContaining({
          path: ["user"],
          extensions: {
            code,
            action: "GetUser",
            iamCode,
            iamRequestId: "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE",
            ...more,
          },
        }),
      ]);
    },
  );

  it("AccessDenied names the action only; IAM's text, with the gateway's ARN, goes to the log", async () => {
    const text = "User: arn:aws:iam::123456789012:user/gateway is not authorized to perform: iam:GetUser";
    const { account, errors } = await failing(forged(iamError(403, "AccessDenied", text)));
    await using _ = account;
    expect(errors?.[0]?.message).toBe("The gateway's credentials may not call iam:GetUser.");
    expect(JSON.stringify(errors)).not.toContain("user/gateway");
    const line = JSON.parse(account.logLines.at(-1) ?? "{}");
    expect(line).toMatchObject({ level: "warn", requestId: "request-1", path: "user", iamMessage: text });
  });

  it("an answer that is not IAM's is IAM_UNAVAILABLE", async () => {
    for (const body of ["<html>Bad gateway", "", "<GetUserResponse>", "{}"]) {
      for (const status of [200, 502]) {
        const { account, error } = await failing(forged({ status, body }));
        await using _ = account;
        expect([status, body, error?.extensions?.["code"]]).toEqual([status, body, "IAM_UNAVAILABLE"]);
      }
    }
  });

  it("an endpoint that nobody listens on is IAM_UNAVAILABLE", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const client = new IAMClient({
      region: "us-east-1",
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    });
    const { account, error } = await failing({ client });
    await using _ = account;
    expect(error?.extensions).toEqual({ code: "IAM_UNAVAILABLE", action: "GetUser" });
  });

  it("an endpoint that never answers is IAM_TIMEOUT, in the time given", async () => {
    const server = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const client = new IAMClient({
      region: "us-east-1",
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { account, error, errors } = await failing({ client, iamTimeoutMs: 50 });
    await using _ = account;
    expect(errors?.map((error) => error.extensions?.["code"])).toEqual(["IAM_TIMEOUT", "IAM_TIMEOUT"]);
    expect(error?.extensions?.["action"]).toBe("GetUser");
    server.closeAllConnections();
    server.close();
  });

  it("missing credentials are IAM_UNAVAILABLE, and the log says why", async () => {
    const client = new IAMClient({
      region: "us-east-1",
      credentials: () => Promise.reject(Object.assign(new Error("no keys"), { name: "CredentialsProviderError" })),
    });
    const { account, error } = await failing({ client });
    await using _ = account;
    expect(error?.extensions?.["code"]).toBe("IAM_UNAVAILABLE");
    expect(account.logLines.join()).toContain("no keys");
  });

  it("a marker that IAM does not know is BAD_USER_INPUT with reason CURSOR_EXPIRED", async () => {
    let expired = false;
    await using account = await createTestGateway({
      intercept: () => (expired ? iamError(400, "ValidationError", "Invalid Marker.") : undefined),
    });
    await createUsers(account.admin, 3);
    const page = await account.execute<{ users: { pageInfo: { endCursor: string } } }, object>(
      "{ users(first: 1) { pageInfo { endCursor } } }",
    );
    expired = true;
    const { errors } = await account.execute("query ($after: String) { users(after: $after) { totalCount } }", {
      after: page.data?.users.pageInfo.endCursor,
    });
    expect(errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT", reason: "CURSOR_EXPIRED" });
  });
});

describe("what nobody expected", () => {
  it("is masked, and logged under the request id that the answer carries", async () => {
    const { account, errors, response } = await failing({
      intercept: ({ action }) => {
        if (action === "GetUser") throw new TypeError("s3cret detail");
        return undefined;
      },
    });
    await using _ = account;
    expect(errors).toEqual([
      expect.objectContaining({
        path: ["user"],
        extensions: { code: "INTERNAL_SERVER_ERROR", requestId: "request-1" },
      }),
    ]);
    expect(JSON.stringify(errors)).not.toContain("s3cret");
    expect(response.headers.get("x-request-id")).toBe("request-1");
    const line = JSON.parse(account.logLines.at(-1) ?? "{}");
    expect(line).toMatchObject({ level: "error", requestId: "request-1", err: { message: "s3cret detail" } });
  });

  it("keeps a caller's own request id, unless it could do harm in a log", async () => {
    await using account = await createTestGateway();
    const idOf = async (id: string) =>
      (
        await account.gateway.fetch("http://127.0.0.1:4000/graphql?query={__typename}", {
          headers: { "x-request-id": id },
        })
      ).headers.get("x-request-id");
    expect(await idOf("abc-123")).toBe("abc-123");
    expect(await idOf('"}, {"level":"error"')).toBe("request-1");
    expect(await idOf("x".repeat(129))).toBe("request-2");
  });
});
