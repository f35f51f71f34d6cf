import type { GraphQLError } from "graphql";
import type { Place } from "./response-node.ts";

interface Entry {
  readonly error: GraphQLError;
  /** Where it was thrown: its indices in the answer, from the root on. */
  readonly position: readonly number[];
  /** What is null for it; `undefined`: the whole answer. */
  readonly place: Place | undefined;
  /** Whether it kept the place's other fields or items from being executed. */
  readonly isAtOnce: boolean;
}

/**
 * The errors of an answer. They come in the order of the answer's fields, not in the order of time: an answer has the same
 * errors each time. If several cause one null, one is reported: the one that was thrown at once, otherwise the first. For
 * resolvers that return their values at once, graphql-js reports the same.
 */
export class ErrorList {
  readonly #entries: Entry[] = [];
  /** Errors that were thrown and whose null is not known yet. */
  readonly #origins = new Map<GraphQLError, Place>();
  #isAnswerNull = false;

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  get isAnswerNull(): boolean {
    return this.#isAnswerNull;
  }

  /** Remembers where an error was thrown first. */
  locate(error: GraphQLError, origin: Place): void {
    if (!this.#origins.has(error)) this.#origins.set(error, origin);
  }

  add(error: GraphQLError, place: Place | undefined, isAtOnce: boolean): void {
    const position = (this.#origins.get(error) ?? place)?.position() ?? [];
    this.#origins.delete(error);
    this.#entries.push({ error, position, place, isAtOnce });
    if (place === undefined) this.#isAnswerNull = true;
  }

  inOrder(): GraphQLError[] {
    const entries = this.#entries.toSorted((one, other) => compare(one.position, other.position));
    if (entries.length < 2) return entries.map(({ error }) => error);
    const reasons = new Map<Place | undefined, Entry>();
    for (const entry of entries) {
      if (!reasons.has(entry.place) || (entry.isAtOnce && !reasons.get(entry.place)?.isAtOnce)) {
        reasons.set(entry.place, entry);
      }
    }
    return entries.filter((entry) => isTold(entry, reasons)).map(({ error }) => error);
  }
}

/**
 * Whether an error is the reason for its null, and no null around that has a reason that comes before it.
 * @param reasons the error that is reported for each null
 */
function isTold(entry: Entry, reasons: ReadonlyMap<Place | undefined, Entry>): boolean {
  if (reasons.get(entry.place) !== entry) return false;
  for (let around = entry.place; around !== undefined; ) {
    around = around.prev;
    const reason = reasons.get(around);
    if (reason && compare(reason.position, entry.position) < 0) return false;
  }
  return true;
}

/** Whether one place comes before another (below 0) in the answer. */
function compare(one: readonly number[], other: readonly number[]): number {
  for (const [depth, index] of one.entries()) {
    const difference = index - (other[depth] ?? Number.NEGATIVE_INFINITY);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
