import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { Defer20220824Handler } from "@apollo/client/incremental";
import { relayStylePagination } from "@apollo/client/utilities";

export function createClient(uri: string) {
  return new ApolloClient({
    link: new HttpLink({ uri }),
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { users: relayStylePagination(["filter", "orderBy"]) } } },
    }),
    incrementalHandler: new Defer20220824Handler(),
  });
}
