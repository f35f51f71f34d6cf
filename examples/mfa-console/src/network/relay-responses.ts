import type { GraphQLResponse, GraphQLSingularResponse } from "relay-runtime";
import type { AnswerPart, GraphQLFault, Increment } from "./answer.ts";

/**
 * A part of the gateway's answer as Relay's runtime takes it: deferred data one by one with their label and path, and in
 * the last that comes `is_final`. Empty: the part has nothing but the news that the answer is over.
 */
export function relayResponses(part: AnswerPart): GraphQLResponse[] {
  const isFinal = part.hasNext !== true;
  const first = part.data ? [{ data: part.data, ...faults(part.errors), extensions: extensions(isFinal) }] : [];
  const increments = (part.incremental ?? []).flatMap((increment) => incrementalResponse(increment, isFinal));
  return [...first, ...(increments.length > 0 ? [increments] : [])];
}

/** Nothing for a fragment without data, which Relay would fail the whole operation for: its place stays as it is. */
function incrementalResponse({ data, label, path, errors }: Increment, isFinal: boolean): GraphQLSingularResponse[] {
  if (!data || label === undefined || path === undefined) return [];
  // Relay looks for errors from where the fragment is, GraphQL tells them from the root.
  const relative = errors?.map((fault) => ({ ...fault, path: fault.path?.slice(path.length) }));
  return [{ data, label, path: [...path], ...faults(relative), extensions: extensions(isFinal) }];
}

function faults(errors: readonly GraphQLFault[] = []) {
  if (errors.length === 0) return {};
  return {
    errors: errors.map((fault) => ({
      ...fault,
      path: [...(fault.path ?? [])],
      // Whoever reads a field with `@catch` is given all of its error but the message.
      extensions: { ...fault.extensions, told: fault.message },
    })),
  };
}

function extensions(isFinal: boolean) {
  return { is_final: isFinal };
}
