import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadQuery, RelayEnvironmentProvider } from "react-relay/hooks";
import type { coverageQuery as CoverageQuery } from "../coverage/__generated__/coverageQuery.graphql.ts";
import { coverageQuery } from "../coverage/coverage.tsx";
import { createEnvironment } from "../network/environment.ts";
import type { Gateway } from "../network/gateway.ts";
import type { usersTableQuery as UsersTableQuery } from "../users/__generated__/usersTableQuery.graphql.ts";
import { type Selection, selectionVariables } from "../users/selection.ts";
import { usersTableQuery } from "../users/users-table.tsx";
import { App } from "./app.tsx";
import { GatewayContext } from "./gateway-context.ts";

/**
 * How long to wait for the first response before showing a skeleton, in milliseconds. React keeps a skeleton for 300 ms, even if
 * the response arrives sooner.
 */
const PATIENCE_MS = 200;

/** Shows the page, with the queries that `gateway` has already sent. */
export async function showPage(gateway: Gateway, selection: Selection): Promise<void> {
  const environment = createEnvironment(gateway);
  const users = loadQuery<UsersTableQuery>(environment, usersTableQuery, selectionVariables(selection));
  const coverage = loadQuery<CoverageQuery>(environment, coverageQuery, {});
  const answered = new Promise<void>((resolve) => {
    users.source?.subscribe({ next: () => resolve(), error: () => resolve() });
  });
  await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);

  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no element with the id root.");
  createRoot(root).render(
    <StrictMode>
      <GatewayContext value={gateway}>
        <RelayEnvironmentProvider environment={environment}>
          <App coverage={coverage} users={users} selection={selection} />
        </RelayEnvironmentProvider>
      </GatewayContext>
    </StrictMode>,
  );
}
