import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { IAMClient } from "@aws-sdk/client-iam";
import { CredentialsProviderError } from "@smithy/core/config";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createUsers } from "../support/account.ts";
import { createTestGateway, iamError, type TestGatewayOptions } from "../support/gateway.ts";

const query = '{ user(userName: "alice") { arn } accountSummary { users } }';

async function failing(options: TestGatewayOptions) {
  const account = await createTestGateway(options);
  const { data, errors, response } = await account.execute(query);
  return { account, data, error: errors?.find((error) => error.path?.[0] === "user"), errors, response };
}

/** Answers GetUser with this, and passes all other calls on. */
const forged = (answer: ReturnType<typeof iamError>): TestGatewayOptions => ({
  intercept: ({ action }) => (action === "GetUser" ? answer : undefined),
});

describe("a failed IAM call", () => {
  it.each([
    ["Throttling", 400, "IAM_THROTTLED", { retryAfterMs: 1000 }],
    ["RequestLimitExceeded", 503, "IAM_THROTTLED", { retryAfterMs: 1000 }],
    ["AccessDenied", 403, "IAM_ACCESS_DENIED", {}],
    ["ServiceFailure", 500, "IAM_UNAVAILABLE", {}],
    ["ServiceUnavailable", 503, "IAM_UNAVAILABLE", {}],
    ["InvalidClientTokenId", 403, "IAM_REJECTED", {}],
    ["EntityTemporarilyUnmodifiable", 409, "IAM_REJECTED", {}],
  ])(
    "with %s has its own code, IAM's code, and fails only the field that needed it",
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

  it("with AccessDenied names only the action; IAM's text, which contains the gateway's ARN, goes to the log", async () => {
    const text = "User: arn:aws:iam::123456789012:user/gateway is not authorized to perform: iam:GetUser";
    const { account, errors } = await failing(forged(iamError(403, "AccessDenied", text)));
    await using _ = account;
    expect(errors?.[0]?.message).toBe("The gateway's credentials may not call iam:GetUser.");
    expect(JSON.stringify(errors)).not.toContain("user/gateway");
    const line = JSON.parse(account.logLines.at(-1) ?? "{}");
    expect(line).toMatchObject({ level: "warn", requestId: "request-1", path: "user", iamMessage: text });
  });

  it.each([
    ["signingUser { arn }", "GetUser"],
    ['user(userName: "alice") { arn }', "GetUser"],
    ["users { nodes { id } }", "ListUsers"],
    ['group(groupName: "g") { arn }', "GetGroup"],
    ["groups { nodes { id } }", "ListGroups"],
    ['mfaDevices(userName: "alice") { totalCount }', "ListMFADevices"],
    ["mfaDevices { totalCount }", "GetUser"],
    ["virtualMfaDevices { nodes { id } }", "ListVirtualMFADevices"],
    ['virtualMfaDevice(serialNumber: "arn:aws:iam::123456789012:mfa/x") { serialNumber }', "ListVirtualMFADevices"],
    ["oidcProviders { totalCount }", "ListOpenIDConnectProviders"],
    ['oidcProvider(arn: "arn:aws:iam::123456789012:oidc-provider/x.example.com") { url }', "GetOpenIDConnectProvider"],
    ["accountSummary { users }", "GetAccountSummary"],
  ])(
    "for %s with a response that is not IAM's is IAM_UNAVAILABLE, and never an empty result",
    async (field, action) => {
      const bodies = [
        "",
        "{}",
        "<html><body>Please log in</body></html>",
        `<${action}Response`,
        `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"/>`,
        `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result/></${action}Response>`,
      ];
      for (const body of bodies) {
        for (const status of [200, 502]) {
          await using account = await createTestGateway({ intercept: () => ({ status, body }) });
          const { data, errors } = await account.execute<Record<string, unknown>, object>(`{ ${field} }`);
          expect([body, status, Object.values(data ?? {})]).toEqual([body, status, [null]]);
          expect(errors?.map(({ extensions }) => [extensions?.["code"], extensions?.["action"]])).toEqual([
            ["IAM_UNAVAILABLE", action],
          ]);
        }
      }
    },
  );

  it.each([
    "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.",
    "User: arn:aws:iam::123456789012:user/gateway is not authorized to perform: iam:GetUser with an explicit deny: aws:MultiFactorAuthPresent is false",
    "User: arn:aws:iam::123456789012:user/gateway must use multi-factor authentication",
  ])("with AccessDenied for lack of an MFA session has a hint for the caller, without IAM's text: %s", async (text) => {
    const { account, errors } = await failing(forged(iamError(403, "AccessDenied", text)));
    await using _ = account;
    expect(errors?.[0]?.message).toMatch(
      /^The gateway's credentials may not call iam:GetUser without an MFA session\. /,
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: "IAM_ACCESS_DENIED", hint: "MFA_SESSION_REQUIRED" });
    expect(JSON.stringify(errors)).not.toMatch(/arn:|this user/);
  });

  it.each([
    "User: arn:aws:iam::123456789012:user/mfa is not authorized to perform: iam:DeactivateMFADevice on resource: arn:aws:iam::123456789012:mfa/MFA-session",
    "User: arn:aws:iam::123456789012:user/x is not authorized to perform: iam:EnableMFADevice on resource: user MFA",
  ])("with AccessDenied that only names MFA devices has no such hint: %s", async (text) => {
    const { account, errors } = await failing(forged(iamError(403, "AccessDenied", text)));
    await using _ = account;
    expect(errors?.[0]?.extensions).not.toHaveProperty("hint");
  });

  it("of a mutation has the hint too", async () => {
    const text =
      "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.";
    await using account = await createTestGateway({ intercept: () => iamError(403, "AccessDenied", text) });
    const { errors } = await account.execute(
      'mutation { deactivateMfaDevice(input: { userName: "alice", serialNumber: "arn:aws:iam::123456789012:mfa/phone" }) { __typename } }',
    );
    expect(errors?.[0]?.extensions).toMatchObject({ action: "DeactivateMFADevice", hint: "MFA_SESSION_REQUIRED" });
  });

  it("of GetUser is an error of signingUser, and not mistaken for a role", async () => {
    for (const forged of [
      iamError(403, "AccessDenied", "User: x is not authorized to perform: iam:GetUser"),
      iamError(400, "ValidationError", "Something else about userName"),
    ]) {
      await using account = await createTestGateway({ intercept: () => forged });
      const { data, errors } = await account.execute("{ signingUser { arn } }");
      expect([data, errors?.length]).toEqual([{ signingUser: null }, 1]);
    }
  });

  it.each(["InvalidClientTokenId", "SignatureDoesNotMatch", "RequestExpired"])(
    "with %s names only the action and IAM's code; IAM's text, which can quote the signed request, goes to the log",
    async (iamCode) => {
      const { account, error } = await failing(forged(iamError(403, iamCode, "The canonical string was s3cret")));
      await using _ = account;
      expect(error?.extensions).toMatchObject({ code: "IAM_REJECTED", iamCode });
      expect(JSON.stringify(error)).not.toContain("s3cret");
      expect(account.logLines.join()).toContain("s3cret");
    },
  );

  it("with a marker that points to its own page is IAM_UNAVAILABLE after few calls", async () => {
    const body = `<ListUsersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListUsersResult><Users/><IsTruncated>true</IsTruncated><Marker>again</Marker></ListUsersResult></ListUsersResponse>`;
    await using account = await createTestGateway({ intercept: () => ({ status: 200, body }) });
    const { errors } = await account.execute("{ users(first: 1) { totalCount } }");
    expect(errors?.[0]?.extensions?.["code"]).toBe("IAM_UNAVAILABLE");
    expect(account.calls.length).toBeLessThan(20);
  });

  it("to an endpoint without a listener is IAM_UNAVAILABLE", async () => {
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
    expect(error?.extensions).toEqual({ code: "IAM_UNAVAILABLE", action: "GetUser", cause: "CONNECTION_REFUSED" });
  });

  it("to an endpoint that never responds is IAM_TIMEOUT after the timeout", async () => {
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

  it("without credentials is IAM_UNAVAILABLE, and the log has the reason", async () => {
    const client = new IAMClient({
      region: "us-east-1",
      credentials: () => Promise.reject(new CredentialsProviderError("no keys")),
    });
    const { account, error } = await failing({ client });
    await using _ = account;
    expect(error?.extensions).toMatchObject({ code: "IAM_UNAVAILABLE", cause: "CREDENTIALS_MISSING" });
    expect(account.logLines.join()).toContain("no keys");
  });

  it("with a cursor's marker that IAM does not know is BAD_USER_INPUT with the reason CURSOR_EXPIRED", async () => {
    let expired = false;
    await using account = await createTestGateway({
      intercept: () => (expired ? iamError(400, "ValidationError", "Invalid Marker.") : undefined),
    });
    await createUsers(account.admin, 3);
    const page = await account.execute<{ users: { pageInfo: { endCursor: string } } }, object>(
      "{ users(first: 1) { pageInfo { endCursor } } }",
    );
    expired = true;
    const { errors } = await account.execute("query ($after: String) { users(after: $after) { nodes { id } } }", {
      after: page.data?.users.pageInfo.endCursor,
    });
    expect(errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT", reason: "CURSOR_EXPIRED" });
  });

  it("with a marker that IAM has just returned and then rejects is not the caller's fault", async () => {
    await using account = await createTestGateway({
      intercept: ({ parameters }) =>
        parameters["Marker"] === undefined ? undefined : iamError(400, "ValidationError", "Invalid Marker."),
    });
    await createUsers(account.admin, 1001);
    const { errors } = await account.execute(
      '{ users(last: 1, pathPrefix: "/u") { totalCount } a: users(last: 1) { nodes { id } } }',
    );
    expect(errors?.map(({ extensions }) => extensions?.["code"])).toEqual(["IAM_REJECTED"]);
  });
});

describe("an unexpected error", () => {
  it("is masked, and logged under the request id in the response, and nowhere else", async () => {
    const elsewhere = (["error", "warn", "info", "log", "debug"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    );
    onTestFinished(() => void vi.restoreAllMocks());
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
    for (const write of elsewhere) expect(write).not.toHaveBeenCalled();
  });

  it("has the caller's own request id, unless the id could corrupt the log", async () => {
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
