import { parseArgs } from "node:util";
import { UsageError } from "./failures.ts";
import type { Output } from "./output.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** An option of a command: how `node:util` parses it, and what the help says. */
export interface OptionRow {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  /** The placeholder of its value in the help, such as `FILE`. */
  readonly value?: string;
  readonly meaning: string;
}

export type OptionRows = Readonly<Record<string, OptionRow>>;

type OptionValue<Option extends OptionRow> = Option["type"] extends "boolean"
  ? boolean
  : Option["multiple"] extends true
    ? readonly string[]
    : string;

/** The given options by name. */
export type OptionValues<Options extends OptionRows> = {
  readonly [Name in keyof Options]?: OptionValue<Options[Name]>;
};

/** The input of a command. */
export interface CommandInput<Options extends OptionRows> {
  readonly options: OptionValues<Options>;
  /** One for each positional argument of the definition. */
  readonly positionals: readonly string[];
  readonly env: Environment;
  readonly output: Output;
}

interface Definition<Options extends OptionRows> {
  /** The command as the user types it, such as `iam backup`. */
  readonly name: string;
  /** Placeholders of the positional arguments. All are required. @default none */
  readonly positionals?: readonly string[];
  /** The paragraphs of its help. */
  readonly description: readonly string[];
  readonly options?: Options;
  /** Working command lines with their meanings. */
  readonly examples?: readonly (readonly [commandLine: string, meaning: string])[];
  run(input: CommandInput<Options>): Promise<void>;
}

export interface Command {
  readonly help: string;
  /** Runs the command with the arguments after its name. @throws UsageError; CommandFailure */
  run(args: readonly string[], env: Environment, output: Output): Promise<void>;
}

/** Defines a command that accepts exactly its own options. */
export function defineCommand<const Options extends OptionRows = Record<never, never>>(
  definition: Definition<Options>,
): Command {
  return {
    help: helpOf(definition),
    async run(args, env, output) {
      const { values, positionals } = parse(definition, args);
      const expected = definition.positionals ?? [];
      if (positionals.length !== expected.length) {
        throw new UsageError(`Expected ${usageOf(definition)}; got ${positionals.length} arguments.`);
      }
      // parseArgs read the values by these same rows.
      await definition.run({ options: values as OptionValues<Options>, positionals, env, output });
    },
  };
}

function parse({ name, options = {} }: Pick<Definition<OptionRows>, "name" | "options">, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Node's messages name options, never values, which can be secrets.
    const names = [...Object.keys(options), "help"].map((option) => `--${option}`);
    const [problem = ""] = error.message.split(/[.\n]/);
    throw new UsageError(`${problem}: iamql ${name} has the options ${names.join(", ")}. See iamql ${name} --help.`);
  }
}

function usageOf({
  name,
  positionals = [],
  options,
}: Pick<Definition<OptionRows>, "name" | "positionals" | "options">): string {
  return ["iamql", name, ...positionals, ...(options ? ["[options]"] : [])].join(" ");
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
      ? ["Examples:", ...examples.flatMap(([line, meaning]) => [`  # ${meaning}`, `  ${line}`, ""])]
      : []),
  ].join("\n");
}

function optionText(name: string, value: string | undefined): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** Lines of two columns; the first is as wide as its longest cell. */
export function inColumns(rows: readonly (readonly [name: string, meaning: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, meaning]) => `  ${name.padEnd(width)}${meaning}`);
}
