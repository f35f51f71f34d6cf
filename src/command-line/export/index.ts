import { parseSchemaPrefix } from "../../settings/index.ts";
import { chooseGateway, gatewayOptions, openGateway } from "../gateway/options.ts";
import { defineCommand, type OptionRows, type OptionValues } from "../shell/command.ts";
import { EXIT } from "../shell/exit-codes.ts";
import { CommandFailure, UsageError } from "../shell/failures.ts";
import { withOperatorErrors } from "../shell/operator-errors.ts";
import type { Output } from "../shell/output.ts";
import { interruptible, pendingSignals } from "../shell/signals.ts";
import { columnsOf } from "./columns.ts";
import { completePages } from "./complete-pages.ts";
import type { ExportContext } from "./context.ts";
import { type Format, type FormatName, formats } from "./formats.ts";
import { findList, type List, listNames } from "./lists.ts";
import { withCompleteness } from "./mfa-devices.ts";
import { countAll, type ListRequest, readPages } from "./pages.ts";
import { createProgress } from "./progress.ts";

const options = {
  all: { type: "boolean", meaning: "export all pages" },
  first: {
    type: "string",
    value: "N",
    meaning: "number of entities (default: 100); with --all: page size (default: 1000)",
  },
  after: { type: "string", value: "CURSOR", meaning: "continue after this cursor, which an earlier run printed" },
  format: {
    type: "string",
    value: "jsonl|csv",
    meaning: "one JSON object per line, or CSV of RFC 4180 (default: jsonl)",
  },
  fields: {
    type: "string",
    value: "A,B",
    meaning: "columns; an unknown name prints all available columns",
  },
  "allow-incomplete": {
    type: "boolean",
    meaning:
      "with mfaDevices: do not read users one by one; the column mfaDevicesComplete marks users whose devices are all known",
  },
  "path-prefix": { type: "string", value: "PATH", meaning: "only users or groups whose path starts with this prefix" },
  "has-mfa": { type: "string", value: "true|false", meaning: "only users with, or without, an MFA device" },
  "password-enabled": {
    type: "string",
    value: "true|false",
    meaning: "only users with, or without, a console password",
  },
  "assignment-status": {
    type: "string",
    value: "STATUS",
    meaning: "only virtual MFA devices with this status: ASSIGNED or UNASSIGNED",
  },
  ...gatewayOptions,
} as const satisfies OptionRows;

export const command = defineCommand({
  name: "export",
  positionals: ["LIST"],
  description: [
    `Prints a list, one line per entity. LIST is one of ${listNames.join(", ")}.`,
    "Columns are fields of the schema. A column shows another entity by its name; groups and mfaDevices are lists of names. In CSV,\nnull is empty and lists are JSON. A cell that starts with = + - @ (names can), a tab or CR gets an apostrophe before it, so that\nspreadsheets do not run it as a formula. JSON lines contain values unchanged.",
    "If an export stops early, all written lines are complete, and the last line on stderr has the cursor to continue with. --after\nwrites no CSV header, so that >> completes the same file. Throttled pages are requested again. A value that the gateway could\nnot read is an error, never an empty cell. IAMQL_SCHEMA_PREFIX must equal the gateway's.",
    "If the gateway cannot serve pages of this size, the export requests smaller ones. The columns mfaDevices and hasMfa are always\ncomplete: where the list lacks a user's devices, the export reads them afterwards, by default 15 users a second over AWS. Pages\nfrom the first such user on are held back until the devices of their users are known.",
  ],
  options,
  examples: [
    ["iamql export users --all --format csv > users.csv", "all users as a spreadsheet"],
    [
      "iamql export virtual-mfa-devices --all --assignment-status UNASSIGNED --fields serialNumber,tags",
      "devices that no user has enabled",
    ],
    ["iamql export users --all --has-mfa false --password-enabled true", "users who can sign in with only a password"],
    ["iamql export users --all --local --fields userName,groups,mfaDevices", "the MFA devices of each user"],
  ],
  async run({ options: given, positionals: [name = ""], env, output }) {
    const list = findList(name);
    const format = formats[readFormat(given.format)];
    const choice = chooseGateway(given, env);
    const { all = false, "allow-incomplete": allowsIncomplete = false } = given;
    const columns = columnsOf(list, given.fields);
    const request: ListRequest = {
      list,
      columns: allowsIncomplete ? withCompleteness(columns) : columns,
      filter: readFilter(name, list, given),
      first: readFirst(given.first) ?? (all ? 1000 : 100),
      after: given.after,
      all,
      prefix: await withOperatorErrors(async () => parseSchemaPrefix(env)),
    };
    await interruptible(async (signal) => {
      await using gateway = await openGateway(choice, env);
      const progress = createProgress(process.stderr, name);
      const context: ExportContext = {
        gateway,
        signal,
        progress,
        writeNotice: output.writeNotice,
        onSmallerPage(first) {
          // With --all and without --first, the user did not choose the page size.
          if (all && given.first === undefined) return;
          progress.clear();
          output.writeNotice(`The gateway cannot serve pages of this size: continuing with pages of ${first}.`);
        },
      };
      output.writeNotice(await writePages(request, context, { allowsIncomplete, name, format, output }));
    });
  },
});

