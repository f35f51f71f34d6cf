import { FieldInfo } from "./field-info.ts";
import { isPromise } from "./is-promise.ts";
import { type Answer, Place } from "./place.ts";
import type { FieldPlan, PlainField, SelectionPlan } from "./plan.ts";
import type { Run } from "./run.ts";

const NO_ARGUMENTS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * The answer of one object's fields (sections 6.4.1 and 6.4.4 of the specification). What takes time is filled in later: see
 * `Place.fillLater`.
 * @param at where the object stands; undefined: it is the root
 * @throws GraphQLError of a field that may not be null
 */
export function executeFields(run: Run, fields: SelectionPlan, source: unknown, at: Place | undefined): Answer {
  const answer: Answer = {};
  for (const field of fields) {
    const { plain } = field;
    answer[field.name] = plain
      ? executePlain(run, field, plain, source, answer, at)
      : executeField(run, field, source, answer, at);
  }
  return answer;
}

/** The same as `executeField`, without what is made for a field's resolver, and for its place where nothing is wrong. */
function executePlain(
  run: Run,
  field: FieldPlan,
  { resolve, complete }: PlainField,
  source: unknown,
  answer: Answer,
  at: Place | undefined,
): unknown {
  try {
    const value = resolve(source, NO_ARGUMENTS, run.contextValue);
    if (!isPromise(value)) return complete(value);
    placeOf(field, answer, at).fillLater(run, value, complete);
    return undefined;
  } catch (thrown) {
    return placeOf(field, answer, at).failedWith(run, thrown);
  }
}

/** Gives undefined for what is filled in later. */
function executeField(run: Run, field: FieldPlan, source: unknown, answer: Answer, at: Place | undefined): unknown {
  const place = placeOf(field, answer, at);
  try {
    const args = field.takesArguments ? run.argumentsOf(field) : NO_ARGUMENTS;
    const info = new FieldInfo(run, field, place);
    const value = field.resolve(source, args, run.contextValue, info);
    if (!isPromise(value)) return field.complete(run, value, info, place);
    place.fillLater(run, value, (awaited) => field.complete(run, awaited, info, place));
    return undefined;
  } catch (thrown) {
    return place.failedWith(run, thrown);
  }
}

function placeOf(field: FieldPlan, answer: Answer, prev: Place | undefined): Place {
  const { parentType, name, isNonNull } = field;
  return new Place({ prev, key: name, typename: parentType.name }, answer, field, isNonNull);
}
