import { defineConfig } from "@graphql-hive/gateway";

const bearer = (headers) => (headers.get("authorization") ?? "").replace("Bearer ", "");

/** Who calls says so themselves here: `authorization: Bearer <scopes>`. The subgraphs hear it as well. */
export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get("authorization") ?? "" }),
  },
  genericAuth: {
    mode: "protect-granular",
    resolveUserFn: ({ request }) => ({ scopes: bearer(request.headers).split(" ") }),
    extractScopes: ({ scopes }) => scopes,
  },
});
