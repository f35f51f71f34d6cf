import { z } from "zod";
import { type Faults, faultsType, type RootCredentials, rootKeyForms } from "../embedded-iam/index.ts";
import { isIssuer, isTrustedUrl } from "../http/index.ts";
import { readNetwork } from "../platform/networks.ts";
import { PREFIX_PATTERN } from "../schema/index.ts";
import { iamSettings } from "./iam.ts";
import { limitSettings } from "./limits.ts";

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65535));

const weather = z.string().transform((text, context): Faults | undefined => {
  if (text === "none") return undefined;
  const read = faultsType.safeParse(parseJson(text));
  if (read.success) return read.data;
  // Of all that is said of it, only the names of its members are told: they are ours, whatever stands in the variable.
  for (const { path } of read.error.issues) context.addIssue({ code: "custom", path: path.slice(0, 1) });
  return z.NEVER;
});

/** Words with commas between them, each of which is as it should be. */
function listOf(isOne: RegExp | ((word: string) => boolean)) {
  const test = isOne instanceof RegExp ? (word: string) => isOne.test(word) : isOne;
  return z
    .string()
    .transform((text) => text.split(",").map((word) => word.trim()))
    .transform((words) => words.filter((word) => word !== ""))
    .refine((words) => words.every(test));
}

function isOrigin(word: string): boolean {
  const url = URL.parse(word);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === word;
}

