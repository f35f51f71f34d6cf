import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { devNull } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import packageJson from "../../package.json" with { type: "json" };
import type { Weather } from "../../src/embedded-iam/index.ts";
import { benchEnvironment } from "../environment.ts";

/** A process of the bench. Disposal kills it, because it has no state to save. */
export interface BenchProcess<Line> extends AsyncDisposable {
  /** The JSON of its first line on stdout. */
  readonly line: Line;
  /** Writes a line to its stdin, and returns the JSON of its next line on stdout. */
  ask(): Promise<unknown>;
}

/** The Node options of `npm start`. */
const nodeOptions = packageJson.scripts.start.split(" ").slice(1, -1);

/** Starts the embedded IAM with a database file and these faults. */
export function startIam(file: string, weather: Weather): Promise<BenchProcess<{ readonly iam: string }>> {
  const env = { EMBEDDED_IAM_FILE: file, EMBEDDED_IAM_WEATHER: JSON.stringify(weather) };
  return start([script("../../src/main.ts"), "iam"], env, z.object({ iam: z.url() }));
}

/** A GraphQL server. */
export type GraphqlProcess = BenchProcess<{ readonly graphql: string }>;

export interface GatewayOptions {
  readonly isCaching: boolean;
  /** @default none: the gateway's state is lost with its process */
  readonly stateFile?: string;
  /** Whether its calls are not rate-limited. @default false, for the default budget */
  readonly isUnpaced?: boolean;
}

/** Starts the gateway without a cache or state of earlier runs. Its request limits are raised. */
export function startGateway(iam: string, folder: string, options: GatewayOptions): Promise<GraphqlProcess> {
  const { isCaching, stateFile = ":memory:", isUnpaced = false } = options;
  const env = {
    ...awsEnvironment(iam),
    IAM_BACKEND: "aws",
    AUTH: "none",
    STATE_FILE: stateFile,
    AUDIT_FILE: path.join(folder, "audit.jsonl"),
    MAX_IAM_CALLS: "1000000",
    REQUEST_TIMEOUT_MS: "600000",
    ...(isCaching ? {} : { IAM_CACHE_TTL_MS: "0" }),
    ...(isUnpaced ? { IAM_CALLS_PER_SECOND: "off" } : {}),
  };
  return start([...nodeOptions, script("../../src/main.ts")], env, graphqlLine);
}

/** Starts the naive gateway. */
export function startNaiveGateway(iam: string): Promise<GraphqlProcess> {
  // The table shows the calls that wait for a socket, so the SDK's warning about them is off.
  return start([script("naive-gateway.ts")], awsEnvironment(iam), graphqlLine, "ignore");
}

/** A script's report of a run. */
export interface ScriptRun {
  readonly milliseconds: number;
  /** The number of entities. */
  readonly items: number;
}

/** A running script of a row. */
export type ScriptProcess = BenchProcess<unknown>;

/** Starts a row's script, which is ready after `warmUps` runs. */
export function startScript(iam: string, row: string, { warmUps }: { warmUps: number }): Promise<ScriptProcess> {
  const words = [script("script.ts"), row, String(warmUps)];
  return start(words, awsEnvironment(iam), z.object({ ready: z.literal(true) }));
}

/** Runs a script once. */
export async function runScript(process: ScriptProcess): Promise<ScriptRun> {
  return z.object({ milliseconds: z.number(), items: z.number() }).parse(await process.ask());
}

const graphqlLine = z.object({ graphql: z.url() });

/** The whole configuration of the SDK, without that of this machine. */
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
  // Also if the bench is interrupted or fails.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${words.join(" ")} exited before its expected output`);
    return JSON.parse(value);
  };
  try {
    return {
      line: type.parse(await read()),
      ask() {
        child.stdin.write("\n");
        return read();
      },
      [Symbol.asyncDispose]: () => end(child),
    };
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