interface WriteOptions {
  /** Whether users with unknown MFA devices are written as such. */
  readonly allowsIncomplete: boolean;
  readonly name: string;
  readonly format: Format;
  readonly output: Output;
}

/** Writes all pages. Returns the final message. @throws CommandFailure whose message has the cursor to continue with */
async function writePages(request: ListRequest, context: ExportContext, options: WriteOptions): Promise<string> {
  const { allowsIncomplete, name, format, output } = options;
  const { all, columns, prefix } = request;
  const { progress } = context;
  let [count, next, isMore] = [0, request.after, true];
  let header = request.after === undefined ? format.header(columns) : "";
  try {
    const isCounted = all && request.after === undefined && process.stderr.isTTY;
    const total = isCounted ? await countAll(request, context) : undefined;
    const pages = readPages(request, context);
    for await (const page of allowsIncomplete ? pages : completePages(pages, prefix, context)) {
      progress.clear();
      await output.write(header + page.nodes.map((node) => format.row(columns, node)).join(""));
      header = "";
      count += page.nodes.length;
      next = page.pageInfo.endCursor ?? next;
      isMore = page.pageInfo.hasNextPage;
      progress.show(count, total);
      // A signal that arrived while lines were written prevents the next request.
      await pendingSignals();
    }
    progress.clear();
    const more = isMore && next !== undefined ? `; more are available: use --all, or --after ${next}` : "";
    return `${count} ${name}${more}`;
  } catch (error) {
    progress.clear();
    if (!(error instanceof CommandFailure)) throw error;
    throw new CommandFailure(error.exitCode, `${error.message} ${adviceAfter(error)}`);
  }

  function adviceAfter({ exitCode }: CommandFailure): string {
    // The gateway may have rejected the cursor.
    if (count === 0 && exitCode === EXIT.graphql) return "Nothing was written.";
    if (next === undefined) return "Start again from the beginning.";
    return `${count} ${name} were written. Continue with --after ${next}`;
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

/** The list's filter of the filter options. @throws UsageError for an option that the list does not have */
function readFilter(name: string, list: List, given: OptionValues<typeof options>): ListRequest["filter"] {
  const filter: Record<string, string | boolean> = {};
  for (const option of ["path-prefix", "has-mfa", "password-enabled", "assignment-status"] as const) {
    const value = given[option];
    if (value === undefined) continue;
    const known = list.filters[option];
    if (known === undefined) throw new UsageError(`--${option} is not available for ${name}.`);
    filter[known.member] = known.isBoolean ? readBoolean(option, value) : value;
  }
  return Object.keys(filter).length > 0 ? filter : undefined;
}

function readBoolean(option: string, value: string): boolean {
  if (value === "true" || value === "false") return value === "true";
  throw new UsageError(`Expected --${option} true or false; got "${value}".`);
}
