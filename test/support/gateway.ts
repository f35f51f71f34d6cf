import { Readable } from "node:stream";
import { type IAMClient, IAMClient as SdkClient } from "@aws-sdk/client-iam";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type DocumentNode, print } from "graphql";
import { createIamql } from "../../src/app/gateway.ts";
import type { IamqlOptions } from "../../src/app/options.ts";
import { createEmbeddedIam, type EmbeddedIam, type EmbeddedIamOptions } from "../../src/embedded-iam/index.ts";
import type { IdempotencyRecords } from "../../src/http/execution/idempotency/records.ts";
import type { AccessOptions } from "../../src/http/gateway.ts";
import { AccountIdentity, type PropagationOptions } from "../../src/iam/index.ts";
import { createLogger } from "../../src/platform/logger/logger.ts";
import { MAX_IAM_CALLS_IN_PROCESS } from "../../src/settings/index.ts";

/** A call that the SDK has sent to IAM. */
export interface UpstreamCall {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface TestGatewayOptions extends AccessOptions {
  /** Fills the account with the sample data. @default false */
  readonly sample?: boolean;
  /** Credentials that sign the gateway's calls. @default the account's root */
  readonly signAs?: (
    embedded: EmbeddedIam,
    admin: IAMClient,
  ) => Promise<{ accessKeyId: string; secretAccessKey: string }>;
  /** Options of the embedded IAM: faults, clock, quotas. */
  readonly iam?: Omit<EmbeddedIamOptions, "file" | "sample">;
  /** The SDK's maximum number of attempts for a call. @default 1 */
  readonly maxAttempts?: number;
  /** How reads wait for recent writes. */
  readonly propagation?: PropagationOptions;
  /** Replaces IAM's response to a call, loses the connection (throws), or lets the call through (`undefined`). */
  readonly intercept?: (call: UpstreamCall) => ForgedAnswer | undefined;
  /** Delays the response to a call. */
  readonly delay?: (call: UpstreamCall) => Promise<void> | undefined;
  readonly client?: IAMClient;
  readonly iamCallRate?: IamqlOptions["iamCallRate"];
  readonly iamCache?: IamqlOptions["iamCache"];
  readonly detailsCarryBoundary?: boolean;
  /** The latencies for plans. Pauses take no time. @default 0 ms, so that plans use the fewest calls */
  readonly latencyStatistics?: Omit<NonNullable<IamqlOptions["latencyStatistics"]>, "sleep">;
  readonly iamTimeoutMs?: number;
  /** How to wait for credential reports. @default advances IAM's clock instead of waiting */
  readonly credentialReports?: IamqlOptions["credentialReports"];
  /** Receives the audit lines. @default collects them in `auditLines` */
  readonly audit?: (line: string) => Promise<void>;
  readonly idempotency?: IdempotencyRecords;
  readonly now?: () => number;
  readonly accountState?: IamqlOptions["accountState"];
  readonly limits?: IamqlOptions["limits"];
  readonly callerRates?: IamqlOptions["callerRates"];
  readonly persistedOperations?: IamqlOptions["persistedOperations"];
  readonly automaticPersistedQueries?: IamqlOptions["automaticPersistedQueries"];
  readonly schemaPrefix?: IamqlOptions["schemaPrefix"];
  /** Whether the gateway knows its account from the start, as a started one does. @default true */
  readonly knowsAccount?: boolean;
}

export interface ForgedAnswer {
  readonly status: number;
  readonly body: string;
}

export interface GraphQLErrorAnswer {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLErrorAnswer[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly response: Response;
}

/** Creates a gateway over an embedded IAM in memory that records the gateway's calls. */
export async function createTestGateway(options: TestGatewayOptions = {}) {
  let skippedMs = 0;
  const skip = async (milliseconds: number) => {
    skippedMs += milliseconds;
  };
  const clock = options.iam?.clock ?? (() => new Date());
  const embedded = await createEmbeddedIam({
    ...options.iam,
    clock: () => new Date(clock().getTime() + skippedMs),
    file: ":memory:",
    sample: options.sample ?? false,
  });
  const admin = new SdkClient({
    region: "us-east-1",
    credentials: embedded.rootCredentials,
    requestHandler: embedded.requestHandler,
  });
  const calls: UpstreamCall[] = [];
  const logLines: string[] = [];
  const auditLines: string[] = [];
  const credentials = (await options.signAs?.(embedded, admin)) ?? embedded.rootCredentials;
  const client =
    options.client ??
    new SdkClient({
      region: "us-east-1",
      credentials,
      maxAttempts: options.maxAttempts ?? 1,
      requestHandler: {
        ...embedded.requestHandler,
        handle: async (request: Parameters<typeof embedded.requestHandler.handle>[0]) => {
          const call = callOf(String(request.body));
          calls.push(call);
          await options.delay?.(call);
          const forged = options.intercept?.(call);
          return forged ? forge(forged) : embedded.requestHandler.handle(request);
        },
      },
    });
  let ids = 0;
  const accountId = options.iam?.accountId ?? "123456789012";
  const gateway = createIamql({
    client,
    account: new AccountIdentity((options.knowsAccount ?? true) ? accountId : undefined),
    iamTimeoutMs: options.iamTimeoutMs,
    credentialReports: options.credentialReports ?? { sleep: skip },
    audit: options.audit ?? (async (line) => void auditLines.push(line)),
    idempotency: options.idempotency,
    now: options.now,
    accountState: options.accountState,
    authenticate: options.authenticate,
    allowedHosts: options.allowedHosts,
    corsOrigins: options.corsOrigins,
    corsHeaders: options.corsHeaders,
    addressRates: options.addressRates,
    limits: { maxIamCalls: MAX_IAM_CALLS_IN_PROCESS, ...options.limits },
    callerRates: options.callerRates,
    persistedOperations: options.persistedOperations,
    automaticPersistedQueries: options.automaticPersistedQueries,
    schemaPrefix: options.schemaPrefix,
    propagation: options.propagation,
    iamCallRate: options.iamCallRate,
    iamCache: options.iamCache,
    detailsCarryBoundary: options.detailsCarryBoundary,
    latencyStatistics: { ...(options.latencyStatistics ?? { now: () => 0, unseenLatencyMs: 0 }), sleep: noPause },
    newId: () => `request-${++ids}`,
    log: createLogger("debug", { write: (line) => void logLines.push(line) }),
  });

  return {
    embedded,
    /** A client for the test's own setup: its calls are not counted. */
    admin,
    gateway,
    /** The gateway's own client, whose calls are counted. */
    client,
    calls,
    /** The number of calls by action since the last `forgetCalls`. */
    counts(): Record<string, number> {
      const counts: Record<string, number> = {};
      for (const { action } of calls) counts[action] = (counts[action] ?? 0) + 1;
      return counts;
    },
    forgetCalls: () => void calls.splice(0),
    logLines,
    auditLines,

    async execute<Data, Variables>(
      document: TypedDocumentNode<Data, Variables> | string,
      variables?: Variables,
      headers: Record<string, string> = {},
    ): Promise<Answer<Data>> {
      const query = typeof document === "string" ? document : print(document as DocumentNode);
      const response = await gateway.fetch("http://127.0.0.1:4000/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors, extensions } = (await response.json()) as Omit<Answer<Data>, "response">;
      return { data, errors, ...(extensions && { extensions }), response };
    },

    async [Symbol.asyncDispose]() {
      client.destroy();
      admin.destroy();
      await gateway.dispose();
      await embedded.close();
    },
  };
}

async function noPause(): Promise<void> {}

export type TestGateway = Awaited<ReturnType<typeof createTestGateway>>;

function callOf(body: string): UpstreamCall {
  const { Action: action = "", Version: _version, ...parameters } = Object.fromEntries(new URLSearchParams(body));
  return { action, parameters };
}

function forge({ status, body }: ForgedAnswer) {
  return {
    response: {
      statusCode: status,
      headers: { "content-type": "text/xml", "x-amzn-requestid": "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE" },
      body: Readable.from([Buffer.from(body)]),
    },
  };
}

/** An error response of IAM. */
export function iamError(status: number, code: string, message: string): ForgedAnswer {
  const type = status < 500 ? "Sender" : "Receiver";
  return {
    status,
    body: `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ErrorResponse>`,
  };
}
