import { writeFile } from "node:fs/promises";
import { vi } from "vitest";
import { temporaryFolder } from "./command.ts";

export interface AwsEnvironmentOptions {
  /** Content of the shared credentials file. @default empty */
  readonly credentials?: string;
  /** Content of the shared config file. @default empty */
  readonly config?: string;
  /** Further environment variables for the AWS SDK. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Restricts the AWS SDK of this process to these files and variables, without the instance metadata service. Undo it with
 * `vi.unstubAllEnvs`.
 */
export async function awsEnvironment({ credentials = "", config = "", env = {} }: AwsEnvironmentOptions = {}) {
  const folder = await temporaryFolder();
  const files = { credentials: folder.file("credentials"), config: folder.file("config") };
  await writeFile(files.credentials, credentials);
  await writeFile(files.config, config);
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  }
  const variables = {
    AWS_SHARED_CREDENTIALS_FILE: files.credentials,
    AWS_CONFIG_FILE: files.config,
    AWS_EC2_METADATA_DISABLED: "true",
    HOME: folder.folder,
    ...env,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return {
    ...folder,
    files,
    /** The whole environment, for another process. */
    variables,
    writeCredentials: (text: string) => writeFile(files.credentials, text),
  };
}

/** A profile of the shared credentials file. */
export function profile(accessKeyId: string, { name = "default", token = "" } = {}): string {
  const session = token === "" ? "" : `aws_session_token = ${token}\n`;
  return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = secret-of-${accessKeyId}\n${session}`;
}
