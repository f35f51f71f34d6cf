import { randomUUID } from "node:crypto";
import type { Plugin } from "graphql-yoga";

export interface RequestIds {
  /** The id of a request that is being served. */
  of(request: Request): string;
  readonly plugin: Plugin;
}

export interface RequestIdOptions {
  /** @default a random UUID */
  readonly newId?: () => string;
}

/** A caller's own id is taken over only where it is harmless in a log line and in a header. */
const ACCEPTABLE = /^[\w.:-]{1,128}$/;

/** Gives each request an id (the caller's own `x-request-id`, or a new one) and sends it back in the same header. */
export function useRequestId({ newId = randomUUID }: RequestIdOptions = {}): RequestIds {
  const ids = new WeakMap<Request, string>();
  const of = (request: Request): string => {
    const known = ids.get(request);
    if (known !== undefined) return known;
    const given = request.headers.get("x-request-id");
    const id = given !== null && ACCEPTABLE.test(given) ? given : newId();
    ids.set(request, id);
    return id;
  };
  return {
    of,
    plugin: {
      onResponse({ request, response }) {
        response.headers.set("x-request-id", of(request));
      },
    },
  };
}
