import type { Plugin } from "graphql-yoga";
import type { Caller } from "../schema/index.ts";
import { type Authenticator, Unauthenticated } from "./auth/index.ts";
import type { Logger } from "./log.ts";
import { refuse } from "./refuse.ts";
import type { RequestIds } from "./use-request-id.ts";

export interface AuthenticationOptions {
  readonly authenticate: Authenticator;
  readonly log: Logger;
  readonly requestIds: RequestIds;
}

export interface Callers {
  /** Who sent a request that is being served. @throws Error where nobody asked, so that it is not served */
  of(request: Request): Caller;
  readonly plugin: Plugin;
}

const CHALLENGE = 'Bearer realm="iamql"';

const REFUSALS = {
  "no-token": {
    challenge: CHALLENGE,
    message: "Expected who you are: a header Authorization: Bearer TOKEN.",
  },
  "invalid-token": {
    challenge: `${CHALLENGE}, error="invalid_token", error_description="The token is not valid, or not any more"`,
    message: "The token is not valid, or not any more.",
  },
  unavailable: {
    challenge: CHALLENGE,
    message: "The token cannot be checked at present.",
  },
} as const;

/** Answers 401 to every request whose sender is not known, before anything of its body is read. */
export function useAuthentication({ authenticate, log, requestIds }: AuthenticationOptions): Callers {
  const callers = new WeakMap<Request, Caller>();
  return {
    of(request) {
      const caller = callers.get(request);
      if (caller === undefined) throw new Error("The request was not authenticated");
      return caller;
    },
    plugin: {
      async onRequest({ request, endResponse }) {
        try {
          callers.set(request, await authenticate(request.headers));
        } catch (error) {
          const requestId = requestIds.of(request);
          const known = error instanceof Unauthenticated;
          if (known) log.debug({ requestId, reason: error.message }, "unauthenticated");
          else log.error({ requestId, err: error }, "unexpected error while authenticating");
          const { challenge, message } = REFUSALS[known ? error.refusal : "unavailable"];
          endResponse(refuse(401, "UNAUTHENTICATED", message, { "www-authenticate": challenge }));
        }
      },
    },
  };
}
