import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  AuditFileError,
  BackupError,
  backUpEmbeddedIam,
  EmbeddedIamFileError,
  PersistedOperationsError,
  type Serving,
  StateFileError,
  serveEmbeddedIam,
  serveGateway,
  TokensFileError,
} from "./compose.ts";
import { ConfigError, parseBackupConfig, parseConfig, parseEmbeddedIamConfig, parseSchemaPrefix } from "./config.ts";
import { createLogger } from "./http/log.ts";
import { printSchemaText, printSubgraphText, type SubgraphOptions } from "./schema/print.ts";
import { settingsTable } from "./settings.ts";

const COMMANDS = {
  start: "the gateway, over the embedded IAM or AWS (what iamql does without a command)",
  iam: "the embedded IAM alone, for the AWS CLI, boto3 and any SDK",
  "iam backup": "copy the embedded IAM's database into a new FILE, running or not",
  schema: "print the GraphQL schema; for a federated graph, with --subgraph",
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
  const { command, file, subgraph } = parseCommand(words);
  switch (command) {
    case "help":
      process.stdout.write(help());
      return;
    case "version":
      process.stdout.write(`${packageVersion()}\n`);
      return;
    case "schema":
      process.stdout.write(printed(subgraph, parseSchemaPrefix(env)));
      return;
    case "start": {
      const config = parseConfig(env);
      return run(() => serveGateway(config, createLogger(config.logLevel)));
    }
    case "iam": {
      const config = parseEmbeddedIamConfig(env);
      return run(() => serveEmbeddedIam(config, createLogger(config.logLevel)));
    }
    case "iam backup": {
      const backup = await backUpEmbeddedIam(parseBackupConfig(env), file);
      process.stdout.write(`${JSON.stringify({ backup })}\n`);
      return;
    }
  }
}

/**
 * Serves until the first signal, which lets what is under way finish; a second one changes nothing. Says on stdout when
 * it is ready, unless the signal came before that.
 */
async function run(start: () => Promise<Serving>): Promise<void> {
  const signalled = Promise.withResolvers<void>();
  let stopping = false;
  const stop = () => {
    stopping = true;
    signalled.resolve();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const serving = await start();
  if (!stopping) process.stdout.write(`${JSON.stringify({ ready: true, ...serving.urls })}\n`);
  await signalled.promise;
  await serving.close();
  process.exit(0);
}

class UsageError extends Error {}

function printed(subgraph: SubgraphOptions | undefined, prefix: string): string {
  return subgraph ? printSubgraphText(subgraph, prefix) : printSchemaText(prefix);
}

interface CommandWords {
  readonly command: Command | "help" | "version";
  /** The word behind `iam backup`; empty otherwise. */
  readonly file: string;
  /** Where `schema` is to print what routers want. */
  readonly subgraph?: SubgraphOptions | undefined;
}

function parseCommand(words: readonly string[]): CommandWords {
  const { values, positionals } = parseWords(words);
  if (values.help) return { command: "help", file: "" };
  if (values.version) return { command: "version", file: "" };
  const { subgraph = false, "no-auth-directives": withoutAuth = false } = values;
  if ((subgraph || withoutAuth) && positionals[0] !== "schema") {
    throw new UsageError(`Expected schema --subgraph; got "${words.join(" ")}".`);
  }
  if (withoutAuth && !subgraph) throw new UsageError("Expected --no-auth-directives together with --subgraph.");
  const isBackup = positionals[0] === "iam" && positionals[1] === "backup";
  const [command = "start", file = "", ...rest] = isBackup ? ["iam backup", ...positionals.slice(2)] : positionals;
  if (isBackup && (file === "" || rest.length > 0)) {
    throw new UsageError(`Expected iam backup FILE; got "${positionals.join(" ")}".`);
  }
  if (!isCommand(command) || (!isBackup && positionals.length > 1)) {
    throw new UsageError(
      `Expected one of the commands ${Object.keys(COMMANDS).join(", ")}; got "${positionals.join(" ")}".`,
    );
  }
  return { command, file, ...(subgraph && { subgraph: { authDirectives: !withoutAuth } }) };
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
        subgraph: { type: "boolean" },
        "no-auth-directives": { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function isCommand(word: string): word is Command {
  return Object.hasOwn(COMMANDS, word);
}

function help(): string {
  const commands = Object.entries(COMMANDS).map(([command, meaning]) => `  ${command.padEnd(12)}${meaning}`);
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
    "  --subgraph     schema: as a subgraph of Apollo's federation",
    "  --no-auth-directives",
    "                 schema --subgraph: without @requiresScopes, for gateways that refuse it",
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
  if (error instanceof ConfigError || error instanceof TokensFileError) {
    return [`the settings are not valid:`, ...error.faults.map((fault) => `  ${fault}`), "See iamql --help."].join(
      "\n",
    );
  }
  const fileErrors = [
    EmbeddedIamFileError,
    BackupError,
    StateFileError,
    AuditFileError,
    TokensFileError,
    PersistedOperationsError,
  ];
  if (error instanceof Error && fileErrors.some((kind) => error instanceof kind)) return error.message;
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
