import type { Plugin } from "graphql-yoga";
import { badRequest } from "./refusal.ts";

/** Far above any input of the schema, and far below the depth at which recursion over a value exhausts the stack. */
const MAX_DEPTH = 100;

/** Rejects requests with a parameter that nests deeper than 100 lists and objects. Variables that are not used count too. */
export function useDepthLimit(): Plugin {
  return {
    onParams({ params }) {
      if (!isDeeperThan(params, MAX_DEPTH)) return;
      throw badRequest(`The parameters of the request exceed the limit of ${MAX_DEPTH} nested lists and objects.`);
    },
  };
}

/** Goes level by level, because recursion into a deep value can exhaust the stack. */
function isDeeperThan(value: object, limit: number): boolean {
  let level: readonly object[] = [value];
  // The first level is the object of all parameters.
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
