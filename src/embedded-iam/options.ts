import { defaultQuotas, type Quotas } from "../iam-model/quotas.ts";
import type { Faults } from "./faults/faults.ts";
import { policyArn } from "./operations/users/permissions-boundaries.ts";
import type { Access } from "./protocol/callers.ts";
import type { Log, RootCredentials } from "./server/answer-call.ts";
import type { Sleep } from "./server/request-handler.ts";
import type { ThumbprintOf } from "./services.ts";

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
  /**
   * A key of the account's root user that the service is to know: in `strict`, the way to begin with. No operation lists
   * or changes it. TypeError for an id that the account has once issued itself.
   * @default made anew at each start
   */
  readonly rootCredentials?: RootCredentials | undefined;
  /** Overrides of AWS's default quotas: whole numbers. */
  readonly quotas?: Partial<Quotas>;
  /**
   * Gives the thumbprint, 40 hexadecimal digits, of an OpenID Connect provider that is created without any, from its URL.
   * Where it throws, rejects or gives something else, that is OpenIdIdpCommunicationError.
   * @default derived from the URL's host: the service asks nobody
   */
  readonly thumbprintOf?: ThumbprintOf;
  /**
   * ARNs of managed policies that this account is taken to have, so that they can be permissions boundaries. AWS's own
   * (`arn:aws:iam::aws:policy/...`) are always there. TypeError for what is no policy of this account's.
   * @default none
   */
  readonly policies?: readonly string[];
  /**
   * How it misbehaves. WeatherError, if it is none.
   * @default not at all
   */
  readonly faults?: Faults | undefined;
  /**
   * How the weather lets calls wait; for tests that would rather not.
   * @default in real time
   */
  readonly sleep?: Sleep;
  /**
   * Whether listeners serve the control endpoint (`answerControl`), which asks for no signature.
   * @default true in open access; false in strict access
   */
  readonly control?: boolean | undefined;
  /** Hears of what an operator should know; never of a secret. */
  readonly log?: Log;
}

/** Refuses options that are none, also from callers without types. @throws TypeError, which never quotes a secret */
export function requireOptions(options: EmbeddedIamOptions): void {
  const { accountId = defaultAccountId } = options;
  requireFile(options.file);
  if (!/^\d{12}$/.test(accountId)) throw new TypeError(`an AWS account id has 12 digits, but got: ${accountId}`);
  const { access = "open" } = options;
  if (access !== "open" && access !== "strict") throw new TypeError(`access is "open" or "strict", but got: ${access}`);
  if (options.rootCredentials !== undefined) requireRootCredentials(options.rootCredentials);
  requireQuotas(options.quotas ?? {});
  requirePoliciesOf(accountId, options.policies ?? []);
}

export const defaultAccountId = "123456789012";

/** A root key's two parts: what fits between the slashes of a credential, and visible ASCII. */
export const rootKeyForms = { accessKeyId: /^\w{1,128}$/, secretAccessKey: /^[\x21-\x7e]{1,128}$/ } as const;

function requireFile(file: unknown): void {
  if (typeof file === "string" && file !== "" && !file.includes("\0")) return;
  const got = typeof file === "string" ? JSON.stringify(file) : typeof file;
  throw new TypeError(`file is a path or ":memory:", but got: ${got}`);
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
    "rootCredentials have an accessKeyId of 1 to 128 letters, digits and _, and a secretAccessKey of 1 to 128 visible ASCII characters",
  );
}

function requireQuotas(quotas: unknown): void {
  if (typeof quotas !== "object" || quotas === null) {
    throw new TypeError(`quotas are an object of whole numbers, but got: ${quotas === null ? "null" : typeof quotas}`);
  }
  for (const [name, limit] of Object.entries(quotas)) {
    if (!Object.hasOwn(defaultQuotas, name)) {
      throw new TypeError(`quotas are ${Object.keys(defaultQuotas).join(", ")}, but got: ${name}`);
    }
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new TypeError(`quotas.${name} is a whole number of 0 or more, but got: ${String(limit)}`);
    }
  }
}

function requirePoliciesOf(accountId: string, policies: readonly string[]): void {
  const stranger = policies.find((arn) => policyArn.exec(arn)?.[1] !== accountId);
  if (stranger === undefined) return;
  throw new TypeError(`policies are ARNs arn:aws:iam::${accountId}:policy/<name>, but got: ${stranger}`);
}
