import { GraphQLError } from "graphql";
import type { Completing, Completion } from "./completion.ts";
import { failAfter, failed } from "./execute-fields.ts";
import { isPromise } from "./is-promise.ts";
import type { Path, Run } from "./plan.ts";

/**
 * How lists are completed whose items `complete` completes: an item that fails costs itself, or the list where items may
 * not be null.
 */
export function listCompletion(complete: Completion, isNonNull: boolean, field: Completing): Completion {
  const fail = (run: Run, thrown: unknown, path: Path) => failed(run, field, isNonNull, thrown, path);

  const completeItem: Completion = (run, item, info, path) => {
    try {
      const completed = isPromise(item)
        ? item.then((awaited) => complete(run, awaited, info, path))
        : complete(run, item, info, path);
      return isPromise(completed) ? completed.then(undefined, (thrown) => fail(run, thrown, path)) : completed;
    } catch (thrown) {
      return fail(run, thrown, path);
    }
  };

  return (run, list, info, path) => {
    if (!isList(list)) {
      const name = `${field.parentType.name}.${field.definition.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const items: unknown[] = [];
    const pending: Promise<void>[] = [];
    try {
      for (const item of list) {
        const index = items.length;
        const completed = completeItem(run, item, info, { prev: path, key: index, typename: undefined });
        items.push(completed);
        if (isPromise(completed)) {
          pending.push(
            completed.then((awaited) => {
              items[index] = awaited;
            }),
          );
        }
      }
    } catch (error) {
      return failAfter(pending, error);
    }
    return pending.length === 0 ? items : Promise.all(pending).then(() => items);
  };
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
