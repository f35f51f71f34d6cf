import { useExtendContext } from "@envelop/core";
import { createYoga, useReadinessCheck, type YogaServerInstance } from "graphql-yoga";
import { type Context, schema, toGraphQLError } from "../schema/index.ts";
import { graphiqlOptions } from "./graphiql.ts";
import { createDocumentCache, noDocumentCache } from "./limits/document-cache.ts";
import type { Limits } from "./limits/limits.ts";
import { type CallerRateOptions, useCallerRates } from "./limits/use-caller-rates.ts";
import { useCostLimits } from "./limits/use-cost-limits.ts";
import { useDocumentLimits } from "./limits/use-document-limits.ts";
import { useJsonBody } from "./limits/use-json-body.ts";
import {
  DOCUMENT_ID,
  type PersistedOperationOptions,
  usePersistedOperations,
} from "./limits/use-persisted-operations.ts";
import { useRequestTimeout } from "./limits/use-request-timeout.ts";
import type { Logger } from "./log.ts";
import { useErrors } from "./use-errors.ts";
import { useParameterErrors } from "./use-parameter-errors.ts";
import { type RequestIdOptions, useRequestId } from "./use-request-id.ts";
import { useRequestLog } from "./use-request-log.ts";

export interface GatewayOptions extends RequestIdOptions {
  /** What resolvers get, made anew for each request. */
  readonly createContext: () => Context;
  readonly log: Logger;
  readonly limits: Limits;
  /** Without it, callers may send what they like. */
  readonly callerRates?: CallerRateOptions;
  /** Without it, there are none. */
  readonly persistedOperations?: PersistedOperationOptions;
}

/** Of the documents that are kept parsed. */
const MOST_CACHED_CHARACTERS = 500_000;

export type Gateway = YogaServerInstance<object, Context>;

/** The GraphQL endpoint `/graphql`, with GraphiQL for browsers, and `/health/live` and `/health/ready`. */
export function createGateway({ createContext, log, newId, limits, ...options }: GatewayOptions): Gateway {
  const { callerRates, persistedOperations } = options;
  const requestIds = useRequestId({ newId });
  const errors = useErrors({ translate: toGraphQLError, log, requestIds });
  return createYoga<object, Context>({
    schema,
    logging: false,
    // A page of another origin has no business with the account.
    cors: false,
    multipart: false,
    // Our own says what the limit is, and costs no stream for each request.
    maxRequestBodySize: false,
    parserAndValidationCache: {
      documentCache: createDocumentCache(MOST_CACHED_CHARACTERS),
      errorCache: noDocumentCache,
    },
    extraParamNames: persistedOperations && [DOCUMENT_ID],
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
      callerRates ? useCallerRates(callerRates) : {},
      useJsonBody(limits),
      useParameterErrors(),
      persistedOperations ? usePersistedOperations(persistedOperations) : {},
      useDocumentLimits(limits),
      useExtendContext(createContext),
      useCostLimits(limits),
      useRequestTimeout(limits),
      useRequestLog(log, requestIds),
    ],
  });
}
