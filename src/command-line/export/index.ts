import { parseSchemaPrefix } from "../../settings/index.ts";
import { openGateway } from "../gateway/open.ts";
import { chooseGateway, gatewayOptions } from "../gateway/options.ts";
import { defineCommand, type OptionRows, type OptionValues } from "../shell/command.ts";
import { EXIT } from "../shell/exit-codes.ts";
import { CommandFailure, UsageError } from "../shell/failures.ts";
import { withOperatorErrors } from "../shell/operator-errors.ts";
import type { Output } from "../shell/output.ts";
import { interruptible, pendingSignals } from "../shell/signals.ts";
import type { Asking } from "./asking.ts";
import { columnsOf } from "./columns.ts";
import { completePages } from "./complete-pages.ts";
import { type Format, type FormatName, formats } from "./formats.ts";
import { findList, type List, listNames } from "./lists.ts";
import { withCompleteness } from "./mfa-devices.ts";
import { countAll, type ListRequest, readPages } from "./pages.ts";
import { createProgress } from "./progress.ts";

const options = {
  all: { type: "boolean", meaning: "page on to the end" },
  first: {
    type: "string",
    value: "N",
    meaning: "how many (default: 100); with --all: how many a page (default: 1000)",
  },
  after: { type: "string", value: "CURSOR", meaning: "go on behind this one, as an earlier run said" },
  format: { type: "string", value: "jsonl|csv", meaning: "a JSON object a line, or RFC 4180 (default: jsonl)" },
  fields: {
    type: "string",
    value: "A,B",
    meaning: "which columns; with another name, the message says which there are",
  },
  "allow-incomplete": {
    type: "boolean",
    meaning:
      "with mfaDevices: ask no users one by one; the column mfaDevicesComplete marks whose devices are all known",
  },
  "path-prefix": { type: "string", value: "PATH", meaning: "only users, or groups, whose path begins so" },
  "has-mfa": { type: "string", value: "true|false", meaning: "only users who have an MFA device, or none" },
  "password-enabled": {
    type: "string",
    value: "true|false",
    meaning: "only users who have a password to sign in with, or none",
  },
  "assignment-status": {
    type: "string",
    value: "STATUS",
    meaning: "only virtual MFA devices that are ASSIGNED, or UNASSIGNED",
  },
  ...gatewayOptions,
} as const satisfies OptionRows;

export const command = defineCommand({
  name: "export",
  words: ["LIST"],
  description: [
    `Prints a list, one line for each entity. LIST is ${listNames.join(", ")}.`,
    "Fields are those of the schema. Another entity is its name in its column, groups and mfaDevices are lists of names. In\nCSV, null is empty and lists are JSON; a cell that begins with = + - @ (as names may), a tab or CR gets an apostrophe\nbefore it, so that no spreadsheet runs it. JSON lines have every value as it is.",
    "With --after, no CSV header is written: an export that was stopped goes on into the same file, by >>. Whatever stops\nit, lines are written whole, and the last line on stderr has the cursor to go on with. A throttled page is asked for\nagain. What the gateway could not find out is an error, never an empty cell. IAMQL_SCHEMA_PREFIX must be the gateway's own.",
    "If the gateway cannot serve pages of this size, the export asks for smaller ones. The columns mfaDevices and hasMfa are\ncomplete: users whose devices the list does not know are asked one by one after the list, each once, 15 a second over\nAWS by default. Pages from the first of them on are written when their users have answered.",
  ],
  options,
  examples: [
    ["iamql export users --all --format csv > users.csv", "all users, for a spreadsheet"],
    [
      "iamql export virtual-mfa-devices --all --assignment-status UNASSIGNED --fields serialNumber,tags",
      "devices that nobody has enabled",
    ],
    ["iamql export users --all --has-mfa false --password-enabled true", "who can sign in by a password alone"],
    ["iamql export users --all --local --fields userName,groups,mfaDevices", "who has which second factor"],
  ],
  async run({ options: given, words: [name = ""], env, output }) {
    const list = findList(name);
    const format = formats[readFormat(given.format)];
    const choice = chooseGateway(given, env);
    const { all = false, "allow-incomplete": allowsIncomplete = false } = given;
    const columns = columnsOf(list, given.fields);
    const request: ListRequest = {
      list,
      columns: allowsIncomplete ? withCompleteness(columns) : columns,
      filters: readFilters(name, list, given),
      first: readFirst(given.first) ?? (all ? 1000 : 100),
      after: given.after,
      all,
      prefix: await withOperatorErrors(async () => parseSchemaPrefix(env)),
    };
    await interruptible(async (signal) => {
      await using gateway = await openGateway(choice, env);
      const progress = createProgress(process.stderr, name);
      const asking: Asking = {
        gateway,
        signal,
        progress,
        tell: output.tell,
        onSmallerPage(first) {
          // With --all and without --first, the export chooses the size itself.
          if (all && given.first === undefined) return;
          progress.clear();
          output.tell(`The gateway cannot serve pages of this size: continuing with pages of ${first}.`);
        },
      };
      output.tell(await writePages(request, asking, { allowsIncomplete, name, format, output }));
    });
  },
});

