import { spawn } from "node:child_process";
import { devNull } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Faults } from "../../src/embedded-iam/index.ts";
import { endProcess, jsonLines, nodeOptions } from "../../test/support/process.ts";
import { benchEnvironment } from "../environment.ts";

/** A process of the bench. Disposal kills it. */
export interface BenchProcess<Line> extends AsyncDisposable {
  /** Its first line on stdout. */
  readonly line: Line;
  /** Writes a line to its stdin, and returns its next line on stdout. */
  ask(): Promise<unknown>;
}

/** Starts the embedded IAM on a database file, with these faults. */
export function startIam(file: string, faults: Faults): Promise<BenchProcess<{ readonly iam: string }>> {
  const env = { IAMQL_EMBEDDED_IAM_FILE: file, IAMQL_EMBEDDED_IAM_FAULTS: JSON.stringify(faults) };
  return start([script("../../src/main.ts"), "iam"], env, z.object({ iam: z.url() }));
}

/** A GraphQL server. */
export type GraphqlProcess = BenchProcess<{ readonly graphql: string }>;

export interface GatewayOptions {
  readonly isCaching: boolean;
  /** @default none */
  readonly stateFile?: string;
  /** Whether it calls IAM without a budget. @default false: the default budget */
  readonly isUnpaced?: boolean;
}

/** Starts a new gateway over the IAM at this URL, with limits that no row reaches. */
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

/** Starts the gateway with a resolver for each field. */
export function startNaiveGateway(iam: string): Promise<GraphqlProcess> {
  // The SDK warns about hundreds of calls that wait for a socket, which the table shows anyway.
  return start([script("naive-gateway.ts")], awsEnvironment(iam), graphqlLine, "ignore");
}

/** The result of a script. */
export interface ScriptRun {
  readonly milliseconds: number;
  /** Number of entities. */
  readonly items: number;
}

/** The script of a row, ready to run. */
export type ScriptProcess = BenchProcess<unknown>;

/** Starts the script of a row. It runs `warmUps` times before it is ready. */
export function startScript(iam: string, row: string, { warmUps }: { warmUps: number }): Promise<ScriptProcess> {
  const words = [script("script.ts"), row, String(warmUps)];
  return start(words, awsEnvironment(iam), z.object({ ready: z.literal(true) }));
}

/** Runs a script. */
export async function runScript(process: ScriptProcess): Promise<ScriptRun> {
  return z.object({ milliseconds: z.number(), items: z.number() }).parse(await process.ask());
}

const graphqlLine = z.object({ graphql: z.url() });

/** The SDK's whole configuration, independent of this machine's. */
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
  // Also if the bench is interrupted, or fails.
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
