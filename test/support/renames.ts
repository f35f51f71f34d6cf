import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../src/", import.meta.url));
const source = globSync("**/*.ts", { cwd: folder })
  .map((file) => readFileSync(`${folder}${file}`, "utf8"))
  .join("\n");

/** Settings that had the prefix before all others got it. */
const PREFIXED =
  /^IAMQL_(?:CORS_HEADERS|TRUSTED_PROXIES|MAX_RESPONSE_BYTES|WRITE_TIMEOUT_MS|MAX_UNSENT_BYTES|ADDRESS_REQUESTS_PER_MINUTE|AUTOMATIC_PERSISTED_QUERIES|TOKEN|URL|CONTRACT_ENDPOINT|SERVICE_HOST)$/;

/** New names in the documents, and the old ones that the source may still have. */
const RENAMES: readonly (readonly [now: RegExp, old: string, sign: string])[] = [
  [/\biamql-usage\b/g, "iamql-ledger", '"iamql-ledger"'],
  [/"fields": \[/g, '"facets": [', "facets: readonly"],
  [/_iamql\/control\/faults\b/g, "_iamql/control/weather", "setWeather"],
  [/_iamql\/control\/calls\b/g, "_iamql/control/ledger", "setWeather"],
  [/\bsetFaults\b/g, "setWeather", "setWeather"],
  [/\bembedded\.calls\b/g, "embedded.ledger", "setWeather"],
];

/** Whether the source has the settings' new names, and with them the new wording of its tables. */
export const hasNewNames = source.includes("IAMQL_HOST");

/** A block of the documents with the names of the source: the same text, once all names of the documents have come. */
export function withNamesOfSource(text: string): string {
  const renamed = RENAMES.filter(([, , sign]) => source.includes(sign)).reduce(
    (changed, [now, old]) => changed.replaceAll(now, old),
    text,
  );
  if (hasNewNames) return renamed;
  return renamed.replaceAll(/\bIAMQL_([A-Z_]+)\b/g, (name, old: string) =>
    PREFIXED.test(name) ? name : old.replace("IAM_FAULTS", "IAM_WEATHER"),
  );
}
