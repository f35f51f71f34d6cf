import type { Environment } from "../platform/proxy-settings.ts";

/** Names of settings before they had the prefix `IAMQL_`, which only iamql used. Each must be renamed: it stops the start. */
const oldNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "IAM_BACKEND",
      "EMBEDDED_IAM_FILE",
      "EMBEDDED_IAM_PORT",
      "EMBEDDED_IAM_SAMPLE",
      "EMBEDDED_IAM_ACCOUNT_ID",
      "EMBEDDED_IAM_AUTH",
      "EMBEDDED_IAM_ROOT_KEY",
      "EMBEDDED_IAM_CONTROL",
      "AUTH_JWT_ISSUER",
      "AUTH_JWT_AUDIENCE",
      "AUTH_JWT_JWKS_URI",
      "AUTH_TOKENS_FILE",
      "ALLOWED_HOSTS",
      "CORS_ORIGINS",
      "AUDIT_FILE",
      "STATE_FILE",
      "PROPAGATION_WAIT_MS",
      "IAM_CALLS_PER_SECOND",
      "IAM_CALLS_BURST",
      "IAM_CACHE_TTL_MS",
      "IAM_CACHE_MAX_BYTES",
      "IAM_DETAILS_CARRY_BOUNDARY",
      "MAX_DEPTH",
      "MAX_ALIASES",
      "MAX_TOKENS",
      "MAX_BODY_BYTES",
      "MAX_MUTATIONS",
      "MAX_NODES",
      "REQUEST_TIMEOUT_MS",
      "MAX_IAM_CALLS",
      "CALLER_REQUESTS_PER_MINUTE",
      "CALLER_IAM_CALLS_PER_MINUTE",
      "PERSISTED_OPERATIONS",
      "PERSISTED_OPERATIONS_ONLY",
      "SCHEMA_PREFIX",
    ].map((name) => [name, `IAMQL_${name}`]),
  ),
  EMBEDDED_IAM_WEATHER: "IAMQL_EMBEDDED_IAM_FAULTS",
};

/** Old names that other programs use too. They are ignored with a warning. */
const genericOldNames: Readonly<Record<string, string>> = {
  HOST: "IAMQL_HOST",
  AUTH: "IAMQL_AUTH",
  LOG_LEVEL: "IAMQL_LOG_LEVEL",
};

/** A line for the log about variables that are ignored. */
export interface Notice {
  readonly level: "info" | "warn";
  readonly message: string;
}

export interface CheckedNames {
  /** The environment without the variables that are ignored. */
  readonly env: Environment;
  readonly faults: readonly string[];
  readonly notices: readonly Notice[];
}

/** Names with the prefix of settings that the clients read: `iamql query` and `iamql export`. */
const CLIENT_NAMES = ["IAMQL_TOKEN"];

/**
 * Checks the names of all variables that are meant for iamql: an unknown or outdated name would otherwise be ignored
 * silently. Kubernetes sets variables such as IAMQL_SERVICE_HOST and IAMQL_PORT=tcp://10.0.0.1:4000 for a Service named
 * iamql; they are ignored.
 * @param known the names of all settings
 * @param read the names of the settings that the command reads: only their old names are reported
 */
export function checkNames(env: Environment, known: readonly string[], read: readonly string[] = known): CheckedNames {
  const set = Object.keys(env).filter((name) => env[name] !== undefined && env[name] !== "");
  const fromKubernetes = set.filter((name) => isFromKubernetes(name, env[name]));
  const unknown = set.filter(
    (name) =>
      name.startsWith("IAMQL_") &&
      !known.includes(name) &&
      !CLIENT_NAMES.includes(name) &&
      !fromKubernetes.includes(name),
  );
  const outdated = set.filter((name) => read.includes(newNameOf(name, oldNames) ?? ""));
  const generic = set.filter((name) => read.includes(newNameOf(name, genericOldNames) ?? ""));
  return {
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !fromKubernetes.includes(name))),
    faults: [
      ...unknown.map((name) => `${name} is not a setting. Did you mean ${suggestionFor(name, known)}?`),
      ...outdated.map((name) => `${name} was renamed: set ${newNameOf(name, oldNames)} instead.`),
    ],
    notices: [
      ...generic.map((name) => ({
        level: "warn" as const,
        message: `${name} is ignored: it is not a setting of iamql. Use ${newNameOf(name, genericOldNames)}.`,
      })),
      ...(fromKubernetes.length > 0
        ? [
            {
              level: "info" as const,
              message: `Ignored variables of a Kubernetes Service: ${fromKubernetes.join(", ")}`,
            },
          ]
        : []),
    ],
  };
}

function isFromKubernetes(name: string, value = ""): boolean {
  return /^IAMQL_(?:SERVICE|PORT)_/.test(name) || (name.startsWith("IAMQL_") && value.startsWith("tcp://"));
}

function newNameOf(name: string, names: Readonly<Record<string, string>>): string | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

function suggestionFor(name: string, known: readonly string[]): string {
  return newNameOf(name.replace("IAMQL_", ""), oldNames) ?? nearestName(name, known);
}

/** The name with the smallest edit distance; of equally near ones the first. */
function nearestName(name: string, names: readonly string[]): string {
  const distances = new Map(names.map((other) => [other, editDistance(name, other)]));
  return [...names].sort((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0))[0] ?? "";
}

/** Levenshtein's distance: how many characters must be inserted, deleted or replaced. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, character] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
