import { readFileSync } from "node:fs";
import { type Command, type Environment, inColumns } from "./shell/command.ts";
import { EXIT, exitCodeTable } from "./shell/exit-codes.ts";
import { CommandFailure, UsageError } from "./shell/failures.ts";
import { type Output, OutputClosed, openStdout } from "./shell/output.ts";

interface CommandRow {
  readonly meaning: string;
  /** Loads only this command: a query over HTTP needs neither the AWS SDK nor the schema. */
  load(): Promise<{ readonly command: Command }>;
}

const COMMANDS: Readonly<Record<string, CommandRow>> = {
  start: {
    meaning: "serve the gateway over the embedded IAM or AWS (the default command)",
    load: () => import("./start.ts"),
  },
  iam: {
    meaning: "serve the embedded IAM alone, to the AWS CLI, boto3 and other AWS clients",
    load: () => import("./iam.ts"),
  },
  "iam backup": {
    meaning: "copy the embedded IAM's database into a new file, also while it is in use",
    load: () => import("./iam-backup.ts"),
  },
  "iam import": {
    meaning: "make a database of the embedded IAM from the details of an AWS account",
    load: () => import("./iam-import.ts"),
  },
  schema: {
    meaning: "print the GraphQL schema, or with --subgraph the schema for a federated graph",
    load: () => import("./schema.ts"),
  },
  query: {
    meaning: "send a GraphQL document and print the response",
    load: () => import("./query/index.ts"),
  },
  export: {
    meaning: "print all users, groups, providers or devices, one line each",
    load: () => import("./export/index.ts"),
  },
};

/** Runs the command of these arguments. If it fails, prints the reason on stderr and ends the process. */
export async function runCommandLine(args: readonly string[], env: Environment): Promise<void> {
  const output = openStdout();
  try {
    await run(args, env, output);
  } catch (error) {
    if (error instanceof OutputClosed) process.exit(EXIT.done);
    const isExpected = error instanceof CommandFailure;
    const message = isExpected ? error.message : error instanceof Error ? error.stack : String(error);
    output.writeNotice(`iamql: ${message}`);
    process.exit(isExpected ? error.exitCode : EXIT.unexpected);
  }
}

async function run(args: readonly string[], env: Environment, output: Output): Promise<void> {
  const [first = "start", ...rest] = args;
  if (first === "--version" || first === "-v") return output.write(`${packageVersion()}\n`);
  if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    return output.write(await generalHelp());
  }
  const isHelp = first === "help";
  const { row, commandArgs } = findCommand(
    isHelp ? rest : first.startsWith("-") ? ["start", ...args] : [first, ...rest],
  );
  const { command } = await row.load();
  const end = commandArgs.indexOf("--");
  const options = end < 0 ? commandArgs : commandArgs.slice(0, end);
  if (isHelp || options.includes("--help") || options.includes("-h")) return output.write(command.help);
  await command.run(commandArgs, env, output);
}

/** The command that the first arguments name, and the arguments after its name. @throws UsageError */
function findCommand(args: readonly string[]): { readonly row: CommandRow; readonly commandArgs: readonly string[] } {
  const [first = "", second = ""] = args;
  const pair = `${first} ${second}`;
  if (Object.hasOwn(COMMANDS, pair) && COMMANDS[pair]) return { row: COMMANDS[pair], commandArgs: args.slice(2) };
  const isCommand = Object.hasOwn(COMMANDS, first) && !(first === "iam" && /^\w/.test(second));
  if (isCommand && COMMANDS[first]) return { row: COMMANDS[first], commandArgs: args.slice(1) };
  // Other texts, such as a document, can contain a secret.
  const got = [first, second].filter((arg) => /^[\w-]+$/.test(arg)).join(" ") || "something else";
  throw new UsageError(
    `Expected one of the commands ${Object.keys(COMMANDS).join(", ")}; got "${got}". See iamql --help.`,
  );
}

async function generalHelp(): Promise<string> {
  const { settingSections } = await import("../settings/index.ts");
  const rows = settingSections.flatMap(({ title, settings }) => [
    ["", ""] as const,
    [`${title}:`, ""] as const,
    ...settings.flatMap(({ name, default: standard, meaning }) => [
      [name, meaning] as const,
      ["", `default: ${standard}`] as const,
    ]),
  ]);
  return [
    "iamql: a GraphQL gateway over AWS IAM",
    "",
    "Usage: iamql [command]",
    "",
    "Commands (iamql COMMAND --help prints details):",
    ...inColumns(Object.entries(COMMANDS).map(([name, { meaning }]) => [name, meaning])),
    "",
    "Options:",
    ...inColumns([
      ["--help, -h", "print this help"],
      ["--version, -v", "print the version"],
    ]),
    "",
    "Exit codes:",
    ...inColumns(exitCodeTable.map(({ code, meaning }) => [String(code), meaning])),
    "",
    "Settings (environment variables):",
    ...inColumns(rows).map((line) => line.trimEnd()),
    "",
  ].join("\n");
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { version }: { version: string } = JSON.parse(text);
  return version;
}
