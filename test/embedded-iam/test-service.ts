import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IAM, IAMServiceException } from "@aws-sdk/client-iam";
import { onTestFinished } from "vitest";
import { createEmbeddedIam, type EmbeddedIam, type EmbeddedIamOptions } from "../../src/embedded-iam/index.ts";
import { type ApiName, apiOf, apis, isOperationName } from "../../src/iam-model/operations/index.ts";

/** A clock that stands still until it is set. */
export interface TestClock {
  now: Date;
}

export interface TestService {
  readonly service: EmbeddedIam;
  /** The real SDK, in-process, as the account's root user. */
  readonly iam: IAM;
  readonly clock: TestClock;
  /** Sends a raw POST as test/test, to the API that has the action. Returns the status and the XML. */
  wire(parameters: Record<string, string>, headers?: Record<string, string>): Promise<{ status: number; xml: string }>;
}

/** Starts a service with a fixed clock and repeatable random bytes. It is closed after the test. */
export async function startService(options: Partial<EmbeddedIamOptions> = {}): Promise<TestService> {
  const clock = { now: new Date("2026-03-01T10:00:00.000Z") };
  const service = await createEmbeddedIam({
    file: ":memory:",
    clock: () => clock.now,
    randomBytes: repeatableBytes(),
    ...options,
  });
  onTestFinished(() => service.close());
  return {
    service,
    clock,
    iam: sdkClient(service, service.rootCredentials, clock),
    wire: async (parameters, headers = {}) => {
      const { Action = "" } = parameters;
      const api = isOperationName(Action) ? apiOf(Action) : "iam";
      const response = await service.fetch(
        new Request("http://iam.test/", {
          method: "POST",
          headers: { ...signedAs("test", api), ...headers },
          body: new URLSearchParams({ Version: apis[api].version, ...parameters }),
        }),
      );
      return { status: response.status, xml: await response.text() };
    },
  };
}

/** Creates an SDK client that calls the service in-process. */
export function sdkClient(
  service: EmbeddedIam,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
  clock: TestClock = { now: new Date() },
): IAM {
  const iam = new IAM({
    region: "us-east-1",
    credentials,
    requestHandler: service.requestHandler,
    maxAttempts: 1,
  });
  // The SDK signs with the test's clock.
  Object.defineProperty(iam.config, "systemClockOffset", {
    get: () => clock.now.getTime() - Date.now(),
    set: () => {},
  });
  return iam;
}

/** The header that names the access key of a request. */
export function signedAs(accessKeyId: string, api: ApiName = "iam"): Record<string, string> {
  const credential = `${accessKeyId}/20260301/us-east-1/${api}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=00` };
}

/** Returns an error as `status Code: message`, or "no refusal". */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "no refusal";
  } catch (error) {
    if (!(error instanceof IAMServiceException)) throw error;
    const code = error.name.replace(/Exception$/, "");
    return `${error.$metadata.httpStatusCode} ${code}: ${error.message}`;
  }
}

/** Returns the Message of an error response. */
export function messageIn(xml: string): string {
  const text = /<Message>(.*?)<\/Message>/s.exec(xml)?.[1] ?? "no message";
  return text.replaceAll("&apos;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Returns a path in a new folder that is deleted after the test. */
export function temporaryFile(name = "iam.sqlite"): string {
  const folder = mkdtempSync(join(tmpdir(), "iamql-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** Runs `work` without root's privileges, because file permissions do not restrict root. */
export async function withoutRoot<Result>(run: () => Promise<Result>): Promise<Result> {
  const unprivileged = 65534;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(unprivileged);
  try {
    return await run();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

/** Bytes that are equal in every run and do not repeat within one. */
export function repeatableBytes(): (size: number) => Uint8Array {
  let count = 0;
  return (size) => {
    count += 1;
    return createHash("shake256", { outputLength: size }).update(`test ${count}`).digest();
  };
}

/** `count` names in alphabetical order: prefix-000, prefix-001 ... */
export function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, "0")}`);
}
