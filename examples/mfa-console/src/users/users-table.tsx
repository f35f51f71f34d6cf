import { useEffect, useRef, useState } from "react";
import { graphql, type PreloadedQuery, usePaginationFragment, usePreloadedQuery } from "react-relay/hooks";
import { NoAnswerError } from "../network/errors.ts";
import { tell } from "../page/failure.tsx";
import { useGateway } from "../page/gateway-context.ts";
import type { usersTable_query$key } from "./__generated__/usersTable_query.graphql.ts";
import type { usersTablePaginationQuery } from "./__generated__/usersTablePaginationQuery.graphql.ts";
import type { usersTableQuery as UsersTableQuery } from "./__generated__/usersTableQuery.graphql.ts";
import { type Selection, SHOWS } from "./selection.ts";
import { UnknownBanner, UnknownFactsContext } from "./unknown.tsx";
import { UnknownFacts } from "./unknown-facts.ts";
import { type GiveDevice, UserRow } from "./user-row.tsx";

export const usersTableQuery = graphql`
  query usersTableQuery($filter: UserFilter, $pathPrefix: String, $isByMfa: Boolean!) {
    ...usersTable_query @arguments(filter: $filter, pathPrefix: $pathPrefix, isByMfa: $isByMfa)
  }
`;

const PAGE = 25;

interface UsersTableProps {
  readonly query: PreloadedQuery<UsersTableQuery>;
  /** What was asked for, for people. */
  readonly selection: Selection;
  readonly isStale: boolean;
  readonly giveDevice: GiveDevice;
  /** Reads the users again. */
  readonly onRetry: () => void;
}

/** The users that were selected, a page at a time. */
export function UsersTable({ query, selection, isStale, giveDevice, onRetry }: UsersTableProps) {
  const { reachability } = useGateway();
  const page = usePreloadedQuery<UsersTableQuery>(usersTableQuery, query);
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    usersTablePaginationQuery,
    usersTable_query$key
  >(
    graphql`
      fragment usersTable_query on Query
      @argumentDefinitions(
        filter: { type: "UserFilter" }
        pathPrefix: { type: "String" }
        isByMfa: { type: "Boolean!" }
        first: { type: "Int", defaultValue: 25 }
        after: { type: "String" }
      )
      @refetchable(queryName: "usersTablePaginationQuery") {
        users(first: $first, after: $after, filter: $filter, pathPrefix: $pathPrefix)
          @connection(key: "usersTable_users", filters: ["filter", "pathPrefix"]) {
          totalCount
          edges {
            node {
              id
              hasMfa @include(if: $isByMfa)
              ...userRow_user
            }
          }
        }
      }
    `,
    page,
  );
  const [failure, setFailure] = useState<unknown>();
  const [unknownFacts] = useState(() => new UnknownFacts());
  const end = useRef<HTMLParagraphElement>(null);
  const [wantsEnd, setWantsEnd] = useState(false);
  const edges = data.users?.edges ?? [];
  const { show, pathPrefix } = selection;
  // They were without MFA when they were listed, and have been given a device since.
  const mended = show === "everyone" ? 0 : edges.filter(({ node }) => node?.hasMfa === true).length;
  const total = data.users?.totalCount ?? undefined;

  function more() {
    setFailure(undefined);
    loadNext(PAGE, {
      onComplete(error) {
        setFailure(error ?? undefined);
        if (error instanceof NoAnswerError) reachability.whenFound(more);
        else setWantsEnd(true);
      },
    });
  }

  useEffect(() => {
    if (edges.length > 0) performance.mark("users-shown");
  }, [edges.length]);
  // The button that had the focus is gone with the last page.
  useEffect(() => {
    if (wantsEnd && !hasNext) end.current?.focus();
    setWantsEnd(false);
  }, [wantsEnd, hasNext]);

  const count = total === undefined ? "Some" : total - mended;
  const told = `${count} ${count === 1 ? "user" : "users"} ${SHOWS[show].told}`;
  return (
    <UnknownFactsContext value={unknownFacts}>
      <div className={isStale ? "users is-stale" : "users"} aria-busy={isStale}>
        <p className="found" role="status">
          {told}
          {pathPrefix !== "" && ` under ${pathPrefix}`}
          {mended > 0 && `; ${mended} no longer`}. <span className="shown">{edges.length} shown.</span>
        </p>
        <UnknownBanner onRetry={onRetry} />
        <div className="table-frame">
          <table>
            <caption className="unseen">Users, what they can sign in with, and their MFA devices</caption>
            <thead>
              <tr>
                <th scope="col">User</th>
                <th scope="col">Console access</th>
                <th scope="col">Last login</th>
                <th scope="col">MFA</th>
                <th scope="col">Devices</th>
                <th scope="col">
                  <span className="unseen">What can be done</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {edges.map(({ node }) => node && <UserRow key={node.id} user={node} giveDevice={giveDevice} />)}
              {edges.length === 0 && (
                <tr>
                  <td colSpan={6} className="nobody">
                    Nobody. {show === "exposed" && "Everybody who can sign in has a second factor."}
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        </div>
        {failure !== undefined && !(failure instanceof NoAnswerError) && (
          <p className="problem" role="alert">
            The next users could not be read. {tell(failure)}
          </p>
        )}
        {hasNext ? (
          <button type="button" className="more" onClick={more} aria-disabled={isLoadingNext}>
            {isLoadingNext
              ? "Loading…"
              : `Show ${Math.min(PAGE, Math.max(1, (total ?? Infinity) - edges.length))} more`}
          </button>
        ) : (
          edges.length > PAGE && (
            <p className="end" tabIndex={-1} ref={end}>
              These are all of them.
            </p>
          )
        )}
      </div>
    </UnknownFactsContext>
  );
}
