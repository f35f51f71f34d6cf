import { useExtendContext } from "@envelop/core";
import { createYoga, useReadinessCheck, type YogaServerInstance } from "graphql-yoga";
import { type Context, schema, toGraphQLError } from "../schema/index.ts";
import { graphiqlOptions } from "./graphiql.ts";
import type { Logger } from "./log.ts";
import { useErrors } from "./use-errors.ts";
import { type RequestIdOptions, useRequestId } from "./use-request-id.ts";

export interface GatewayOptions extends RequestIdOptions {
  /** What resolvers get, made anew for each request. */
  readonly createContext: () => Context;
  readonly log: Logger;
}

export type Gateway = YogaServerInstance<object, Context>;

/** The GraphQL endpoint `/graphql`, with GraphiQL for browsers, and `/health/live` and `/health/ready`. */
export function createGateway({ createContext, log, newId }: GatewayOptions): Gateway {
  const requestIds = useRequestId({ newId });
  const errors = useErrors({ translate: toGraphQLError, log, requestIds });
  return createYoga<object, Context>({
    schema,
    logging: false,
    // With AUTH=none any page in a browser on this machine could otherwise read the account.
    cors: false,
    multipart: false,
    landingPage: false,
    graphiql: graphiqlOptions,
    // Loaded when it is first asked for: the page and its scripts take some 60 MiB.
    renderGraphiQL: async (options) => (await import("@graphql-yoga/render-graphiql")).renderGraphiQL(options),
    healthCheckEndpoint: "/health/live",
    maskedErrors: errors.maskedErrors,
    plugins: [
      requestIds.plugin,
      errors.plugin,
      useReadinessCheck({ endpoint: "/health/ready", check: () => true }),
      useExtendContext(createContext),
    ],
  });
}
