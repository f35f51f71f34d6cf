import { spawn } from "node:child_process";
import { devNull } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Faults } from "../../src/embedded-iam/index.ts";
import { endProcess, jsonLines, nodeOptions } from "../../test/support/process.ts";
import { benchEnvironment } from "../environment.ts";

/** A process of this bench's, killed when disposed of: it keeps nothing that would be missed. */
export interface BenchProcess<Line> extends AsyncDisposable {
  /** What its first line on stdout says. */
  readonly line: Line;
  /** Writes a line to its stdin, and gives what the next one on its stdout says. */
  ask(): Promise<unknown>;
}

/** Starts the embedded IAM over a file, in that weather. */
export function startIam(file: string, weather: Faults): Promise<BenchProcess<{ readonly iam: string }>> {
  const env = { IAMQL_EMBEDDED_IAM_FILE: file, IAMQL_EMBEDDED_IAM_FAULTS: JSON.stringify(weather) };
  return start([script("../../src/main.ts"), "iam"], env, z.object({ iam: z.url() }));
}

/** A server that answers GraphQL. */
export type GraphqlProcess = BenchProcess<{ readonly graphql: string }>;

export interface GatewayOptions {
  readonly isCaching: boolean;
  /** @default none: what it learns is gone with it */
  readonly stateFile?: string;
  /** Whether it calls IAM as often as it likes. @default false: its budget is its default */
  readonly isUnpaced?: boolean;
}

/** Starts the gateway over the IAM at that URL, cold. Its own bounds are out of the way. */
export function startGateway(iam: string, folder: string, options: GatewayOptions): Promise<GraphqlProcess> {
  const { isCaching, stateFile = ":memory:", isUnpaced = false } = options;
  const env = {
    ...awsEnvironment(iam),
    IAMQL_IAM_BACKEND: "aws",
    IAMQL_AUTH: "none",
    IAMQL_STATE_FILE: stateFile,
    IAMQL_AUDIT_FILE: path.join(folder, "audit.jsonl"),
    IAMQL_MAX_IAM_CALLS: "1000000",
    IAMQL_REQUEST_TIMEOUT_MS: "600000",
    ...(isCaching ? {} : { IAMQL_IAM_CACHE_TTL_MS: "0" }),
    ...(isUnpaced ? { IAMQL_IAM_CALLS_PER_SECOND: "off" } : {}),
  };
  return start([...nodeOptions, script("../../src/main.ts")], env, graphqlLine);
}

/** Starts the gateway that has a resolver for each field. */
export function startNaiveGateway(iam: string): Promise<GraphqlProcess> {
  // What the SDK warns of there, hundreds of calls that wait for a socket, is what the table shows.
  return start([script("naive-gateway.ts")], awsEnvironment(iam), graphqlLine, "ignore");
}

/** What a script says of a run. */
export interface ScriptRun {
  readonly milliseconds: number;
  /** How many entities came. */
  readonly items: number;
}

/** A row's script, ready to run. */
export type ScriptProcess = BenchProcess<unknown>;

/** Starts a row's script; it has run `warmUps` times before it is ready. */
export function startScript(iam: string, row: string, { warmUps }: { warmUps: number }): Promise<ScriptProcess> {
  const words = [script("script.ts"), row, String(warmUps)];
  return start(words, awsEnvironment(iam), z.object({ ready: z.literal(true) }));
}

/** Lets a script run. */
export async function runScript(process: ScriptProcess): Promise<ScriptRun> {
  return z.object({ milliseconds: z.number(), items: z.number() }).parse(await process.ask());
}

const graphqlLine = z.object({ graphql: z.url() });

/** All that the SDK goes by: nothing that this machine has set up for itself. */
function awsEnvironment(iam: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_IAM: iam,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

async function start<Line>(
  words: readonly string[],
  env: Record<string, string>,
  type: z.ZodType<Line>,
  stderr: "inherit" | "ignore" = "inherit",
): Promise<BenchProcess<Line>> {
  const child = spawn(process.execPath, words, {
    env: benchEnvironment(env),
    stdio: ["pipe", "pipe", stderr],
  });
  // Also where the bench is interrupted, or fails.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  const read = jsonLines(child.stdout);
  try {
    return {
      line: type.parse(await read()),
      ask() {
        child.stdin.write("\n");
        return read();
      },
      [Symbol.asyncDispose]: () => endProcess(child),
    };
  } catch (error) {
    await endProcess(child);
    throw error;
  }
}
