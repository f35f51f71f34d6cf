import { GraphQLError } from "graphql";
import type { Completing, Completion } from "./completion.ts";
import { isPromise } from "./is-promise.ts";
import { Place } from "./place.ts";

/**
 * How lists are completed whose items `complete` completes: an item that fails costs itself, or the list where items may
 * not be null.
 */
export function listCompletion(complete: Completion, isNonNull: boolean, field: Completing): Completion {
  return (run, list, info, at) => {
    if (!isList(list)) {
      const name = `${field.parentType.name}.${field.definition.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const items: unknown[] = [];
    for (const item of list) {
      const place = new Place({ prev: at, key: items.length, typename: undefined }, items, field, isNonNull);
      try {
        if (isPromise(item)) {
          place.fillLater(run, item, (awaited) => complete(run, awaited, info, place));
          items.push(undefined);
        } else {
          items.push(complete(run, item, info, place));
        }
      } catch (thrown) {
        items.push(place.failedWith(run, thrown));
      }
    }
    return items;
  };
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
