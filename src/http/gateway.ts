import { useExtendContext } from "@envelop/core";
import { useDeferStream } from "@graphql-yoga/plugin-defer-stream";
import type { DocumentNode } from "graphql";
import { createYoga, type YogaInitialContext, type YogaServerInstance } from "graphql-yoga";
import { Turns } from "../graphql/index.ts";
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
import { useLedger } from "./execution/use-usage.ts";
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

/** Who may call, and from where. */
export interface AccessOptions {
  /** Tells who sends a request. @default whoever can reach the gateway may do everything, as with AUTH=none */
  readonly authenticate?: Authenticator;
  /** To which names and addresses, as a request's Host, it answers. @default this machine's own: localhost and the like */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may call, besides its own. @default none */
  readonly corsOrigins?: readonly string[];
  /** Request headers that their pages may send, in addition to those that the gateway knows. @default none */
  readonly corsHeaders?: readonly string[];
  /** Rates of requests without an authenticated caller, by the client's address. @default no limits */
  readonly addressRates?: AddressRates | undefined;
}

export interface GatewayOptions extends RequestIdOptions, AccessOptions {
  /** What resolvers get, made anew for each request. */
  readonly createContext: (request: {
    readonly caller: Caller;
    readonly requestId: string;
    /** Whether it asks to go around what others were answered. */
    readonly isFresh: boolean;
  }) => Context;
  readonly idempotency: IdempotencyOptions;
  /** How old what a query is answered may be, in milliseconds. @default nothing that was asked before will do */
  readonly answerAgeMs?: number | undefined;
  readonly log: Logger;
  readonly limits: Limits;
  /** Without it, callers may send what they like. */
  readonly callerRates?: CallerRateOptions | undefined;
  /** Without it, there are none. */
  readonly persistedOperations?: PersistedOperationOptions | undefined;
  /** Whether callers can register documents by their hash. @default yes, unless only persisted operations run */
  readonly automaticPersistedQueries?: boolean | undefined;
  /** What names of types and root fields begin with. @default they stay as they are */
  readonly schemaPrefix?: string | undefined;
  /** Whether it takes requests, for `/health/ready`. @default always */
  readonly isReady?: (() => boolean) | undefined;
  /** Whether large answers are not begun, because too many bytes wait for clients to take them. @default never */
  readonly isHeldUp?: (() => boolean) | undefined;
  /** Takes note of the mutations that it executes. */
  readonly mutations?: MutationsUnderWay | undefined;
}

const ENDPOINT = "/graphql";
/** Of the documents that are kept parsed. */
const MOST_CACHED_CHARACTERS = 500_000;

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
  const documents = queriesOnly(createDocumentCache<DocumentNode>(MOST_CACHED_CHARACTERS));
  const errors = useErrors({ translate: toGraphQLError, log, requestIds });
  const bounds = { maxResponseBytes: limits.maxResponseBytes, turns: new Turns() };
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
    // Each has a plugin of ours, in an order of ours.
    cors: false,
    graphiql: false,
    multipart: false,
    // Our own says what the limit is, and costs no stream for each request.
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
      // First, so that the other plugins add their headers to the answers that it gives.
      addressRates ? useAddressRates({ rates: addressRates, hasCaller: callers.has }) : {},
      requestIds.plugin,
      errors.plugin,
      useSecurityHeaders(),
      useByteResponses(),
      useReadiness("/health/ready", isReady),
      // From here on in the order in which a request has to pass.
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
      useLedger(),
      costs.plugin,
      persisted.registration,
      useIdempotency({ ...idempotency, log, requestIds }),
      useDeferStream(),
      useCompiledExecution({ schema, bounds }),
      useIncrementalDelivery(),
      useLargeOperations({ bytesOf: costs.largeBytesOf, mostBytes: 2 * limits.maxResponseBytes, isHeldUp }),
      deduplication.mutations,
      mutations.plugin,
      useRequestTimeout(limits),
      deduplication.queries,
      sharedBodies.plugin,
      useRequestLog(log, requestIds),
    ],
  });
}

/** `cache-control: no-cache`, as browsers send it for a reload that goes around their cache. */
function asksForFreshness({ headers }: Request): boolean {
  return /(?:^|,)\s*no-(?:cache|store)\s*(?:$|,)/i.test(headers.get("cache-control") ?? "");
}
