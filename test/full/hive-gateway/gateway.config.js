import { defineConfig } from "@graphql-hive/gateway";

const bearer = (headers) => (headers.get("authorization") ?? "").replace("Bearer ", "");

/** Callers name their scopes themselves: `authorization: Bearer <scopes>`. The header is passed on to the subgraphs. */
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
