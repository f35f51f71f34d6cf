import { useExtendContext } from "@envelop/core";
import { useDeferStream } from "@graphql-yoga/plugin-defer-stream";
import type { DocumentNode } from "graphql";
import { createYoga, type YogaInitialContext, type YogaServerInstance } from "graphql-yoga";
import { TimeSliceQueue } from "../graphql/index.ts";
import type { Logger } from "../platform/logger/logger.ts";
import { type Caller, type Context, schemaWith, toGraphQLError } from "../schema/index.ts";
import { SharedBodies } from "./delivery/encoding/shared-bodies.ts";
import { useCompression } from "./delivery/encoding/use-compression.ts";
import { useErrors } from "./delivery/errors/use-errors.ts";
import { useIncrementalDelivery } from "./delivery/incremental-delivery/use-incremental-delivery.ts";
import { useResponseTypes } from "./delivery/response-type/use-response-types.ts";
import { useByteResponses } from "./delivery/use-byte-responses.ts";
import { useHead } from "./delivery/use-head.ts";
import { useHopByHopHeaders } from "./delivery/use-hop-by-hop-headers.ts";
import { useRequestDeduplication } from "./execution/deduplication/use-request-deduplication.ts";
import { type IdempotencyOptions, useIdempotency } from "./execution/idempotency/use-idempotency.ts";
import { MutationsUnderWay } from "./execution/running-mutations.ts";
import { useCompiledExecution } from "./execution/use-compiled-execution.ts";
import { useRequestLog } from "./execution/use-request-log.ts";
import { useUnsupportedNames } from "./execution/use-unsupported-names.ts";
import { useUsageReport } from "./execution/use-usage-report.ts";
import { useValidationRules } from "./execution/use-validation-rules.ts";
import { useVariables } from "./execution/variables/use-variables.ts";
import type { Limits } from "./limits/limits.ts";
import { type CallerRateOptions, useCallerRates } from "./limits/rates/use-caller-rates.ts";
import { useCostLimits } from "./limits/use-cost-limits.ts";
import { useDepthLimit } from "./limits/use-depth-limit.ts";
import { useDocumentLimits } from "./limits/use-document-limits.ts";
import { useExplain } from "./limits/use-explain.ts";
import { useLargeOperations } from "./limits/use-large-operations.ts";
import { useRequestTimeout } from "./limits/use-request-timeout.ts";
import { graphiqlOptions } from "./pages/graphiql-options.ts";
import { useGraphiqlPage } from "./pages/use-graphiql-page.ts";
import { useReadiness } from "./pages/use-readiness.ts";
import { useRootRedirect, useUnknownPaths } from "./pages/use-root.ts";
import { createDocumentCache, noDocumentCache, queriesOnly } from "./request/document-cache.ts";
import {
  type PersistedOperationOptions,
  usePersistedOperations,
} from "./request/persisted-operations/use-persisted-operations.ts";
import { useJsonBody } from "./request/use-json-body.ts";
import { type RequestIdOptions, useRequestId } from "./request/use-request-id.ts";
import { DOCUMENT_ID, useRequestParameters } from "./request/use-request-parameters.ts";
import type { AddressRates } from "./security/addresses/address-rates.ts";
import { nodeRequestOf, useAddressRates } from "./security/addresses/use-address-rates.ts";
import { type Authenticator, createNoAuthenticator } from "./security/auth/index.ts";
import { useAllowedHosts } from "./security/use-allowed-hosts.ts";
import { useAuthentication } from "./security/use-authentication.ts";
import { useBlockSuggestions } from "./security/use-block-suggestions.ts";
import { useCors } from "./security/use-cors.ts";
import { useCsrfPrevention } from "./security/use-csrf-prevention.ts";
import { useScopes } from "./security/use-scopes.ts";
import { useSecurityHeaders } from "./security/use-security-headers.ts";

/** Who may call the gateway, and from where. */
export interface AccessOptions {
  /** Identifies the caller of a request. @default every caller has all scopes, as with IAMQL_AUTH=none */
  readonly authenticate?: Authenticator;
  /** Names and addresses that requests may have as their Host. @default loopback names and addresses */
  readonly allowedHosts?: readonly string[];
  /** Origins, in addition to the gateway's own, whose pages may call. @default none */
  readonly corsOrigins?: readonly string[];
  /** Request headers that these pages may send, in addition to those that the gateway uses. @default none */
  readonly corsHeaders?: readonly string[];
  /** Rate limits by client address, for requests without an authenticated caller. @default no limits */
  readonly addressRates?: AddressRates | undefined;
}

export interface GatewayOptions extends RequestIdOptions, AccessOptions {
  /** Creates the context of the resolvers, for each request. */
  readonly createContext: (request: {
    readonly caller: Caller;
    readonly requestId: string;
    /** Whether the caller asks for data that does not come from a cache or another request. */
    readonly isFresh: boolean;
  }) => Context;
  readonly idempotency: IdempotencyOptions;
  /** Maximum age of the shared execution that a query may join, in milliseconds. @default 0: no sharing */
  readonly answerAgeMs?: number | undefined;
  readonly log: Logger;
  readonly limits: Limits;
  /** @default no limits */
  readonly callerRates?: CallerRateOptions | undefined;
  /** @default none */
  readonly persistedOperations?: PersistedOperationOptions | undefined;
  /** Whether callers can register documents by their hash. @default true, unless only persisted operations run */
  readonly automaticPersistedQueries?: boolean | undefined;
  /** Prefix of the names of types and root fields. @default "" */
  readonly schemaPrefix?: string | undefined;
  /** The state that `/health/ready` reports. @default always ready */
  readonly isReady?: (() => boolean) | undefined;
  /** Whether large operations must not start, because too many response bytes wait for slow clients. @default never */
  readonly isHeldUp?: (() => boolean) | undefined;
  /** Tracks the mutations that are executed. */
  readonly mutations?: MutationsUnderWay | undefined;
}

