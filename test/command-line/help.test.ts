import { expect, it } from "vitest";
import { command as exporting } from "../../src/command-line/export/index.ts";
import { command as iam } from "../../src/command-line/iam.ts";
import { command as backup } from "../../src/command-line/iam-backup.ts";
import { command as importing } from "../../src/command-line/iam-import.ts";
import { command as query } from "../../src/command-line/query/index.ts";
import { command as schema } from "../../src/command-line/schema.ts";
import { command as start } from "../../src/command-line/start.ts";

it.each([
  [start, "iamql start"],
  [iam, "iamql iam"],
  [backup, "iamql iam backup FILE"],
  [importing, "iamql iam import FILE"],
  [schema, "iamql schema [options]"],
  [query, "iamql query DOCUMENT [options]"],
  [exporting, "iamql export LIST [options]"],
])("the help of a command begins with its usage, then says what it does: %#", ({ help }, usage) => {
  const [first, empty, description] = help.split("\n");
  expect([first, empty]).toEqual([`Usage: ${usage}`, ""]);
  expect(description).toMatch(/^[A-Z]/);
});
