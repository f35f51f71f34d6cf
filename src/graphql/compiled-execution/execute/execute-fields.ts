import { GraphQLError, responsePathAsArray } from "graphql";
import { FieldInfo } from "./field-info.ts";
import { isPromise } from "./is-promise.ts";
import { type Answer, Place } from "../response/response-node.ts";
import type { DeferredPlan, FieldPlan, PlainField, SelectionPlan } from "../plan-selection.ts";
import type { Run } from "../response/execution-context.ts";

const NO_ARGUMENTS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * The answer of one object's fields (sections 6.4.1 and 6.4.4 of the specification). What takes time is filled in later: see
 * `Place.fillLater`.
 * @param at where the object stands; undefined: it is the root
 * @throws GraphQLError of a field that may not be null
 */
export function executeFields(run: Run, selection: SelectionPlan, source: unknown, at: Place | undefined): Answer {
  const answer = newAnswer(selection);
  run.executing(selection, answer, at);
  for (const field of selection.fields) answer[field.name] = executeField(run, field, source, answer, at);
  for (const deferred of selection.deferred) executeLater(run, deferred, source, at);
  return answer;
}

/** Begins the part of the answer that a fragment with `@defer` selects. */
function executeLater(run: Run, { label, selection }: DeferredPlan, source: unknown, at: Place | undefined): void {
  if (!run.parts || run.isOver) return;
  const part = run.parts.add(run, at, label, at ? responsePathAsArray(at) : []);
  if (at) {
    const holder: Answer = {};
    const base = at.inPart(holder);
    try {
      holder[at.key] = executeFields(part.run, selection, source, base);
    } catch (thrown) {
      holder[at.key] = base.failedWith(part.run, thrown);
    }
    part.content = () => ({ data: holder[at.key] });
  } else {
    const data = executeRoot(part.run, selection, source);
    part.content = () => ({ data: part.run.isAnswerNull ? null : data });
  }
  run.parts.begun(part);
}

/** The answer of the root's fields; null where one of them failed that may not be null, whose error is entered. */
export function executeRoot(run: Run, selection: SelectionPlan, source: unknown): Answer | null {
  try {
    return executeFields(run, selection, source, undefined);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    run.enter(error, undefined, true);
    return null;
  }
}

/** An answer without fields. One with a field `__proto__` has no prototype, to which that name would mean something else. */
export function newAnswer({ hasProto }: SelectionPlan): Answer {
  return hasProto ? Object.create(null) : {};
}

/** Gives undefined for what is filled in later, and for what is no longer wanted. */
export function executeField(
  run: Run,
  field: FieldPlan,
  source: unknown,
  answer: Answer,
  at: Place | undefined,
): unknown {
  const { plain } = field;
  return plain ? executePlain(run, field, plain, source, answer, at) : executeAny(run, field, source, answer, at);
}

/** The same as `executeAny`, without what is made for a field's resolver, and for its place where nothing is wrong. */
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
    if (!isPromise(value)) return complete(run, value);
    placeOf(field, answer, at).fillLater(run, value, complete, undefined);
    return undefined;
  } catch (thrown) {
    return placeOf(field, answer, at).failedWith(run, thrown);
  }
}

function executeAny(run: Run, field: FieldPlan, source: unknown, answer: Answer, at: Place | undefined): unknown {
  if (run.isOver) return undefined;
  const place = placeOf(field, answer, at);
  try {
    const args = field.takesArguments ? run.execution.argumentsOf(field) : NO_ARGUMENTS;
    const info = new FieldInfo(run, field, place);
    const value = field.resolve(source, args, run.contextValue, info);
    if (!isPromise(value)) return field.complete(run, value, info, place);
    place.fillLater(run, value, field.complete, info);
    return undefined;
  } catch (thrown) {
    return place.failedWith(run, thrown);
  }
}

/** Where an object's answer to a field stands. */
export function placeOf(field: FieldPlan, answer: Answer, prev: Place | undefined): Place {
  return new Place(prev, field.name, field.parentType.name, answer, field, field.isNonNull);
}
