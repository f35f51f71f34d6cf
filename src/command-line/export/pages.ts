import { z } from "zod";
import { operationsFor, schemaWith } from "../../schema/index.ts";
import { type Answer, type AnswerError, failureOf } from "../gateway/ask.ts";
import { EXIT } from "../shell/exit-codes.ts";
import { CommandFailure } from "../shell/failures.ts";
import { type Asking, Patience, retryAfterOf } from "./asking.ts";
import type { Column } from "./columns.ts";
import type { List } from "./lists.ts";
import { dependsOnDevices, isUnknownDevicesError } from "./mfa-devices.ts";

/** What of a list is asked for. */
export interface ListRequest {
  readonly list: List;
  readonly columns: readonly Column[];
  /** The list's arguments by name, such as `pathPrefix`. */
  readonly filters: Readonly<Record<string, string | Readonly<Record<string, boolean>>>>;
  /** How many a page, if the gateway can serve as many. */
  readonly first: number;
  readonly after: string | undefined;
  /** Whether to read all pages, not only one. */
  readonly all: boolean;
  /** What the gateway's names begin with: its IAMQL_SCHEMA_PREFIX. */
  readonly prefix: string;
}

const pageType = z.object({
  nodes: z.array(z.record(z.string(), z.unknown())),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
});

export type Page = z.output<typeof pageType>;

/**
 * The pages of a list, one after the other, each asked for when it is wanted. If the gateway says how long to wait
 * (`retryAfterMs`), how large a page it can serve (`pageSize`) or that its answer is too large, the same page is asked for again in that way. MFA devices that
 * the gateway does not know are left as it marks them.
 * @throws CommandFailure for a page that has other errors, or does not come; Interrupted
 */
export async function* readPages(request: ListRequest, asking: Asking): AsyncGenerator<Page, void> {
  const query = documentOf(request, pageSelection(request.columns), ["first: $first", "after: $after"]);
  let { first, after } = request;
  const patience = new Patience(asking);
  for (;;) {
    const answer = await asking.gateway.ask({ query, variables: { ...request.filters, first, after } }, asking.signal);
    const errors = answer.errors.filter((error) => !isUnknownDevicesError(error));
    const smaller = smallerPageOf(errors, first);
    if (smaller !== undefined) {
      asking.onSmallerPage(smaller);
      first = smaller;
      continue;
    }
    const retryAfterMs = retryAfterOf(errors);
    if (retryAfterMs !== undefined && (await patience.wait(retryAfterMs))) continue;
    const page = pageOf({ ...answer, errors });
    yield page;
    patience.renew();
    const { endCursor, hasNextPage } = page.pageInfo;
    if (!request.all || !hasNextPage) return;
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

/** The smaller `first` that works, if the errors ask for nothing else: the one that they name, or half if the answer was too large. */
function smallerPageOf(errors: readonly AnswerError[], first: number): number | undefined {
  const fittingOf = ({ extensions }: AnswerError) =>
    extensions?.pageSize ?? (extensions?.code === "RESPONSE_TOO_LARGE" ? Math.floor(first / 2) : undefined);
  const isOther = (error: AnswerError) =>
    fittingOf(error) === undefined && error.extensions?.retryAfterMs === undefined;
  if (errors.some(isOther)) return undefined;
  const smallest = Math.min(...errors.map((error) => fittingOf(error) ?? first));
  return smallest >= 1 && smallest < first ? smallest : undefined;
}

function pageSelection(columns: readonly Column[]): string {
  const selections = columns.map(({ selection }) => selection);
  // Users whose devices are unknown are asked by name.
  if (columns.some(dependsOnDevices)) selections.unshift("userName");
  return `nodes { ${selections.join(" ")} } pageInfo { endCursor hasNextPage }`;
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
  const field = `list: ${list.field}${inParentheses(given)} { ${selection} }`;
  return operationsFor(schemaWith(prefix), `query Export${inParentheses(declared)} { ${field} }`);
}

function inParentheses(words: readonly string[]): string {
  return words.length > 0 ? `(${words.join(", ")})` : "";
}

function pageOf(answer: Answer): Page {
  const failure = failureOf(answer);
  if (failure) throw failure;
  const page = pageType.safeParse(answer.data?.["list"]);
  if (!page.success)
    throw new CommandFailure(EXIT.transport, "The answer is not a page of a list: expected a gateway.");
  return page.data;
}
