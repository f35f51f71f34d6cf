import { getArgumentValues, locatedError, responsePathAsArray } from "graphql";
import { FieldInfo } from "./field-info.ts";
import { isPromise } from "./is-promise.ts";
import type { FieldPlan, Path, Run, SelectionPlan } from "./plan.ts";

/** What an object's fields answered, by response name. */
export type Answer = Record<string, unknown>;

const NO_ARGUMENTS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * The answer of one object's fields, or a promise of it where one of them needs that (sections 6.4.1 and 6.4.4 of the
 * specification). Throws, or rejects with, the error of a field that may not be null.
 */
export function executeFields(
  run: Run,
  fields: SelectionPlan,
  source: unknown,
  path: Path | undefined,
): Answer | Promise<Answer> {
  const answer: Answer = {};
  let pending: Promise<void>[] | undefined;
  try {
    for (const field of fields) {
      const { name } = field;
      const value = executeField(run, field, source, path);
      // Also a promise: its place among the answer's keys is this one.
      answer[name] = value;
      if (isPromise(value)) {
        pending ??= [];
        pending.push(
          value.then((awaited) => {
            answer[name] = awaited;
          }),
        );
      }
    }
  } catch (error) {
    return failAfter(pending ?? [], error);
  }
  return pending ? Promise.all(pending).then(() => answer) : answer;
}

/**
 * Throws, or, where something is under way whose own failure nobody else would hear of, rejects when that has ended.
 * (An unhandled rejection would end the process.)
 */
export function failAfter(pending: readonly Promise<void>[], error: unknown): Promise<never> {
  if (pending.length === 0) throw error;
  return Promise.allSettled(pending).then(() => {
    throw error;
  });
}

/** Enters what was thrown among the errors and gives null in the place of the value; throws it on where null may not be. */
export function failed(
  run: Run,
  { nodes }: Pick<FieldPlan, "nodes">,
  isNonNull: boolean,
  thrown: unknown,
  path: Path,
): null {
  const error = locatedError(thrown, nodes, responsePathAsArray(path));
  if (isNonNull) throw error;
  run.errors.push(error);
  return null;
}

function executeField(run: Run, field: FieldPlan, source: unknown, parentPath: Path | undefined): unknown {
  const { parentType, name, isNonNull } = field;
  const path: Path = { prev: parentPath, key: name, typename: parentType.name };
  try {
    const args = field.takesArguments
      ? getArgumentValues(field.definition, field.nodes[0], run.variableValues)
      : NO_ARGUMENTS;
    const info = new FieldInfo(run, field, path);
    const value = field.resolve(source, args, run.contextValue, info);
    const completed = isPromise(value)
      ? value.then((awaited) => field.complete(run, awaited, info))
      : field.complete(run, value, info);
    if (!isPromise(completed)) return completed;
    return completed.then(undefined, (thrown: unknown) => failed(run, field, isNonNull, thrown, path));
  } catch (thrown) {
    return failed(run, field, isNonNull, thrown, path);
  }
}
