import { z } from "zod";
import { type Faults, faultsType, type RootCredentials, rootKeyForms } from "../embedded-iam/index.ts";
import { type Partition, partitions } from "../iam-model/arns.ts";
import { parseJson } from "../platform/json.ts";
import { accessSettings } from "./access.ts";
import type { Reader } from "./reader.ts";
import { onOrOff, optionalSetting, path, setting, wholeNumber } from "./setting.ts";

export interface EmbeddedIamConfig {
  /** A path, or `:memory:`. */
  readonly file: string;
  /** 0: any free port; `off`: it does not listen. */
  readonly port: number | "off";
  /** Whether a new database starts with the sample account. */
  readonly sample: boolean;
  readonly accountId: string;
  readonly partition: Partition;
  /** Unknown access keys act as the account's root user (`open`), or are rejected (`strict`). */
  readonly access: "open" | "strict";
  /** An access key of the root user; undefined: a random one. */
  readonly rootCredentials: RootCredentials | undefined;
  /** Whether the control endpoint is served; undefined: in open access. */
  readonly control: boolean | undefined;
  /** Fault injection; undefined: none. */
  readonly faults: Faults | undefined;
}

const port = wholeNumber(0, 65_535);

/** `ACCESS_KEY_ID:SECRET_ACCESS_KEY`, split at the first colon. */
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

const faults = z.string().transform((text, context): Faults | undefined => {
  if (text === "none") return undefined;
  const read = faultsType.safeParse(parseJson(text));
  if (read.success) return read.data;
  // Only names of members are reported: unlike values, they cannot be secrets.
  for (const { path } of read.error.issues) context.addIssue({ code: "custom", path: path.slice(0, 1) });
  return z.NEVER;
});

export const embeddedIamSettings = {
  file: setting({
    name: "IAMQL_EMBEDDED_IAM_FILE",
    default: "data/iam.sqlite",
    ...path,
    expected: "a path, or :memory:",
    meaning: "database file of the embedded IAM (mode 0600); :memory: keeps nothing",
  }),
  port: setting({
    name: "IAMQL_EMBEDDED_IAM_PORT",
    default: "4001",
    expected: `${port.expected}, or off`,
    meaning:
      "port of the embedded IAM for other AWS clients, on 127.0.0.1 only (0: any free port; off: it does not listen)",
    type: z.union([z.literal("off"), port.type]),
  }),
  sample: setting({
    name: "IAMQL_EMBEDDED_IAM_SAMPLE",
    default: "on",
    ...onOrOff,
    meaning: "a new database starts with a small sample account (off: empty)",
  }),
  accountId: setting({
    name: "IAMQL_EMBEDDED_IAM_ACCOUNT_ID",
    default: "123456789012",
    expected: "12 digits",
    meaning: "account id in all ARNs",
    type: z.string().regex(/^\d{12}$/),
  }),
  partition: setting({
    name: "IAMQL_EMBEDDED_IAM_PARTITION",
    default: "aws",
    expected: partitions.join(", "),
    meaning: "partition in all ARNs; a database keeps the one that it was created with",
    type: z.enum(partitions),
  }),
  access: optionalSetting({
    name: "IAMQL_EMBEDDED_IAM_AUTH",
    default: "open with IAMQL_AUTH=none; otherwise strict",
    expected: "open or strict",
    meaning:
      "access keys that the embedded IAM accepts (open: all; unknown keys, such as test/test, act as the account's root user; strict: only keys that it issued)",
    type: z.enum(["open", "strict"]),
  }),
  rootKey: setting({
    name: "IAMQL_EMBEDDED_IAM_ROOT_KEY",
    default: "none",
    expected: "none, or an access key id of letters, digits and _, a colon, and a secret access key without spaces",
    meaning: "access key of the root user, as ACCESS_KEY_ID:SECRET_ACCESS_KEY: the first key in strict access",
    type: rootKey,
  }),
  control: optionalSetting({
    name: "IAMQL_EMBEDDED_IAM_CONTROL",
    default: "on with IAMQL_EMBEDDED_IAM_AUTH=open; off with strict",
    ...onOrOff,
    meaning: "serve the control endpoint of the embedded IAM, which requires no signature (docs/embedded-iam.md)",
  }),
  faults: setting({
    name: "IAMQL_EMBEDDED_IAM_FAULTS",
    default: "none",
    expected: 'none, or a JSON object such as {"latencyMs": 50, "failures": 0.01} (all members: docs/embedded-iam.md)',
    meaning: "fault injection of the embedded IAM, as a JSON object (docs/embedded-iam.md)",
    type: faults,
  }),
};

export function readEmbeddedIam(reader: Reader): EmbeddedIamConfig {
  // A gateway that authenticates its callers should not have another, open port to the same account.
  const isOpen = [undefined, "none"].includes(reader.textOf(accessSettings.auth));
  return {
    file: reader.read(embeddedIamSettings.file),
    port: reader.read(embeddedIamSettings.port),
    sample: reader.read(embeddedIamSettings.sample),
    accountId: reader.read(embeddedIamSettings.accountId),
    partition: reader.read(embeddedIamSettings.partition),
    access: reader.read(embeddedIamSettings.access) ?? (isOpen ? "open" : "strict"),
    rootCredentials: reader.read(embeddedIamSettings.rootKey),
    control: reader.read(embeddedIamSettings.control),
    faults: reader.read(embeddedIamSettings.faults),
  };
}
