import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Serving, serveEmbeddedIam, serveGateway } from "./compose.ts";
import { ConfigError, parseConfig, parseEmbeddedIamConfig, settingsTable } from "./config.ts";
import { EmbeddedIamFileError } from "./embedded-iam/index.ts";
import { createLogger } from "./http/log.ts";
import { printSchemaText } from "./schema/print.ts";

const COMMANDS = {
  start: "the gateway, over the embedded IAM or AWS (what iamql does without a command)",
  iam: "the embedded IAM alone, for the AWS CLI, boto3 and any SDK",
  schema: "print the GraphQL schema",
} as const;

type Command = keyof typeof COMMANDS;

/** What a shell is told: 2 for what the caller can mend (usage, settings, a port, a file), 1 for what nobody expected. */
const EXIT = { usage: 2, unexpected: 1 } as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs the command that `words` name; where it cannot, says so on stderr and ends the process. */
export async function runCommandLine(words: readonly string[], env: Environment): Promise<void> {
  await main(words, env).catch(fail);
}

async function main(words: readonly string[], env: Environment): Promise<void> {
  const command = parseCommand(words);
  switch (command) {
    case "help":
      process.stdout.write(help());
      return;
    case "version":
      process.stdout.write(`${packageVersion()}\n`);
      return;
    case "schema":
      process.stdout.write(printSchemaText());
      return;
    case "start": {
      const config = parseConfig(env);
      return run(await serveGateway(config, createLogger(config.logLevel)));
    }
    case "iam": {
      const config = parseEmbeddedIamConfig(env);
      return run(await serveEmbeddedIam(config, createLogger(config.logLevel)));
    }
  }
}

/** Says that it is ready, and stops at the first signal: what is under way is finished. A second signal changes nothing. */
function run(serving: Serving): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    serving.close().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.stdout.write(`${JSON.stringify({ ready: true, ...serving.urls })}\n`);
}

class UsageError extends Error {}

function parseCommand(words: readonly string[]): Command | "help" | "version" {
  const { values, positionals } = parseWords(words);
  if (values.help) return "help";
  if (values.version) return "version";
  const [command = "start", ...rest] = positionals;
  if (rest.length > 0 || !isCommand(command)) {
    throw new UsageError(
      `Expected one of the commands ${Object.keys(COMMANDS).join(", ")}; got "${positionals.join(" ")}".`,
    );
  }
  return command;
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "v" } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function isCommand(word: string): word is Command {
  return Object.hasOwn(COMMANDS, word);
}

function help(): string {
  const commands = Object.entries(COMMANDS).map(([command, meaning]) => `  ${command.padEnd(8)}${meaning}`);
  const width = Math.max(...settingsTable.map(({ name }) => name.length)) + 2;
  const settings = settingsTable.flatMap(({ name, default: standard, meaning }) => [
    `  ${name.padEnd(width)}${meaning}`,
    `  ${"".padEnd(width)}default: ${standard}`,
  ]);
  return [
    "iamql: a GraphQL gateway over AWS IAM",
    "",
    "Usage: iamql [command]",
    "",
    "Commands:",
    ...commands,
    "",
    "Options:",
    "  --help, -h     print this",
    "  --version, -v  print the version",
    "",
    "Settings (environment variables):",
    ...settings,
    "",
  ].join("\n");
}

function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const { version }: { version: string } = JSON.parse(text);
  return version;
}

function fail(error: unknown): void {
  const told = tellFailure(error);
  process.stderr.write(`iamql: ${told ?? (error instanceof Error ? error.stack : String(error))}\n`);
  process.exit(told === undefined ? EXIT.unexpected : EXIT.usage);
}

/** In plain words, where the person who started the process can mend it. */
function tellFailure(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message} See iamql --help.`;
  if (error instanceof ConfigError) {
    return [`the settings are not valid:`, ...error.faults.map((fault) => `  ${fault}`), "See iamql --help."].join(
      "\n",
    );
  }
  if (error instanceof EmbeddedIamFileError) return error.message;
  return error instanceof Error ? tellListenFailure(error) : undefined;
}

function tellListenFailure(error: NodeJS.ErrnoException & { readonly address?: string; readonly port?: number }) {
  if (error.syscall !== "listen" && error.syscall !== "getaddrinfo") return undefined;
  const place = error.port === undefined ? "HOST" : `${error.address}:${error.port}`;
  const settings = "Set PORT or EMBEDDED_IAM_PORT to a free port, or to 0 for any.";
  switch (error.code) {
    case "EADDRINUSE":
      return `${place} is taken by another process. ${settings}`;
    case "EACCES":
      return `${place} may not be listened on by this user. ${settings}`;
    default:
      return `HOST cannot be listened on: ${error.message}`;
  }
}
