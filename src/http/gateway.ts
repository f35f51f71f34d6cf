import { useExtendContext } from "@envelop/core";
import { createYoga, useReadinessCheck, type YogaInitialContext, type YogaServerInstance } from "graphql-yoga";
import { type Caller, type Context, schema, toGraphQLError } from "../schema/index.ts";
import { type Authenticator, createNoAuthenticator } from "./auth/index.ts";
import { graphiqlOptions } from "./graphiql.ts";
import { type IdempotencyOptions, useIdempotency } from "./idempotency/use-idempotency.ts";
import type { Logger } from "./log.ts";
import { useAllowedHosts } from "./use-allowed-hosts.ts";
import { useAuthentication } from "./use-authentication.ts";
import { useCors } from "./use-cors.ts";
import { useCsrfPrevention } from "./use-csrf-prevention.ts";
import { useErrors } from "./use-errors.ts";
import { useGraphiqlPage } from "./use-graphiql-page.ts";
import { useParameterErrors } from "./use-parameter-errors.ts";
import { type RequestIdOptions, useRequestId } from "./use-request-id.ts";
import { useRequestLog } from "./use-request-log.ts";
import { useDiscretion, useScopes } from "./use-scopes.ts";
import { useSecurityHeaders } from "./use-security-headers.ts";

/** Who may call, and from where. */
export interface AccessOptions {
  /** Tells who sends a request. @default whoever can reach the gateway may do everything, as with AUTH=none */
  readonly authenticate?: Authenticator;
  /** To which names and addresses, as a request's Host, it answers. @default this machine's own: localhost and the like */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may call, besides its own. @default none */
  readonly corsOrigins?: readonly string[];
}

export interface GatewayOptions extends RequestIdOptions, AccessOptions {
  /** What resolvers get, made anew for each request. */
  readonly createContext: (request: { readonly caller: Caller; readonly requestId: string }) => Context;
  readonly idempotency: IdempotencyOptions;
  readonly log: Logger;
}

const ENDPOINT = "/graphql";

export type Gateway = YogaServerInstance<object, Context>;

/** The GraphQL endpoint `/graphql`, with GraphiQL for browsers, and `/health/live` and `/health/ready`. */
export function createGateway({ createContext, idempotency, log, newId, ...access }: GatewayOptions): Gateway {
  const { authenticate = createNoAuthenticator(), allowedHosts = ["localhost"], corsOrigins = [] } = access;
  const requestIds = useRequestId({ newId });
  const callers = useAuthentication({ authenticate, log, requestIds });
  const errors = useErrors({ translate: toGraphQLError, log, requestIds });
  return createYoga<object, Context>({
    schema,
    logging: false,
    graphqlEndpoint: ENDPOINT,
    // Each has a plugin of ours, in an order of ours.
    cors: false,
    graphiql: false,
    multipart: false,
    landingPage: false,
    healthCheckEndpoint: "/health/live",
    maskedErrors: errors.maskedErrors,
    plugins: [
      requestIds.plugin,
      errors.plugin,
      useSecurityHeaders(),
      useReadinessCheck({ endpoint: "/health/ready", check: () => true }),
      // From here on in the order in which a request has to pass.
      useAllowedHosts({ hosts: allowedHosts, origins: corsOrigins }),
      useCors(corsOrigins),
      useGraphiqlPage(ENDPOINT, graphiqlOptions),
      useCsrfPrevention(corsOrigins),
      callers.plugin,
      useDiscretion(callers),
      useParameterErrors(),
      useExtendContext(({ request }: YogaInitialContext) =>
        createContext({ caller: callers.of(request), requestId: requestIds.of(request) }),
      ),
      useScopes(),
      useIdempotency(idempotency),
      useRequestLog(log, requestIds),
    ],
  });
}
