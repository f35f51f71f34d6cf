import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { documentWithPrefix, schema } from "../../schema/index.ts";
import { type Answer, failureOf, type OpenGateway, type Question } from "../gateway/ask.ts";
import { EXIT } from "../shell/exit-codes.ts";
import { CommandFailure } from "../shell/failures.ts";
import type { Column } from "./columns.ts";
import type { List } from "./lists.ts";

/** What of a list is asked for. */
export interface ListRequest {
  readonly list: List;
  readonly columns: readonly Column[];
  /** The list's arguments by name, such as `pathPrefix`. */
  readonly filters: Readonly<Record<string, string | Readonly<Record<string, boolean>>>>;
  /** How many a page. */
  readonly first: number;
  readonly after: string | undefined;
  /** What the gateway's names begin with: its SCHEMA_PREFIX. */
  readonly prefix: string;
}

const pageType = z.object({
  nodes: z.array(z.record(z.string(), z.unknown())),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
});

export type Page = z.output<typeof pageType>;

/** How often one page is asked for again, and how long it takes until then at most. */
const MOST_WAITS = 8;
const LONGEST_WAIT_MS = 60_000;

export interface Asking {
  readonly gateway: OpenGateway;
  readonly signal: AbortSignal;
  /** Is told, in milliseconds, before a page is asked for again because there were too many calls. */
  onWait(milliseconds: number): void;
}

/**
 * The pages of a list, one after the other, each asked for when it is wanted. Where the gateway says how long to leave it
 * alone (`retryAfterMs`), that is waited for, and longer each time.
 * @throws CommandFailure for a page that has errors, or does not come; Interrupted
 */
export async function* readPages(request: ListRequest, asking: Asking): AsyncGenerator<Page, void> {
  const query = documentOf(request, pageSelection(request.columns), ["first: $first", "after: $after"]);
  let after = request.after;
  for (;;) {
    const variables = { ...request.filters, first: request.first, after };
    const page = pageOf(await askPatiently({ query, variables }, asking));
    yield page;
    const { endCursor, hasNextPage } = page.pageInfo;
    if (!hasNextPage) return;
    if (endCursor === null || endCursor === after) {
      throw new CommandFailure(EXIT.transport, "The gateway says that there is more, but not where it goes on.");
    }
    after = endCursor;
  }
}

/** How many the whole list has; `undefined` where that is not to be had. */
export async function countAll(request: ListRequest, { gateway, signal }: Asking): Promise<number | undefined> {
  const query = documentOf(request, "totalCount", []);
  const answer = await gateway.ask({ query, variables: request.filters }, signal);
  return z.object({ totalCount: z.int() }).safeParse(answer.data?.["list"]).data?.totalCount;
}

function pageSelection(columns: readonly Column[]): string {
  const selections = columns.map(({ selection }) => selection).join(" ");
  return `nodes { ${selections} } pageInfo { endCursor hasNextPage }`;
}

/** Under the alias `list`, whatever the field is called there. */
function documentOf({ list, filters, prefix }: ListRequest, selection: string, paging: readonly string[]): string {
  const types = new Map(Object.values(list.filters).map(({ argument, type }) => [argument, type]));
  const used = Object.keys(filters);
  const declared = [
    ...used.map((argument) => `$${argument}: ${types.get(argument)}`),
    ...(paging.length > 0 ? ["$first: Int", "$after: String"] : []),
  ];
  const given = [...used.map((argument) => `${argument}: $${argument}`), ...paging];
  const field = `${list.field}${inParentheses(given)} { ${selection} }`;
  return withAlias(documentWithPrefix(`query Export${inParentheses(declared)} { ${field} }`, schema, prefix));
}

function inParentheses(words: readonly string[]): string {
  return words.length > 0 ? `(${words.join(", ")})` : "";
}

function withAlias(document: string): string {
  return document.replace("{ ", "{ list: ");
}

function pageOf(answer: Answer): Page {
  const failure = failureOf(answer);
  if (failure) throw failure;
  const page = pageType.safeParse(answer.data?.["list"]);
  if (!page.success)
    throw new CommandFailure(EXIT.transport, "The answer is not a page of a list: expected a gateway.");
  return page.data;
}

async function askPatiently(question: Question, { gateway, signal, onWait }: Asking): Promise<Answer> {
  for (let waits = 0; ; waits += 1) {
    const answer = await gateway.ask(question, signal);
    const retryAfterMs = retryAfterOf(answer);
    if (retryAfterMs === undefined || waits === MOST_WAITS) return answer;
    const milliseconds = Math.min(Math.max(retryAfterMs, 1) * 2 ** waits, LONGEST_WAIT_MS);
    onWait(milliseconds);
    await wait(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** How long to wait, where waiting is all that the answer asks for. */
function retryAfterOf({ errors }: Answer): number | undefined {
  const waits = errors.map(({ extensions }) => extensions?.retryAfterMs);
  const known = waits.filter((milliseconds) => milliseconds !== undefined);
  return known.length > 0 && known.length === waits.length ? Math.max(...known) : undefined;
}
