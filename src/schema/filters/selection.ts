import { BadUserInput } from "../../loaders/index.ts";
import type { Arguments } from "../cost/index.ts";

/** Reads the filter and the order in the arguments of a list, once for its cost and once for its resolver. */
export interface SelectionReader<Args, Selection> {
  /** @throws BadUserInput if a member is invalid */
  read(args: Args): Selection;
  readForCost(args: Arguments): Partial<Selection>;
}

export function selectionReader<Args extends object, Selection extends object>(
  read: (args: Args) => Selection,
): SelectionReader<Args, Selection> {
  /** The estimate reads the same arguments several times. */
  const known = new WeakMap<Arguments, Partial<Selection>>();
  return {
    read,
    readForCost(args) {
      const selection = known.get(args) ?? readOrNothing(args);
      known.set(args, selection);
      return selection;
    },
  };

  function readOrNothing(args: Arguments): Partial<Selection> {
    try {
      // Coerced by the schema, and so of the types of the field's arguments.
      return read(args as Args);
    } catch (error) {
      // The field fails before it makes any call.
      if (error instanceof BadUserInput) return {};
      throw error;
    }
  }
}
