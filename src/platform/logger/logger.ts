import { type Logger, pino, stdSerializers } from "pino";
import { LogDestination } from "./log-destination.ts";

export type { Logger } from "pino";
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** A logger of JSON lines, on stderr by default, because stdout has only the ready line. */
export function createLogger(level: LogLevel, destination?: { write(line: string): void }): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Without other properties of an error, such as its request, because they can be secret.
      serializers: { err: describeError },
    },
    destination ?? new LogDestination(process.stderr),
  );
}

/** The name, message and stack of an error and its causes. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack } = stdSerializers.err(error);
  return { type, message, stack };
}
