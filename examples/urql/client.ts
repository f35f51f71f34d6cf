import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import schema from "iamql/introspection.json" with { type: "json" };

export function createClient(url: string) {
  return new Client({
    url,
    preferGetMethod: false,
    exchanges: [cacheExchange({ schema, resolvers: { Query: { users: relayPagination() } } }), fetchExchange],
  });
}