interface Writing {
  /** Whether users whose MFA devices are not known are written as such, and not asked. */
  readonly allowsIncomplete: boolean;
  readonly name: string;
  readonly format: Format;
  readonly output: Output;
}

/** Writes page after page; gives what is to be said at the end. @throws CommandFailure that says where to go on */
async function writePages(request: ListRequest, asking: Asking, writing: Writing): Promise<string> {
  const { allowsIncomplete, name, format, output } = writing;
  const { all, columns, prefix } = request;
  const { progress } = asking;
  let [count, next, isMore] = [0, request.after, true];
  let header = request.after === undefined ? format.header(columns) : "";
  try {
    const isCounted = all && request.after === undefined && process.stderr.isTTY;
    const total = isCounted ? await countAll(request, asking) : undefined;
    const pages = readPages(request, asking);
    for await (const page of allowsIncomplete ? pages : completePages(pages, prefix, asking)) {
      progress.clear();
      await output.write(header + page.nodes.map((node) => format.row(columns, node)).join(""));
      header = "";
      count += page.nodes.length;
      next = page.pageInfo.endCursor ?? next;
      isMore = page.pageInfo.hasNextPage;
      progress.show(count, total);
      // A signal that came while the lines were written stops the next page from being asked for.
      await pendingSignals();
    }
    progress.clear();
    const more = isMore && next !== undefined ? `; there are more: --all, or --after ${next}` : "";
    return `${count} ${name}${more}`;
  } catch (error) {
    progress.clear();
    if (!(error instanceof CommandFailure)) throw error;
    throw new CommandFailure(error.exitCode, `${error.message} ${adviceAfter(error)}`);
  }

  function adviceAfter({ exitCode }: CommandFailure): string {
    // What was refused may be the cursor itself.
    if (count === 0 && exitCode === EXIT.graphql) return "Nothing is written.";
    if (next === undefined) return "Start again from the beginning.";
    return `${count} ${name} are written: go on with --after ${next}`;
  }
}

function readFormat(name = "jsonl"): FormatName {
  if (name === "jsonl" || name === "csv") return name;
  throw new UsageError(`Expected --format ${Object.keys(formats).join(" or ")}; got "${name}".`);
}

function readFirst(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const first = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (first < 1 || first > 1000) throw new UsageError("Expected a whole number from 1 to 1000 for --first.");
  return first;
}

/** @throws UsageError for an option that is another list's */
function readFilters(name: string, list: List, given: OptionValues<typeof options>): ListRequest["filters"] {
  const filters: Record<string, string | Record<string, boolean>> = {};
  for (const option of ["path-prefix", "has-mfa", "password-enabled", "assignment-status"] as const) {
    const value = given[option];
    if (value === undefined) continue;
    const filter = list.filters[option];
    if (filter === undefined)
      throw new UsageError(`Expected no --${option} with ${name}, which cannot be chosen by it.`);
    const { argument, member } = filter;
    const others = filters[argument];
    filters[argument] =
      member === undefined
        ? value
        : { ...(typeof others === "object" && others), [member]: readBoolean(option, value) };
  }
  return filters;
}

function readBoolean(option: string, value: string): boolean {
  if (value === "true" || value === "false") return value === "true";
  throw new UsageError(`Expected --${option} true or false; got "${value}".`);
}
