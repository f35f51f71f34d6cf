import { ConfigError, parseConfig } from "../../src/settings/index.ts";

export type Environment = Readonly<Record<string, string>>;

/** Everything that `parse` reports about an environment; empty if it is valid. */
export function problemsOf(env: Environment, parse: (env: Environment) => unknown = parseConfig): readonly string[] {
  try {
    parse(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}
