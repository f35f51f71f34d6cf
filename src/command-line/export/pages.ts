import { z } from "zod";
import { operationsFor, schemaWith } from "../../schema/index.ts";
import { failureOf, type GatewayResponse, type ResponseError } from "../gateway/client.ts";
import { EXIT } from "../shell/exit-codes.ts";
import { CommandFailure } from "../shell/failures.ts";
import type { Column } from "./columns.ts";
import { type ExportContext, RetryDelays, retryAfterOf } from "./context.ts";
import type { List } from "./lists.ts";
import { dependsOnDevices, isUnknownDevicesError } from "./mfa-devices.ts";

/** A request for pages of a list. */
export interface ListRequest {
  readonly list: List;
  readonly columns: readonly Column[];
  /** Members of the list's filter by name, such as `pathPrefix`; undefined without a filter. */
  readonly filter: Readonly<Record<string, string | boolean>> | undefined;
  /** Page size, if the gateway can serve it. */
  readonly first: number;
  readonly after: string | undefined;
  /** Whether to read all pages instead of one. */
  readonly all: boolean;
  /** The gateway's IAMQL_SCHEMA_PREFIX. */
  readonly prefix: string;
}

const pageType = z.object({
  nodes: z.array(z.record(z.string(), z.unknown())),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
});

export type Page = z.output<typeof pageType>;

/**
 * Reads the pages of a list one by one. A page is requested again after the delay of `retryAfterMs`, or with fewer entities if
 * the errors name a `pageSize` or the response was too large. Unknown MFA devices stay unknown.
 * @throws CommandFailure for other errors, and without a response; Interrupted
 */
export async function* readPages(request: ListRequest, context: ExportContext): AsyncGenerator<Page, void> {
  const query = documentOf(request, pageSelection(request.columns), ["first: $first", "after: $after"]);
  let { first, after } = request;
  const delays = new RetryDelays(context);
  for (;;) {
    const variables = { filter: request.filter, first, after };
    const response = await context.gateway.send({ query, variables }, context.signal);
    const errors = response.errors.filter((error) => !isUnknownDevicesError(error));
    const smaller = smallerPageOf(errors, first);
    if (smaller !== undefined) {
      context.onSmallerPage(smaller);
      first = smaller;
      continue;
    }
    const retryAfterMs = retryAfterOf(errors);
    if (retryAfterMs !== undefined && (await delays.wait(retryAfterMs))) continue;
    const page = pageOf({ ...response, errors });
    yield page;
    delays.reset();
    const { endCursor, hasNextPage } = page.pageInfo;
    if (!request.all || !hasNextPage) return;
    if (endCursor === null || endCursor === after) {
      throw new CommandFailure(EXIT.transport, "The gateway reports another page, but no cursor for it.");
    }
    after = endCursor;
  }
}

/** The number of entities in the whole list; undefined if the gateway cannot count them. */
export async function countAll(request: ListRequest, { gateway, signal }: ExportContext): Promise<number | undefined> {
  const query = documentOf(request, "totalCount", []);
  const response = await gateway.send({ query, variables: { filter: request.filter } }, signal);
  return z.object({ totalCount: z.int() }).safeParse(response.data?.["list"]).data?.totalCount;
}

/** The page size that the errors name, or half if the response was too large; undefined if there are other errors. */
function smallerPageOf(errors: readonly ResponseError[], first: number): number | undefined {
  const fittingOf = ({ extensions }: ResponseError) =>
    extensions?.pageSize ?? (extensions?.code === "RESPONSE_TOO_LARGE" ? Math.floor(first / 2) : undefined);
  const isOther = (error: ResponseError) =>
    fittingOf(error) === undefined && error.extensions?.retryAfterMs === undefined;
  if (errors.some(isOther)) return undefined;
  const smallest = Math.min(...errors.map((error) => fittingOf(error) ?? first));
  return smallest >= 1 && smallest < first ? smallest : undefined;
}

function pageSelection(columns: readonly Column[]): string {
  const selections = columns.map(({ selection }) => selection);
  // The devices of a user with unknown devices are requested by the user's name.
  if (columns.some(dependsOnDevices)) selections.unshift("userName");
  return `nodes { ${selections.join(" ")} } pageInfo { endCursor hasNextPage }`;
}

/** A document that selects the list under the alias `list`. */
function documentOf({ list, filter, prefix }: ListRequest, selection: string, paging: readonly string[]): string {
  const declared = [
    ...(filter ? [`$filter: ${list.filterType}`] : []),
    ...(paging.length > 0 ? ["$first: Int", "$after: String"] : []),
  ];
  const passed = [...(filter ? ["filter: $filter"] : []), ...paging];
  const field = `list: ${list.field}${inParentheses(passed)} { ${selection} }`;
  return operationsFor(schemaWith(prefix), `query Export${inParentheses(declared)} { ${field} }`);
}

function inParentheses(items: readonly string[]): string {
  return items.length > 0 ? `(${items.join(", ")})` : "";
}

function pageOf(response: GatewayResponse): Page {
  const failure = failureOf(response);
  if (failure) throw failure;
  const page = pageType.safeParse(response.data?.["list"]);
  if (!page.success)
    throw new CommandFailure(
      EXIT.transport,
      "The response has no page of a list: it does not come from an iamql gateway.",
    );
  return page.data;
}
