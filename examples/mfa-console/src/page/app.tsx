import { Suspense, useCallback, useEffect, useState, useSyncExternalStore, useTransition } from "react";
import { type PreloadedQuery, useQueryLoader, useRelayEnvironment } from "react-relay/hooks";
import { DeviceDialog } from "../ceremony/device-dialog.tsx";
import { lookAgain } from "../ceremony/look-again.ts";
import type { coverageQuery as CoverageQuery } from "../coverage/__generated__/coverageQuery.graphql.ts";
import { Coverage, coverageQuery } from "../coverage/coverage.tsx";
import type { usersTableQuery as UsersTableQuery } from "../users/__generated__/usersTableQuery.graphql.ts";
import { type Selection, selectionVariables, writeSelection } from "../users/selection.ts";
import { UserFilterBar } from "../users/user-filter-bar.tsx";
import type { GiveDevice } from "../users/user-row.tsx";
import { UsersSkeleton } from "../users/users-skeleton.tsx";
import { UsersTable, usersTableQuery } from "../users/users-table.tsx";
import { FailureBoundary } from "./failure.tsx";
import { useGateway } from "./gateway-context.ts";
import { LostBanner } from "./lost-banner.tsx";
import { TokenPrompt } from "./token-prompt.tsx";

interface AppProps {
  /** Both were requested before the first render. */
  readonly coverage: PreloadedQuery<CoverageQuery>;
  readonly users: PreloadedQuery<UsersTableQuery>;
  readonly selection: Selection;
}

/** Reads from the gateway, because others may have changed the account. */
const FRESH = { fetchPolicy: "network-only" } as const;

/** The whole page. */
export function App({ coverage: firstCoverage, users: firstUsers, selection: firstSelection }: AppProps) {
  const environment = useRelayEnvironment();
  const [coverage, loadCoverage] = useQueryLoader<CoverageQuery>(coverageQuery, firstCoverage);
  const [users, loadUsers] = useQueryLoader<UsersTableQuery>(usersTableQuery, firstUsers);
  const [selection, setSelection] = useState(firstSelection);
  const [shown, setShown] = useState(firstSelection);
  const [isStale, startSelecting] = useTransition();
  const [, startReading] = useTransition();
  const [receiver, setReceiver] = useState<Parameters<GiveDevice>[0]>();
  const [news, setNews] = useState("");

  const select = useCallback(
    (wanted: Selection) => {
      setSelection(wanted);
      history.replaceState(null, "", `${location.pathname}${writeSelection(wanted)}`);
      startSelecting(() => {
        setShown(wanted);
        loadUsers(selectionVariables(wanted), FRESH);
      });
    },
    [loadUsers],
  );
  const readUsers = useCallback(() => select(selection), [select, selection]);
  const readCoverage = useCallback(() => startReading(() => loadCoverage({}, FRESH)), [loadCoverage]);

  const { reachability } = useGateway();
  const hasGaps = useSyncExternalStore(reachability.hasGaps.watch, reachability.hasGaps.get);
  useEffect(() => {
    if (!hasGaps) return undefined;
    return reachability.whenFound(() => {
      reachability.hasGaps.set(false);
      // Only the users arrive in parts.
      readUsers();
    });
  }, [hasGaps, reachability, readUsers]);

  async function look(serialNumber: string): Promise<boolean> {
    readCoverage();
    return receiver !== undefined && (await lookAgain(environment, receiver.userName, serialNumber));
  }
  function close(said = "") {
    setReceiver(undefined);
    setNews(said);
  }

  return (
    <>
      <header className="masthead">
        <p>
          <strong>iamql</strong> <span>MFA console</span>
        </p>
      </header>
      <LostBanner />
      <main>
        <section aria-labelledby="question">
          <h1 id="question">Who in this account can sign in without MFA?</h1>
          <FailureBoundary what="MFA coverage" attempt={coverage} onRetry={readCoverage}>
            <Suspense fallback={<div className="coverage skeleton" />}>
              {coverage && <Coverage query={coverage} />}
            </Suspense>
          </FailureBoundary>
        </section>
        <section aria-labelledby="users">
          <h2 id="users">Users</h2>
          <UserFilterBar selection={selection} onSelect={select} />
          <p className="news" role="status">
            {news}
          </p>
          <FailureBoundary what="The users" attempt={users} onRetry={readUsers}>
            <Suspense fallback={<UsersSkeleton />}>
              {users && (
                <UsersTable
                  query={users}
                  selection={shown}
                  isStale={isStale}
                  giveDevice={setReceiver}
                  onRetry={readUsers}
                />
              )}
            </Suspense>
          </FailureBoundary>
        </section>
      </main>
      {receiver && (
        <DeviceDialog
          userName={receiver.userName}
          look={look}
          close={() => close()}
          leave={(name) =>
            close(`The device ${name} may still be in the account. It is unassigned and can be deleted in IAM.`)
          }
        />
      )}
      <TokenPrompt />
    </>
  );
}