const ENDPOINT = "/graphql";
/** Total length of the texts of the documents that are kept parsed. */
const MAX_CACHED_CHARACTERS = 500_000;

export type Gateway = YogaServerInstance<object, Context>;

/** The GraphQL endpoint `/graphql`, with GraphiQL for browsers, and `/health/live` and `/health/ready`. */
export function createGateway(options: GatewayOptions): Gateway {
  const { createContext, idempotency, limits, log, newId } = options;
  const { authenticate = createNoAuthenticator(), allowedHosts = ["localhost"], corsOrigins = [] } = options;
  const { addressRates, corsHeaders = [] } = options;
  const { answerAgeMs = 0, callerRates, persistedOperations, schemaPrefix = "" } = options;
  const { isReady = () => true, isHeldUp = () => false, mutations = new MutationsUnderWay() } = options;
  const schema = schemaWith(schemaPrefix);
  const requestIds = useRequestId({ newId });
  const callers = useAuthentication({
    authenticate,
    log,
    requestIds,
    addressOf(serverContext) {
      const sent = nodeRequestOf(serverContext);
      return sent && addressRates?.addressOf(sent);
    },
  });
  const persisted = usePersistedOperations(persistedOperations, options.automaticPersistedQueries ?? true);
  const documents = queriesOnly(createDocumentCache<DocumentNode>(MAX_CACHED_CHARACTERS));
  const errors = useErrors({ translate: toGraphQLError, log, requestIds });
  const bounds = { maxResponseBytes: limits.maxResponseBytes, slices: new TimeSliceQueue() };
  const sharedBodies = new SharedBodies();
  const costs = useCostLimits(limits);
  const deduplication = useRequestDeduplication({
    callerOf: callers.of,
    maxAgeMs: answerAgeMs,
    isFresh: asksForFreshness,
    share: (data) => sharedBodies.share(data),
  });
  return createYoga<object, Context>({
    schema,
    logging: false,
    graphqlEndpoint: ENDPOINT,
    // Own plugins below replace these, so that their order is explicit.
    cors: false,
    graphiql: false,
    multipart: false,
    // `useJsonBody` reports the limit, and does not create a stream for each request.
    maxRequestBodySize: false,
    parserAndValidationCache: {
      documentCache: documents,
      errorCache: noDocumentCache,
    },
    extraParamNames: [DOCUMENT_ID],
    landingPage: false,
    healthCheckEndpoint: "/health/live",
    maskedErrors: errors.maskedErrors,
    plugins: [
      useCompression(sharedBodies),
      useHead(),
      useHopByHopHeaders(),
      // First, so that the plugins after it add their headers to its responses.
      addressRates ? useAddressRates({ rates: addressRates, hasCaller: callers.has }) : {},
      requestIds.plugin,
      errors.plugin,
      useSecurityHeaders(),
      useByteResponses(),
      useReadiness("/health/ready", isReady),
      // From here on in the order in which a request passes.
      useAllowedHosts({ hosts: allowedHosts, origins: corsOrigins }),
      useCors({ origins: corsOrigins, headers: corsHeaders }),
      useRootRedirect(ENDPOINT),
      useGraphiqlPage({ endpoint: ENDPOINT, options: graphiqlOptions(schemaPrefix), log }),
      useCsrfPrevention(corsOrigins),
      callers.plugin,
      useUnknownPaths(ENDPOINT),
      useBlockSuggestions(callers),
      useResponseTypes(),
      callerRates ? useCallerRates({ callerOf: (request) => callers.of(request).subject, ...callerRates }) : {},
      useJsonBody(limits),
      useRequestParameters(),
      useDepthLimit(),
      persisted.requests,
      useDocumentLimits(limits, (text) => documents.get(text) !== undefined),
      useUnsupportedNames(),
      useExtendContext(({ request }: YogaInitialContext) =>
        createContext({
          caller: callers.of(request),
          requestId: requestIds.of(request),
          isFresh: asksForFreshness(request),
        }),
      ),
      useValidationRules(),
      useVariables(),
      useScopes(),
      useExplain(limits),
      useUsageReport(),
      costs.plugin,
      persisted.registration,
      useIdempotency({ ...idempotency, log, requestIds }),
      useDeferStream(),
      useCompiledExecution({ schema, bounds }),
      useIncrementalDelivery(),
      useLargeOperations({ bytesOf: costs.largeBytesOf, maxBytes: 2 * limits.maxResponseBytes, isHeldUp }),
      deduplication.mutations,
      mutations.plugin,
      useRequestTimeout(limits),
      deduplication.queries,
      sharedBodies.plugin,
      useRequestLog(log, requestIds),
    ],
  });
}

/** Browsers send `cache-control: no-cache` for a reload that bypasses their cache. */
function asksForFreshness({ headers }: Request): boolean {
  return /(?:^|,)\s*no-(?:cache|store)\s*(?:$|,)/i.test(headers.get("cache-control") ?? "");
}
