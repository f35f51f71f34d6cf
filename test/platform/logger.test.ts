import { expect, it } from "vitest";
import { createLogger, type LogLevel } from "../../src/platform/logger/logger.ts";

const levels = ["debug", "info", "warn", "error"] as const;

it.each<[LogLevel, readonly string[]]>([
  ["debug", ["debug", "info", "warn", "error"]],
  ["info", ["info", "warn", "error"]],
  ["warn", ["warn", "error"]],
  ["error", ["error"]],
  ["silent", []],
])("a logger of the level %s writes lines of the levels %j, with nothing of this machine", (level, expected) => {
  const lines: string[] = [];
  const log = createLogger(level, { write: (line) => void lines.push(line) });
  for (const each of levels) log[each]({ detail: 1 }, "text");
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    expected.map((each) => ({ level: each, time: expect.stringMatching(/^\d{4}-.*Z$/), detail: 1, msg: "text" })),
  );
});
