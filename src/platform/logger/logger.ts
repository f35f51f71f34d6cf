import { type Logger, pino, stdSerializers } from "pino";
import { LogDestination } from "./log-destination.ts";

export type { Logger } from "pino";
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Structured JSON lines, on stderr unless told otherwise: stdout is for the ready line alone. */
export function createLogger(level: LogLevel, destination?: { write(line: string): void }): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Not what else an error may carry, such as the request that it is about, with all that is secret in it.
      serializers: { err: tellError },
    },
    destination ?? new LogDestination(process.stderr),
  );
}

/** An error's name, message and stack, with those of its causes. */
function tellError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack } = stdSerializers.err(error);
  return { type, message, stack };
}
