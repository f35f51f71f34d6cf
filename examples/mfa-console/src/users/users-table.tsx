import { useEffect, useRef, useState } from "react";
import { graphql, type PreloadedQuery, usePaginationFragment, usePreloadedQuery } from "react-relay/hooks";
import { NoAnswerError } from "../network/errors.ts";
import { describeError } from "../page/failure.tsx";
import { useGateway } from "../page/gateway-context.ts";
import type { usersTable_query$key } from "./__generated__/usersTable_query.graphql.ts";
import type { usersTablePaginationQuery } from "./__generated__/usersTablePaginationQuery.graphql.ts";
import type { usersTableQuery as UsersTableQuery } from "./__generated__/usersTableQuery.graphql.ts";
import { type Selection, SHOWS } from "./selection.ts";
import { UnknownBanner, UnknownFactsContext } from "./unknown.tsx";
import { UnknownFacts } from "./unknown-facts.ts";
import { type GiveDevice, UserRow } from "./user-row.tsx";

export const usersTableQuery = graphql`
  query usersTableQuery($filter: UserFilter, $isByMfa: Boolean!) {
    ...usersTable_query @arguments(filter: $filter, isByMfa: $isByMfa)
  }
`;

const PAGE = 25;

interface UsersTableProps {
  readonly query: PreloadedQuery<UsersTableQuery>;
  /** The selection that the query was made for. */
  readonly selection: Selection;
  readonly isStale: boolean;
  readonly giveDevice: GiveDevice;
  /** Reads the users again. */
  readonly onRetry: () => void;
}

/** The table of the selected users, one page at a time. */
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
        isByMfa: { type: "Boolean!" }
        first: { type: "Int", defaultValue: 25 }
        after: { type: "String" }
      )
      @refetchable(queryName: "usersTablePaginationQuery") {
        users(first: $first, after: $after, filter: $filter)
          @connection(key: "usersTable_users", filters: ["filter"]) {
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
  // Users without MFA in the list who have been given a device since.
  const fixed = show === "everyone" ? 0 : edges.filter(({ node }) => node?.hasMfa === true).length;
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
  // After the last page, the focused button is gone. Move the focus to the end of the table.
  useEffect(() => {
    if (wantsEnd && !hasNext) end.current?.focus();
    setWantsEnd(false);
  }, [wantsEnd, hasNext]);

  const count = total === undefined ? "Some" : total - fixed;
  const summary = `${count} ${count === 1 ? "user" : "users"} ${SHOWS[show].description}`;
  return (
    <UnknownFactsContext value={unknownFacts}>
      <div className={isStale ? "users is-stale" : "users"} aria-busy={isStale}>
        <p className="found" role="status">
          {summary}
          {pathPrefix !== "" && ` under ${pathPrefix}`}
          {fixed > 0 && `; ${fixed} no longer`}. <span className="shown">{edges.length} shown.</span>
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
                  <span className="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {edges.map(({ node }) => node && <UserRow key={node.id} user={node} giveDevice={giveDevice} />)}
              {edges.length === 0 && (
                <tr>
                  <td colSpan={6} className="no-users">
                    No users. {show === "exposed" && "Everyone who can sign in has a second factor."}
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        </div>
        {failure !== undefined && !(failure instanceof NoAnswerError) && (
          <p className="problem" role="alert">
            The next users could not be read. {describeError(failure)}
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
              All users are shown.
            </p>
          )
        )}
      </div>
    </UnknownFactsContext>
  );
}
