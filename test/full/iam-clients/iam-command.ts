import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { promisify } from "node:util";
import { startCommand } from "../../support/command.ts";
import { baseEnvironment } from "../../support/process.ts";

const running = promisify(execFile);

/** A client's process starts in seconds, and slower on a busy machine. */
const timeout = 150_000;

/** Starts `iamql iam` over an empty account. Disposal stops it. */
export async function startIam() {
  const command = await startCommand(["iam"], {
    IAMQL_EMBEDDED_IAM_FILE: ":memory:",
    IAMQL_EMBEDDED_IAM_SAMPLE: "off",
  });
  return Object.assign(command, { url: command.ready.iam ?? "" });
}

interface Run {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a client to its end, with a key that the service treats as the root user's, and without settings of this machine.
 * @returns its stdout
 * @throws Error with its output, if it fails
 */
export async function runClient(program: string, args: readonly string[], { cwd, env }: Run = {}): Promise<string> {
  const { stdout } = await running(program, [...args], {
    timeout,
    maxBuffer: 64 * 1024 * 1024,
    ...(cwd !== undefined && { cwd }),
    env: { ...baseEnvironment(), ...clientEnvironment, ...env },
  }).catch((error) => {
    throw new Error(`${program} failed: ${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}

const clientEnvironment = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_DEFAULT_OUTPUT: "json",
  AWS_PAGER: "",
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: "true",
} as const;
