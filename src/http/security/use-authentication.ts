import type { Plugin } from "graphql-yoga";
import { createLimitedLog } from "../../platform/logger/limited-log.ts";
import type { Logger } from "../../platform/logger/logger.ts";
import type { Caller } from "../../schema/index.ts";
import { refuse } from "../delivery/refuse.ts";
import type { RequestIds } from "../request/use-request-id.ts";
import { type Authenticator, Unauthenticated } from "./auth/index.ts";

export interface AuthenticationOptions {
  readonly authenticate: Authenticator;
  readonly log: Logger;
  readonly requestIds: RequestIds;
  /** The client's address, from yoga's server context; undefined if it is not known. */
  readonly addressOf: (serverContext: object) => string | undefined;
}

export interface Callers {
  /** The caller of a request. @throws Error if the request was not authenticated */
  of(request: Request): Caller;
  /** Whether the caller of a request is known. */
  has(request: Request): boolean;
  readonly plugin: Plugin;
}

const CHALLENGE = 'Bearer realm="iamql"';
/** Log lines about rejected tokens of one address in a minute. */
const LINES_PER_ADDRESS = 10;
const RETRY_AFTER_MS = 30_000;

const CHALLENGES = {
  "no-token": {
    challenge: CHALLENGE,
    message: "Authentication required: send `Authorization: Bearer <token>`.",
  },
  "invalid-token": {
    challenge: `${CHALLENGE}, error="invalid_token", error_description="The token is invalid or has expired"`,
    message: "The token is invalid or has expired.",
  },
} as const;

/**
 * Answers 401 to requests without a valid token, and 503 if the token cannot be verified, before the body is read. The reason
 * is logged at level info, or at debug if the token is missing.
 */
export function useAuthentication({ authenticate, log, requestIds, addressOf }: AuthenticationOptions): Callers {
  const callers = new WeakMap<Request, Caller>();
  const limitedLog = createLimitedLog({ log, perAddress: LINES_PER_ADDRESS });
  return {
    of(request) {
      const caller = callers.get(request);
      if (caller === undefined) throw new Error("The request was not authenticated");
      return caller;
    },
    has: (request) => callers.has(request),
    plugin: {
      async onRequest({ request, serverContext, endResponse }) {
        try {
          callers.set(request, await authenticate(request.headers));
        } catch (error) {
          const requestId = requestIds.of(request);
          if (!(error instanceof Unauthenticated)) {
            log.error({ requestId, err: error }, "unexpected error while authenticating");
            return endResponse(unavailable(RETRY_AFTER_MS));
          }
          const { refusal, message: reason, retryAfterMs = RETRY_AFTER_MS } = error;
          if (refusal === "no-token") log.debug({ requestId, reason }, "unauthenticated");
          else limitedLog.info(addressOf(serverContext) ?? "unknown", { requestId, reason }, "unauthenticated");
          if (refusal === "unavailable") return endResponse(unavailable(retryAfterMs));
          const { challenge, message } = CHALLENGES[refusal];
          endResponse(refuse(401, "UNAUTHENTICATED", message, { "www-authenticate": challenge }));
        }
      },
    },
  };
}

function unavailable(retryAfterMs: number): Response {
  const message = "The token cannot be verified at the moment: retry after the seconds in retry-after.";
  const headers = { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
  return refuse(503, "AUTHENTICATION_UNAVAILABLE", message, headers);
}
