import { InvalidSettingsError, OperatorError } from "../../platform/operator-error.ts";
import { UsageError } from "./failures.ts";

/**
 * Runs work that reads settings, takes ports and opens files.
 * @throws UsageError for what the person at the shell can fix: a setting, a port or a file; other errors as they are
 */
export async function withOperatorErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const message = messageFor(error);
    throw message === undefined ? error : new UsageError(message);
  }
}

function messageFor(error: unknown): string | undefined {
  if (error instanceof InvalidSettingsError) {
    return ["the settings are not valid:", ...error.faults.map((fault) => `  ${fault}`), "See iamql --help."].join(
      "\n",
    );
  }
  if (error instanceof OperatorError) return error.message;
  return error instanceof Error ? listenMessageFor(error) : undefined;
}

function listenMessageFor(error: NodeJS.ErrnoException & { readonly address?: string; readonly port?: number }) {
  if (error.syscall !== "listen" && error.syscall !== "getaddrinfo") return undefined;
  const place = error.port === undefined ? "IAMQL_HOST" : `${error.address}:${error.port}`;
  const advice = "Set IAMQL_PORT or IAMQL_EMBEDDED_IAM_PORT to a free port, or to 0 for any.";
  switch (error.code) {
    case "EADDRINUSE":
      return `${place} is taken by another process. ${advice}`;
    case "EACCES":
      return `Permission denied: cannot listen on ${place}. ${advice}`;
    default:
      return `IAMQL_HOST cannot be used: ${error.message}`;
  }
}
