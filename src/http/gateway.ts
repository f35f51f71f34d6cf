import { useExtendContext } from "@envelop/core";
import { createYoga, useReadinessCheck, type YogaInitialContext, type YogaServerInstance } from "graphql-yoga";
import { type Context, schema, toGraphQLError } from "../schema/index.ts";
import { graphiqlOptions } from "./graphiql.ts";
import { type IdempotencyOptions, useIdempotency } from "./idempotency/use-idempotency.ts";
import type { Logger } from "./log.ts";
import { useErrors } from "./use-errors.ts";
import { useParameterErrors } from "./use-parameter-errors.ts";
import { type RequestIdOptions, useRequestId } from "./use-request-id.ts";
import { useRequestLog } from "./use-request-log.ts";

export interface GatewayOptions extends RequestIdOptions {
  /** What resolvers get, made anew for each request. */
  readonly createContext: (request: { readonly requestId: string }) => Context;
  readonly idempotency: IdempotencyOptions;
  readonly log: Logger;
}

export type Gateway = YogaServerInstance<object, Context>;

/** The GraphQL endpoint `/graphql`, with GraphiQL for browsers, and `/health/live` and `/health/ready`. */
export function createGateway({ createContext, idempotency, log, newId }: GatewayOptions): Gateway {
  const requestIds = useRequestId({ newId });
  const errors = useErrors({ translate: toGraphQLError, log, requestIds });
  return createYoga<object, Context>({
    schema,
    logging: false,
    // A page of another origin has no business with the account.
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
      useParameterErrors(),
      useExtendContext(({ request }: YogaInitialContext) => createContext({ requestId: requestIds.of(request) })),
      useIdempotency(idempotency),
      useRequestLog(log, requestIds),
    ],
  });
}
