import { randomUUID } from "node:crypto";
import type { Plugin } from "graphql-yoga";

export interface RequestIds {
  /** The id of a request. */
  of(request: Request): string;
  readonly plugin: Plugin;
}

export interface RequestIdOptions {
  /** @default a random UUID */
  readonly newId?: () => string;
}

/** Ids of callers are used only if they are harmless in log lines and headers. */
const ACCEPTABLE = /^[\w.:-]{1,128}$/;

/** Gives each request an id, from its `x-request-id` or new, and returns it in the header `x-request-id`. */
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
