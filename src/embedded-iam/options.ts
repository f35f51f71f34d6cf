import { type Partition, partitions } from "../iam-model/arns.ts";
import { defaultQuotas, type Quotas } from "../iam-model/quotas.ts";
import { type ArnAccount, arns } from "./arns.ts";
import type { Faults } from "./faults/index.ts";
import { readPolicyArn } from "./operations/index.ts";
import type { Access, RootCredentials } from "./protocol/index.ts";
import type { ThumbprintOf } from "./services.ts";

/** Writes one line of the operator's log. */
export type Log = (level: "info" | "warn" | "error", message: string, fields?: Record<string, unknown>) => void;

/** Waits for the given time, or less if `closing` aborts because the service is closing. */
export type Sleep = (milliseconds: number, closing: AbortSignal) => Promise<void>;

/** Options of `createEmbeddedIam`. Only `file` is required. */
export interface EmbeddedIamOptions {
  /** The database file. ":memory:" keeps the data until the service is closed. */
  readonly file: string;
  /** @default "123456789012" */
  readonly accountId?: string;
  /**
   * The partition in all ARNs. A database keeps the one that it was created with.
   * @default "aws"
   */
  readonly partition?: Partition;
  /**
   * Whether a new database starts with the sample account.
   * @default false
   */
  readonly sample?: boolean;
  /** @default the system clock */
  readonly clock?: () => Date;
  /**
   * Source of ids, seeds and keys.
   * @default node:crypto
   */
  readonly randomBytes?: (size: number) => Uint8Array;
  /**
   * Listens on this port of 127.0.0.1 (0: any free one). The port is bound before the file is opened, so that an
   * unavailable port leaves the file unchanged.
   * @default the service does not listen
   */
  readonly port?: number;
  /**
   * How keys are treated that this service did not issue: they act as the account's root user (`open`), or are rejected
   * (`strict`).
   * @default "open"
   */
  readonly access?: Access;
  /**
   * A key of the account's root user, needed for the first calls in strict access. No operation lists or changes it.
   * TypeError for the id of a key that the account itself has issued.
   * @default generated at each start
   */
  readonly rootCredentials?: RootCredentials | undefined;
  /** Overrides AWS's default quotas. Whole numbers. */
  readonly quotas?: Partial<Quotas>;
  /**
   * Returns the thumbprint, 40 hexadecimal digits, of an OpenID Connect provider that is created without thumbprints,
   * from its URL. If it throws, rejects or returns another text, the call fails with OpenIdIdpCommunicationError.
   * @default derived from the URL's host, without a network request
   */
  readonly thumbprintOf?: ThumbprintOf;
  /**
   * ARNs of managed policies that can be attached and be permissions boundaries although they were not created. They have
   * no document. AWS's managed policies (`arn:aws:iam::aws:policy/...`) always can. TypeError for an ARN that is not a
   * policy of this account.
   * @default none
   */
  readonly policies?: readonly string[];
  /**
   * Fault injection. FaultsError if it is invalid.
   * @default off
   */
  readonly faults?: Faults | undefined;
  /**
   * Waits for injected latency. Tests can replace it to avoid the wait.
   * @default in real time
   */
  readonly sleep?: Sleep;
  /**
   * Whether listeners serve the control endpoint, which accepts unsigned requests.
   * @default true in open access; false in strict access
   */
  readonly control?: boolean | undefined;
  /** Receives log lines for the operator. They never contain a secret. */
  readonly log?: Log;
}

/** Validates options, also of callers without types. @throws TypeError, which never quotes a secret */
export function requireOptions(options: EmbeddedIamOptions): void {
  const { accountId = defaultAccountId, partition = "aws" } = options;
  requireFile(options.file);
  if (!/^\d{12}$/.test(accountId)) throw new TypeError(`accountId must have 12 digits, but got: ${accountId}`);
  if (!partitions.includes(partition)) {
    throw new TypeError(`partition must be ${partitions.join(", ")}, but got: ${partition}`);
  }
  const { access = "open" } = options;
  if (access !== "open" && access !== "strict")
    throw new TypeError(`access must be "open" or "strict", but got: ${access}`);
  if (options.rootCredentials !== undefined) requireRootCredentials(options.rootCredentials);
  requireQuotas(options.quotas ?? {});
  requirePoliciesOf({ accountId, partition }, options.policies ?? []);
}

export const defaultAccountId = "123456789012";

/** Forms of a root key. The id must fit between the slashes of a SigV4 credential; the secret is visible ASCII. */
export const rootKeyForms = { accessKeyId: /^\w{1,128}$/, secretAccessKey: /^[\x21-\x7e]{1,128}$/ } as const;

function requireFile(file: unknown): void {
  if (typeof file === "string" && file !== "" && !file.includes("\0")) return;
  const got = typeof file === "string" ? JSON.stringify(file) : typeof file;
  throw new TypeError(`file must be a path or ":memory:", but got: ${got}`);
}

function requireRootCredentials(credentials: RootCredentials): void {
  const { accessKeyId, secretAccessKey }: Partial<Record<keyof RootCredentials, unknown>> = Object(credentials);
  const isGood =
    typeof accessKeyId === "string" &&
    typeof secretAccessKey === "string" &&
    rootKeyForms.accessKeyId.test(accessKeyId) &&
    rootKeyForms.secretAccessKey.test(secretAccessKey);
  if (isGood) return;
  throw new TypeError(
    "rootCredentials must have an accessKeyId of 1 to 128 letters, digits and _, and a secretAccessKey of 1 to 128 visible ASCII characters",
  );
}

function requireQuotas(quotas: unknown): void {
  if (typeof quotas !== "object" || quotas === null) {
    throw new TypeError(
      `quotas must be an object of whole numbers, but got: ${quotas === null ? "null" : typeof quotas}`,
    );
  }
  for (const [name, limit] of Object.entries(quotas)) {
    if (!Object.hasOwn(defaultQuotas, name)) {
      throw new TypeError(`quotas can be ${Object.keys(defaultQuotas).join(", ")}, but got: ${name}`);
    }
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new TypeError(`quotas.${name} must be a whole number of 0 or more, but got: ${String(limit)}`);
    }
  }
}

function requirePoliciesOf(account: ArnAccount, policies: readonly string[]): void {
  const isOwn = (arn: string) => {
    const read = readPolicyArn(arn);
    return read?.partition === account.partition && read.owner === account.accountId;
  };
  const foreign = policies.find((arn) => !isOwn(arn));
  if (foreign === undefined) return;
  throw new TypeError(`policies must be ARNs ${arns.policy(account, "/", "<name>")}, but got: ${foreign}`);
}
