import coverageQuery from "./coverage/__generated__/coverageQuery.graphql.ts";
import { Gateway } from "./network/gateway.ts";
import usersTableQuery from "./users/__generated__/usersTableQuery.graphql.ts";
import { readSelection, selectionVariables } from "./users/selection.ts";

const gateway = new Gateway();
const selection = readSelection(location.search);
// Requested now: loading React and Relay takes longer than the responses.
gateway.begin(usersTableQuery.params.text ?? "", selectionVariables(selection));
gateway.begin(coverageQuery.params.text ?? "", {});
const { showPage } = await import("./page/show-page.tsx");
await showPage(gateway, selection);
