import type { GraphQLError } from "graphql";
import type { ResponseNode } from "./response-node.ts";

interface Entry {
  readonly error: GraphQLError;
  /** Where the error was thrown: the indices of fields and items from the root on. */
  readonly position: readonly number[];
  /** The node that is null because of the error; `undefined`: the whole `data`. */
  readonly node: ResponseNode | undefined;
  /** Whether the error kept other fields or items of the node from being executed. */
  readonly isAtOnce: boolean;
}

/**
 * The errors of a result, in the order of the response's fields. The order of time would differ between equal requests. If
 * several errors cause one null, one of them is reported: one that was thrown at once, otherwise the first in the response.
 * For resolvers that return their values synchronously, graphql-js reports the same errors in the same order.
 */
export class ErrorList {
  readonly #entries: Entry[] = [];
  /** Errors on their way up to the node that they make null, with the nodes that they were thrown for. */
  readonly #origins = new Map<GraphQLError, ResponseNode>();
  #isDataNull = false;

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Whether an error has made the whole `data` null. */
  get isDataNull(): boolean {
    return this.#isDataNull;
  }

  /** Records where an error was thrown. Later calls for the same error change nothing. */
  locate(error: GraphQLError, origin: ResponseNode): void {
    if (!this.#origins.has(error)) this.#origins.set(error, origin);
  }

  /** Adds an error that makes `node` null; `undefined`: the whole `data`. */
  add(error: GraphQLError, node: ResponseNode | undefined, isAtOnce: boolean): void {
    const position = (this.#origins.get(error) ?? node)?.position() ?? [];
    this.#origins.delete(error);
    this.#entries.push({ error, position, node, isAtOnce });
    if (node === undefined) this.#isDataNull = true;
  }

  /** The errors to report, in the order of the response. */
  inOrder(): GraphQLError[] {
    const entries = this.#entries.toSorted((one, other) => compare(one.position, other.position));
    if (entries.length < 2) return entries.map(({ error }) => error);
    const reasons = new Map<ResponseNode | undefined, Entry>();
    for (const entry of entries) {
      if (!reasons.has(entry.node) || (entry.isAtOnce && !reasons.get(entry.node)?.isAtOnce)) {
        reasons.set(entry.node, entry);
      }
    }
    return entries.filter((entry) => isReported(entry, reasons)).map(({ error }) => error);
  }
}

/**
 * Whether an error is the reason for its null, and no null around it has a reason that comes before it.
 * @param reasons the reported error of each null
 */
function isReported(entry: Entry, reasons: ReadonlyMap<ResponseNode | undefined, Entry>): boolean {
  if (reasons.get(entry.node) !== entry) return false;
  for (let around = entry.node; around !== undefined; ) {
    around = around.prev;
    const reason = reasons.get(around);
    if (reason && compare(reason.position, entry.position) < 0) return false;
  }
  return true;
}

/** Compares two positions in the response: below 0 if `one` comes first. */
function compare(one: readonly number[], other: readonly number[]): number {
  for (const [depth, index] of one.entries()) {
    const difference = index - (other[depth] ?? Number.NEGATIVE_INFINITY);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
