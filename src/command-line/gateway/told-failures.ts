import { ConfigError } from "../../settings/index.ts";
import { UsageError } from "../shell/failures.ts";

/** Errors whose messages say what is wrong with a file, by name: their classes would bring with them all that uses the files. */
const FILE_ERRORS: ReadonlySet<string> = new Set([
  "AuditFileError",
  "BackupError",
  "EmbeddedIamFileError",
  "PersistedOperationsError",
  "StateFileError",
]);

/**
 * Does what reads settings, takes ports and opens files; where that fails by something that the person who started the
 * process can mend, says so in plain words. @throws UsageError; whatever else went wrong
 */
export async function tellingFailures<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const told = tellFailure(error);
    throw told === undefined ? error : new UsageError(told);
  }
}

function tellFailure(error: unknown): string | undefined {
  if (error instanceof ConfigError || isTokensFileError(error)) {
    return [`the settings are not valid:`, ...error.faults.map((fault) => `  ${fault}`), "See iamql --help."].join(
      "\n",
    );
  }
  if (!(error instanceof Error)) return undefined;
  return FILE_ERRORS.has(error.name) ? error.message : tellListenFailure(error);
}

function isTokensFileError(error: unknown): error is Error & { readonly faults: readonly string[] } {
  return error instanceof Error && error.name === "TokensFileError" && "faults" in error && Array.isArray(error.faults);
}

function tellListenFailure(error: NodeJS.ErrnoException & { readonly address?: string; readonly port?: number }) {
  if (error.syscall !== "listen" && error.syscall !== "getaddrinfo") return undefined;
  const place = error.port === undefined ? "IAMQL_HOST" : `${error.address}:${error.port}`;
  const settings = "Set IAMQL_PORT or IAMQL_EMBEDDED_IAM_PORT to a free port, or to 0 for any.";
  switch (error.code) {
    case "EADDRINUSE":
      return `${place} is taken by another process. ${settings}`;
    case "EACCES":
      return `${place} may not be listened on by this user. ${settings}`;
    default:
      return `IAMQL_HOST cannot be listened on: ${error.message}`;
  }
}
