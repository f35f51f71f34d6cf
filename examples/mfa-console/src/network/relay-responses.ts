import type { GraphQLResponse, GraphQLSingularResponse } from "relay-runtime";
import type { AnswerPart, GraphQLFault, Increment } from "./answer.ts";

/**
 * Converts a part of the gateway's response for Relay's runtime: deferred data individually with label and path, and `is_final`
 * in the last one. Empty if the part only says that the response is complete.
 */
export function relayResponses(part: AnswerPart): GraphQLResponse[] {
  const isFinal = part.hasNext !== true;
  const first = part.data ? [{ data: part.data, ...faults(part.errors), extensions: extensions(isFinal) }] : [];
  const increments = (part.incremental ?? []).flatMap((increment) => incrementalResponse(increment, isFinal));
  return [...first, ...(increments.length > 0 ? [increments] : [])];
}

/** Skips a fragment without data, because Relay would fail the whole operation for it. */
function incrementalResponse({ data, label, path, errors }: Increment, isFinal: boolean): GraphQLSingularResponse[] {
  if (!data || label === undefined || path === undefined) return [];
  // Relay expects error paths relative to the fragment; GraphQL sends them from the root.
  const relative = errors?.map((fault) => ({ ...fault, path: fault.path?.slice(path.length) }));
  return [{ data, label, path: [...path], ...faults(relative), extensions: extensions(isFinal) }];
}

function faults(errors: readonly GraphQLFault[] = []) {
  if (errors.length === 0) return {};
  return {
    errors: errors.map((fault) => ({
      ...fault,
      path: [...(fault.path ?? [])],
      // A field with `@catch` gets the error without its message, so the message is copied to the extensions.
      extensions: { ...fault.extensions, reason: fault.message },
    })),
  };
}

function extensions(isFinal: boolean) {
  return { is_final: isFinal };
}
