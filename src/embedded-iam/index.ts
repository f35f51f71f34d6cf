import { randomBytes } from "node:crypto";
import { defaultQuotas, type Quotas } from "../iam-model/quotas.ts";
import { type Listener, type TakenPort, takeLoopbackPort } from "./http.ts";
import { makeId, makeSecretAccessKey } from "./ids.ts";
import { answerFetch, InProcessRequestHandler } from "./in-process.ts";
import { answer, type Log, type RootCredentials, type WireRequest } from "./protocol/answer.ts";
import type { Access } from "./protocol/callers.ts";
import { fillSampleAccount, sampleAccountDate } from "./sample-account.ts";
import { createServices, timestamp } from "./services.ts";
import { openDatabase } from "./store/open.ts";

export { EmbeddedIamFileError } from "./store/file-error.ts";

export interface EmbeddedIamOptions {
  /** The database file; ":memory:" keeps nothing. */
  readonly file: string;
  /** @default "123456789012" */
  readonly accountId?: string;
  /**
   * Whether a new database starts with the sample account.
   * @default false
   */
  readonly sample?: boolean;
  /** @default the system clock */
  readonly clock?: () => Date;
  /**
   * Where ids, seeds and keys come from.
   * @default node:crypto
   */
  readonly randomBytes?: (size: number) => Uint8Array;
  /**
   * Listens on this port of 127.0.0.1 (0: any free one) from the start. It is taken before the file is opened, so that
   * a port which cannot be had leaves the file alone.
   * @default it does not listen
   */
  readonly port?: number;
  /**
   * What a key that this service did not issue may do: act as the account's root user (`open`), or nothing (`strict`).
   * @default "open"
   */
  readonly access?: Access;
  /** Overrides of AWS's default quotas. */
  readonly quotas?: Partial<Quotas>;
  /** Hears of what an operator should know; never of a secret. */
  readonly log?: Log;
}

/** A running IAM service: one database, reached in-process or over HTTP, by the same protocol. */
export interface EmbeddedIam {
  /** Answers a request of the Query protocol in-process. */
  fetch(request: Request): Promise<Response>;
  /** For `new IAMClient({ requestHandler })`: the SDK's requests are answered in-process. */
  readonly requestHandler: InProcessRequestHandler;
  /** Where it listens from the start, such as `http://127.0.0.1:4001`, if it was given a port. */
  readonly url: string | undefined;
  /** Keys of the account's root user, made at this start; no operation lists them. */
  readonly rootCredentials: RootCredentials;
  /** Serves the wire on 127.0.0.1 (port 0: any free one) until closed, which waits for the requests under way. */
  listen(port: number): Promise<Listener>;
  /** Stops listening, moves the write-ahead log into the file and releases it. Closing again does nothing. */
  close(): Promise<void>;
}

/**
 * Starts the embedded IAM. Rejects with EmbeddedIamFileError for a file that cannot be used, which stays as it was, and
 * with Node's own error for a port that cannot be had.
 */
export async function createEmbeddedIam(options: EmbeddedIamOptions): Promise<EmbeddedIam> {
  const listener = options.port === undefined ? undefined : await takeLoopbackPort(options.port);
  try {
    return open(options, listener);
  } catch (error) {
    await listener?.close();
    throw error;
  }
}

function open(options: EmbeddedIamOptions, listener: TakenPort | undefined): EmbeddedIam {
  const { file, accountId = "123456789012", sample = false, clock = () => new Date(), log = () => {} } = options;
  const random = options.randomBytes ?? randomBytes;
  if (!/^\d{12}$/.test(accountId)) throw new TypeError(`an AWS account id has 12 digits, but got: ${accountId}`);
  const newAccount = { accountId, createDate: sample ? sampleAccountDate : timestamp(clock()), markerKey: random(32) };
  const { database, account } = openDatabase(file, newAccount, (opened) => {
    if (!sample) return;
    fillSampleAccount(opened, random);
    log("info", "the new database starts with the sample account", { file });
  });
  const quotas = { ...defaultQuotas, ...options.quotas };
  const services = createServices(database, { account, quotas, clock, idBytes: random, secretBytes: random });
  const rootCredentials = {
    accessKeyId: makeId("accessKey", accountId, random),
    secretAccessKey: makeSecretAccessKey(random),
  };
  const access = options.access ?? "open";
  const answerRequest = (request: WireRequest) => answer(request, { database, services, log, access, rootCredentials });
  const listeners = new Set<Listener>(listener && [listener]);
  listener?.serve(answerRequest);
  return {
    fetch: (request) => answerFetch(request, answerRequest),
    requestHandler: new InProcessRequestHandler(answerRequest),
    url: listener?.url,
    rootCredentials,
    async listen(port) {
      const later = await takeLoopbackPort(port);
      later.serve(answerRequest);
      listeners.add(later);
      return later;
    },
    async close() {
      await Promise.all([...listeners].map((one) => one.close()));
      listeners.clear();
      database.close();
    },
  };
}
