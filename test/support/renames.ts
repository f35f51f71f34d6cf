import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { settingsTable } from "../../src/settings/settings.ts";

const folder = fileURLToPath(new URL("../../src/", import.meta.url));
const source = globSync("**/*.ts", { cwd: folder })
  .map((file) => readFileSync(`${folder}${file}`, "utf8"))
  .join("\n");
const settings = new Set<string>(settingsTable.map(({ name }) => name));

/** New names in the documents, and the old ones that the source may still have. */
const RENAMES: readonly (readonly [now: RegExp, old: string, sign: string])[] = [
  [/\biamql-usage\b/g, "iamql-ledger", '"iamql-ledger"'],
  [/"fields": \[/g, '"facets": [', "readonly facets: readonly"],
  [/_iamql\/control\/faults\b/g, "_iamql/control/weather", "setWeather"],
  [/_iamql\/control\/calls\b/g, "_iamql/control/ledger", "setWeather"],
  [/\bsetFaults\b/g, "setWeather", "setWeather"],
  [/\bembedded\.calls\b/g, "embedded.ledger", "setWeather"],
];

/** Whether the source has the settings' new names, and with them the new wording of its tables. */
export const hasNewNames = settings.has("IAMQL_HOST");

/** A block of the documents with the names of the source: the same text, once all names of the documents have come. */
export function withNamesOfSource(text: string): string {
  const renamed = RENAMES.filter(([, , sign]) => source.includes(sign)).reduce(
    (changed, [now, old]) => changed.replaceAll(now, old),
    text,
  );
  return renamed.replaceAll(/\bIAMQL_[A-Z_]+\b/g, nameOfSetting);
}

/** The source's name of a setting. */
export function nameOfSetting(name: string): string {
  const old = name.replace(/^IAMQL_/, "").replace("IAM_FAULTS", "IAM_WEATHER");
  return !settings.has(name) && settings.has(old) ? old : name;
}
