import { parseArgs } from "node:util";
import { UsageError } from "./failures.ts";
import type { Output } from "./output.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** An option of a command, as `node:util` reads it, and what its help says. */
export interface OptionRow {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  /** What stands for its value in the help, such as `FILE`. */
  readonly value?: string;
  readonly meaning: string;
}

export type OptionRows = Readonly<Record<string, OptionRow>>;

type Read<Option extends OptionRow> = Option["type"] extends "boolean"
  ? boolean
  : Option["multiple"] extends true
    ? readonly string[]
    : string;

/** What was given for options, by name. */
export type OptionValues<Options extends OptionRows> = { readonly [Name in keyof Options]?: Read<Options[Name]> };

/** What a command is given. */
export interface CommandInput<Options extends OptionRows> {
  readonly options: OptionValues<Options>;
  /** One for each word of the command's usage. */
  readonly words: readonly string[];
  readonly env: Environment;
  readonly output: Output;
}

interface Definition<Options extends OptionRows> {
  /** As it is called, such as `iam backup`. */
  readonly name: string;
  /** What stands for the words behind the name, all of which must be given. @default none */
  readonly words?: readonly string[];
  /** What it does: paragraphs for its help. */
  readonly description: readonly string[];
  readonly options?: Options;
  /** Command lines that do as they say. */
  readonly examples?: readonly (readonly [commandLine: string, meaning: string])[];
  run(input: CommandInput<Options>): Promise<void>;
}

export interface Command {
  readonly help: string;
  /** Runs it on the words behind its name. @throws UsageError; CommandFailure */
  run(words: readonly string[], env: Environment, output: Output): Promise<void>;
}

/** A command that takes its own options, and no others. */
export function defineCommand<const Options extends OptionRows = Record<never, never>>(
  definition: Definition<Options>,
): Command {
  return {
    help: helpOf(definition),
    async run(given, env, output) {
      const { values, positionals } = parseWords(definition, given);
      const { words = [] } = definition;
      if (positionals.length !== words.length) {
        throw new UsageError(`Expected ${usageOf(definition)}; got ${positionals.length} words.`);
      }
      // It was read by these very rows.
      await definition.run({ options: values as OptionValues<Options>, words: positionals, env, output });
    },
  };
}

function parseWords(
  { name, options = {} }: Pick<Definition<OptionRows>, "name" | "options">,
  words: readonly string[],
) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Its messages name options, never values, which may be secrets.
    const names = [...Object.keys(options), "help"].map((option) => `--${option}`);
    const [what = ""] = error.message.split(/[.\n]/);
    throw new UsageError(`${what}: iamql ${name} has the options ${names.join(", ")}. See iamql ${name} --help.`);
  }
}

function usageOf({ name, words = [], options }: Pick<Definition<OptionRows>, "name" | "words" | "options">): string {
  return ["iamql", name, ...words, ...(options ? ["[options]"] : [])].join(" ");
}

function helpOf(definition: Definition<OptionRows>): string {
  const { options = {}, description, examples = [] } = definition;
  const rows = Object.entries(options).map(([name, { value, meaning }]) => [optionText(name, value), meaning] as const);
  return [
    `Usage: ${usageOf(definition)}`,
    "",
    ...description.flatMap((paragraph) => [paragraph, ""]),
    ...(rows.length > 0 ? ["Options:", ...inColumns(rows), ""] : []),
    ...(examples.length > 0
      ? ["Examples:", ...examples.flatMap(([line, why]) => [`  # ${why}`, `  ${line}`, ""])]
      : []),
  ].join("\n");
}

function optionText(name: string, value: string | undefined): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** Two columns for a terminal, the first as wide as it has to be. */
export function inColumns(rows: readonly (readonly [name: string, meaning: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, meaning]) => `  ${name.padEnd(width)}${meaning}`);
}
