import { GraphQLError, type GraphQLResolveInfo, responsePathAsArray } from "graphql";
import type { Completing, Completion } from "./completion.ts";
import { isPromise } from "../execute/is-promise.ts";
import { BRACKETS } from "../response/json-size.ts";
import { type Answer, Place } from "../response/response-node.ts";
import type { StreamPlan } from "../plan-selection.ts";
import type { Run } from "../response/execution-context.ts";

/**
 * How lists are completed whose items `complete` completes: an item that fails costs itself, or the list where items may
 * not be null.
 * @param stream which items come later
 */
export function listCompletion(
  complete: Completion,
  isNonNull: boolean,
  field: Completing,
  stream: StreamPlan | undefined,
): Completion {
  const streamFrom = stream?.initialCount ?? Number.POSITIVE_INFINITY;
  return (run, list, info, at) => {
    if (!isList(list)) {
      const name = `${field.parentType.name}.${field.definition.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    run.count(BRACKETS);
    const items: unknown[] = [];
    let index = 0;
    for (const item of list) {
      if (run.isOver) break;
      // The comma after it.
      run.count(1);
      if (index >= streamFrom) {
        completeLater(run, item, index, info, at);
      } else {
        const place = new Place(at, index, undefined, items, field, isNonNull);
        try {
          if (isPromise(item)) {
            place.fillLater(run, item, complete, info);
            items.push(undefined);
          } else {
            items.push(complete(run, item, info, place));
          }
        } catch (thrown) {
          items.push(place.failedWith(run, thrown));
        }
      }
      index += 1;
    }
    return items;
  };

  /** Begins the part of the answer that an item of a list with `@stream` is. */
  function completeLater(run: Run, item: unknown, index: number, info: GraphQLResolveInfo, at: Place): void {
    if (!run.parts) return;
    const part = run.parts.add(run, at, stream?.label, [...responsePathAsArray(at), index]);
    const list: Answer = {};
    const holder: Answer = { [at.key]: list };
    const base = at.inPart(holder);
    const place = new Place(base, index, undefined, list, field, isNonNull);
    try {
      if (isPromise(item)) place.fillLater(part.run, item, complete, info);
      else list[index] = complete(part.run, item, info, place);
    } catch (thrown) {
      if (isNonNull) holder[at.key] = base.failedWith(part.run, place.errorOf(part.run, thrown));
      else list[index] = place.failedWith(part.run, thrown);
    }
    part.content = () => ({ items: holder[at.key] === null ? null : [list[index]] });
    run.parts.begun(part);
  }
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
