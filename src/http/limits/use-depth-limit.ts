import type { Plugin } from "graphql-yoga";
import { badRequest } from "./refusal.ts";

/** Far beyond any input of the schema, and far below what a recursion over a value can bear. */
const MAX_DEPTH = 100;

/**
 * Refuses requests whose parameters nest deeper than 100 lists and objects: variables, also those that are not used, and
 * all others.
 */
export function useDepthLimit(): Plugin {
  return {
    onParams({ params }) {
      if (!isDeeperThan(params, MAX_DEPTH)) return;
      throw badRequest(`The parameters of the request exceed the limit of ${MAX_DEPTH} nested lists and objects.`);
    },
  };
}

/** Goes level by level, because a recursion as deep as the value can exhaust the stack. */
function isDeeperThan(value: object, limit: number): boolean {
  let level: readonly object[] = [value];
  // The parameters are an object themselves.
  for (let depth = 0; depth <= limit; depth += 1) {
    const below: object[] = [];
    for (const around of level) for (const value of Object.values(around)) if (isObject(value)) below.push(value);
    if (below.length === 0) return false;
    level = below;
  }
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
