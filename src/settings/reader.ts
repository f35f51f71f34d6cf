import { InvalidSettingsError } from "../platform/operator-error.ts";
import type { Environment } from "../platform/proxy-settings.ts";
import type { Setting } from "./setting.ts";

/** Everything that is wrong with the settings, one sentence each. No sentence quotes a value, because it can be a secret. */
export class ConfigError extends InvalidSettingsError {
  override readonly name = "ConfigError";
}

/**
 * Reads settings from an environment and collects everything that is wrong with them, so that one error can report it all.
 * An empty variable, and one with the documented default, count as not set.
 */
export class Reader {
  readonly #env: Environment;
  readonly #faults: string[];
  readonly #invalid = new Set<string>();

  /** @param faults what is already known to be wrong */
  constructor(env: Environment, faults: readonly string[] = []) {
    this.#env = env;
    this.#faults = [...faults];
  }

  /** The value of a setting; its default if the variable is not set or invalid. */
  read<Value>(setting: Setting<Value>): Value {
    const text = this.textOf(setting);
    if (text === undefined) return setting.defaultValue;
    const result = setting.type.safeParse(text);
    if (result.success) return result.data;
    this.#invalid.add(setting.name);
    const members = [...new Set(result.error.issues.flatMap(({ path }) => path))];
    const where = members.length > 0 ? ` (see its ${members.join(", ")})` : "";
    const length = text.length === 1 ? "1 character" : `${text.length} characters`;
    this.addFault(`${this.#variableOf(setting)} is not valid: expected ${setting.expected}; got ${length}${where}.`);
    return setting.defaultValue;
  }

  /** The text of the variable; undefined if it is not set. */
  textOf(setting: Setting): string | undefined {
    const text = this.#env[this.#variableOf(setting)];
    return text === setting.default ? undefined : text || undefined;
  }

  isSet(setting: Setting): boolean {
    return this.textOf(setting) !== undefined;
  }

  /** Whether `read` found the setting valid, or not set. */
  isValid(setting: Setting): boolean {
    return !this.#invalid.has(setting.name);
  }

  /** Reports a setting that is missing. @param condition why it is needed, such as `IAMQL_AUTH=jwt` */
  require(setting: Setting, condition: string): void {
    if (!this.isSet(setting)) {
      this.addFault(`${setting.name} is not set: with ${condition} expected ${setting.expected}.`);
    }
  }

  addFault(fault: string): void {
    this.#faults.push(fault);
  }

  /** @throws ConfigError if anything is wrong */
  throwFaults(): void {
    if (this.#faults.length > 0) throw new ConfigError(this.#faults);
  }

  #variableOf({ name, fallbackName }: Setting): string {
    return fallbackName !== undefined && !this.#env[name] && this.#env[fallbackName] ? fallbackName : name;
  }
}
