import { type ConnectionArguments, type ConnectionPage, type MarkerList, readConnection } from "./marker-paging.ts";

/** A page of a connection, with the count of its whole list. */
export interface Connection<Item> extends Pick<ConnectionPage<Item>, "edges" | "pageInfo"> {
  /** Costs nothing until it is called, and no more than one walk of a list in a request. */
  totalCount(): Promise<number>;
}

/** Reads pages of lists for one request, and remembers the counts that their walks came by. */
export interface ConnectionReader {
  /**
   * @param countWithoutWalk a cheaper way to count the whole list than to walk it, where IAM has one
   * @throws BadUserInput where an argument cannot be served
   */
  read<Item>(
    list: MarkerList<Item>,
    args: ConnectionArguments,
    countWithoutWalk?: () => Promise<number>,
  ): Promise<Connection<Item>>;
}

/** For one request. */
export function createConnectionReader(): ConnectionReader {
  // By scope, that is by field, parent and filters.
  const walked = new Map<string, number>();
  const asked = new Map<string, Promise<number>>();

  return {
    async read(list, args, countWithoutWalk) {
      const page = await readConnection(list, args);
      if (page.knownCount !== undefined) walked.set(list.scope, page.knownCount);
      return {
        edges: page.edges,
        get pageInfo() {
          return page.pageInfo;
        },
        async totalCount() {
          const known = walked.get(list.scope);
          if (known !== undefined) return known;
          const asking = asked.get(list.scope) ?? (countWithoutWalk ?? page.count)();
          asked.set(list.scope, asking);
          return asking;
        },
      };
    },
  };
}

/** A list that IAM's quotas keep short and that was fetched whole: ordered by key here, and paged without calls. */
export function wholeList<Item>(options: {
  readonly scope: string;
  readonly op: string;
  readonly fetch: () => Promise<readonly Item[]>;
  readonly keyOf: (item: Item) => string;
}): MarkerList<Item> {
  const { scope, op, fetch, keyOf } = options;
  return {
    scope,
    op,
    keyOf,
    async list() {
      return { items: (await fetch()).toSorted((one, other) => byKey(keyOf(one), keyOf(other))) };
    },
  };
}

/** IAM's own order by name: regardless of case, and by spelling where only case differs. */
function byKey(one: string, other: string): number {
  const folded = [one.toLowerCase(), other.toLowerCase()] as const;
  const [a, b] = folded[0] === folded[1] ? [one, other] : folded;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
