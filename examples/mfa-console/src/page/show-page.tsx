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
 * How long the first answer may take for the page to begin with it, in milliseconds; later, it begins with a skeleton. One
 * that was shown is kept for 300 ms by React, however soon the answer comes.
 */
const PATIENCE_MS = 200;

/** Shows the page, with what `gateway` has begun to ask for. */
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
