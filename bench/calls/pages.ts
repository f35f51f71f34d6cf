import { z } from "zod";
import type { Ask } from "./graphql.ts";

const page = z.object({
  users: z.object({
    nodes: z.array(z.unknown()),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** Reads all pages of users, with `endCursor` as the next `after`, and returns their nodes. */
export async function askAllPages(ask: Ask, document: string): Promise<readonly unknown[]> {
  const nodes: unknown[] = [];
  for (let after: string | null = null, isMore = true; isMore; ) {
    const { users } = page.parse(await ask(document, { after }));
    nodes.push(...users.nodes);
    ({ hasNextPage: isMore, endCursor: after } = users.pageInfo);
  }
  return nodes;
}