/** A token of RFC 9110, section 5.6.2, without the asterisk: browsers read it as every header. */
const HEADER_NAME = /^[!#$%&'+\-.^_`|~\w]{1,100}$/;

/** The first colon is the one between the two. */
const rootKey = z.string().transform((text, context): RootCredentials | undefined => {
  if (text === "none") return undefined;
  const colon = text.indexOf(":");
  const [accessKeyId, secretAccessKey] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  if (rootKeyForms.accessKeyId.test(accessKeyId) && rootKeyForms.secretAccessKey.test(secretAccessKey)) {
    return { accessKeyId, secretAccessKey };
  }
  context.addIssue({ code: "custom" });
  return z.NEVER;
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One row of the table of settings: what `--help` prints and `parseConfig` reads. */
export interface Setting {
  readonly default: string;
  readonly expected: string;
  readonly meaning: string;
  readonly type: z.ZodType<unknown, string>;
}

/** All settings, by the variable's name. */
export const settings = {
  IAMQL_HOST: {
    default: "127.0.0.1",
    expected: "an IP address or a host name",
    meaning: "where the gateway listens",
    type: z.string().regex(/^[\w.:-]+$/),
  },
  IAMQL_PORT: {
    default: "4000",
    expected: "a whole number from 0 to 65535",
    meaning: "the gateway's port (0: any free port; the ready line names it)",
    type: portNumber,
  },
  IAMQL_IAM_BACKEND: {
    default: "embedded",
    expected: "embedded or aws",
    meaning: "embedded, or aws: whatever the AWS SDK resolves (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_IAM, ...)",
    type: z.enum(["embedded", "aws"]),
  },
  IAMQL_EMBEDDED_IAM_FILE: {
    default: "data/iam.sqlite",
    expected: "a path, or :memory:",
    meaning: "the embedded IAM's database file (mode 0600); :memory: keeps nothing",
    type: z.string(),
  },
  IAMQL_EMBEDDED_IAM_PORT: {
    default: "4001",
    expected: "a whole number from 0 to 65535, or off",
    meaning:
      "where the embedded IAM listens for other AWS clients, on 127.0.0.1 only (0: any free port; off: it does not listen)",
    type: z.union([z.literal("off"), portNumber]),
  },
  IAMQL_EMBEDDED_IAM_SAMPLE: {
    default: "on",
    expected: "on or off",
    meaning: "a new database starts with a small sample account; off: empty",
    type: z.enum(["on", "off"]).transform((value) => value === "on"),
  },
  IAMQL_EMBEDDED_IAM_ACCOUNT_ID: {
    default: "123456789012",
    expected: "12 digits",
    meaning: "the account id in every ARN",
    type: z.string().regex(/^\d{12}$/),
  },
  IAMQL_EMBEDDED_IAM_AUTH: {
    default: "open with IAMQL_AUTH=none; otherwise strict",
    expected: "open or strict",
    meaning:
      "whom the embedded IAM answers (open: a key that it did not issue, such as test/test, acts as the account's root user; strict: only keys that it issued)",
    type: z.enum(["open", "strict"]),
  },
  IAMQL_EMBEDDED_IAM_ROOT_KEY: {
    default: "none",
    expected: "none, or an access key id of letters, digits and _, a colon, and a secret access key without spaces",
    meaning:
      "a key of the root user that the embedded IAM knows, as ACCESS_KEY_ID:SECRET_ACCESS_KEY: how to begin in strict (none: it knows none)",
    type: rootKey,
  },
  IAMQL_EMBEDDED_IAM_CONTROL: {
    default: "on with IAMQL_EMBEDDED_IAM_AUTH=open; off with strict",
    expected: "on or off",
    meaning:
      'whether the embedded IAM has its control endpoint, which asks for no signature: see "Misbehaving on purpose"',
    type: z.enum(["on", "off"]).transform((value) => value === "on"),
  },
  IAMQL_EMBEDDED_IAM_FAULTS: {
    default: "none",
    expected: 'none, or a JSON object such as {"latencyMs": 50, "failures": 0.01} (all of it is in the README)',
    meaning: 'how the embedded IAM misbehaves, as a JSON object: see "Misbehaving on purpose"',
    type: weather,
  },
  IAMQL_AUTH: {
    default: "none on loopback with the embedded IAM; otherwise it must be set",
    expected: "none, jwt or token",
    meaning:
      "who may call the gateway (none: whoever reaches its loopback address; jwt: who has a token of IAMQL_AUTH_JWT_ISSUER; token: who has one that IAMQL_AUTH_TOKENS_FILE lists)",
    type: z.enum(["none", "jwt", "token"]),
  },
  IAMQL_AUTH_JWT_ISSUER: {
    default: "none",
    expected: "an https URL (or an http one on this machine), to the letter as tokens have it",
    meaning: "with IAMQL_AUTH=jwt: whose tokens count, as their iss says",
    type: z.string().refine(isIssuer),
  },
  IAMQL_AUTH_JWT_AUDIENCE: {
    default: "none",
    expected: "what tokens for this gateway have as their aud",
    meaning: "with IAMQL_AUTH=jwt: for whom a token must be, as its aud says",
    type: z.string(),
  },
  IAMQL_AUTH_JWT_JWKS_URI: {
    default: "what the issuer's discovery document says",
    expected: "an https URL (or an http one on this machine)",
    meaning: "with IAMQL_AUTH=jwt: where the issuer's keys are",
    type: z.string().refine(isTrustedUrl),
  },
  IAMQL_AUTH_TOKENS_FILE: {
    default: "none",
    expected: "a path",
    meaning: 'with IAMQL_AUTH=token: a JSON array of {"sha256", "subject", "scopes"}, read again when it changes',
    type: z.string(),
  },
  IAMQL_ALLOWED_HOSTS: {
    default: "localhost, and IAMQL_HOST where that is not a wildcard",
    expected: "host names or addresses without ports, with commas between them",
    meaning:
      "to which Host headers the gateway answers; localhost stands for every loopback name (/health/live answers to all)",
    type: listOf(/^(?:[\w.-]+|\[[\da-f:.]+\]|[\da-f:.]+)$/i),
  },
  IAMQL_CORS_ORIGINS: {
    default: "none",
    expected: "none, or origins such as https://console.example.com, with commas between them",
    meaning: "whose pages may call the gateway, besides its own",
    type: z
      .string()
      .transform((text) => (text === "none" ? "" : text))
      .pipe(listOf(isOrigin)),
  },
  IAMQL_CORS_HEADERS: {
    default: "none",
    expected: "none, or names of request headers such as apollographql-client-name, with commas between them",
    meaning:
      "with IAMQL_CORS_ORIGINS: request headers that their pages may send, in addition to those that the gateway knows",
    type: z
      .string()
      .transform((text) => (text === "none" ? "" : text.toLowerCase()))
      .pipe(listOf(HEADER_NAME)),
  },
  IAMQL_TRUSTED_PROXIES: {
    default: "none",
    expected: "none, or networks such as 10.0.0.0/8 and 2001:db8::/32, or single addresses, with commas between them",
    meaning: "proxies whose x-forwarded-for gives the address of the client: see IAMQL_ADDRESS_REQUESTS_PER_MINUTE",
    type: z
      .string()
      .transform((text) => (text === "none" ? "" : text))
      .pipe(listOf((word) => readNetwork(word) !== undefined))
      .transform((words) => words.flatMap((word) => readNetwork(word) ?? [])),
  },
  IAMQL_AUDIT_FILE: {
    default: "data/audit.jsonl",
    expected: "a path, or -",
    meaning:
      "where each mutation is noted, before its first IAM call and before its answer (-: stdout, behind the ready line)",
    type: z.string(),
  },
  IAMQL_STATE_FILE: {
    default: "data/gateway.sqlite",
    expected: "a path, or :memory:",
    meaning:
      "what a restart must not forget: answers to mutations with an idempotency key, changes of credentials, and which users have MFA devices that are not virtual (SQLite, mode 0600, no secrets; one file for each gateway); :memory: keeps nothing",
    type: z.string(),
  },
  IAMQL_PROPAGATION_WAIT_MS: {
    default: "20000",
    expected: "a whole number from 0 to 60000",
    meaning: "how long after a write reads wait until IAM shows it, and writes until IAM knows it, in milliseconds",
    type: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.number().max(60_000)),
  },
  ...iamSettings,
  ...limitSettings,
  IAMQL_SCHEMA_PREFIX: {
    default: "none",
    expected: "a name of letters and digits that begins with a capital letter, such as Iam, or none",
    meaning: "what names of types and root fields begin with, for supergraphs where User is taken: IamUser, iamUsers",
    type: z
      .string()
      .refine((text) => text === "none" || PREFIX_PATTERN.test(text))
      .transform((text) => (text === "none" ? "" : text)),
  },
  IAMQL_LOG_LEVEL: {
    default: "info",
    expected: "debug, info, warn, error or silent",
    meaning: "structured JSON lines on stderr",
    type: z.enum(["debug", "info", "warn", "error", "silent"]),
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The table of settings, in order, for people: name, default, meaning. */
export const settingsTable: readonly { readonly name: string; readonly default: string; readonly meaning: string }[] =
  Object.entries(settings).map(([name, setting]) => ({ name, default: setting.default, meaning: setting.meaning }));
