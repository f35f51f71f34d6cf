import { BadUserInput, both, type DateRange, type Filter } from "../../loaders/index.ts";
import { problemOf } from "../arguments.ts";
import type { DateTimeFilterInput } from "./inputs.ts";

/** The members that combine filters. A member that is null is ignored. */
export interface FilterInput<Input> {
  readonly and?: readonly Input[] | null;
  readonly or?: readonly Input[] | null;
  readonly not?: Input | null;
}

/** How deep filters can nest. A filter without `and`, `or` and `not` has depth 1. */
export const MAX_FILTER_DEPTH = 5;
/** The number of members that a filter can have, with all filters in it. */
export const MAX_FILTER_MEMBERS = 50;

const MAX_PROBLEMS = 20;
/** No name of IAM is longer. */
const MAX_NAME_LENGTH = 226;

/** Reads the members of one filter. Each method returns a test; undefined if the member does not filter, or is invalid. */
export interface MemberReader {
  flag<Member extends string>(member: Member, value: boolean | null | undefined): Read<Member, boolean>;
  choice<Member extends string, Value extends string>(
    member: Member,
    value: Value | null | undefined,
  ): Read<Member, Value>;
  pathPrefix(value: string | null | undefined): Read<"pathPrefix", string>;
  nameContains(value: string | null | undefined): Read<"nameContains", string>;
  dates<Member extends string>(member: Member, value: DateTimeFilterInput | null | undefined): Read<Member, DateRange>;
}

type Read<Member, Value> = { readonly member: Member; readonly value: Value } | undefined;

/**
 * The filter that an argument describes; undefined if it filters nothing.
 * @param readTests reads the members of one entity's filter
 * @throws BadUserInput with all problems, each with the path of its member. It never quotes a value
 */
export function readFilter<Input extends FilterInput<Input>, Test>(
  argument: string,
  input: Input | null | undefined,
  readTests: (input: Input, reader: MemberReader) => readonly (Test | undefined)[],
): Filter<Test> | undefined {
  const problems: string[] = [];
  let members = 0;
  /** Counts a member. False if there are too many. */
  const isWithinLimit = () => {
    members += 1;
    return members <= MAX_FILTER_MEMBERS;
  };

  function read(one: Input, path: string, depth: number): Filter<Test> | undefined {
    if (depth > MAX_FILTER_DEPTH) {
      problems.push(`Argument "${path}" is nested too deeply: expected at most ${MAX_FILTER_DEPTH} levels of filters.`);
      return undefined;
    }
    const readNested = (nested: Input, member: string) =>
      isWithinLimit() ? read(nested, `${path}.${member}`, depth + 1) : undefined;
    const tests = readTests(one, memberReader(path, problems, isWithinLimit)).map(
      (test): Filter<Test> | undefined => test && { kind: "test", test },
    );
    const and = one.and?.map((nested, at) => readNested(nested, `and[${at}]`)) ?? [];
    const or = one.or?.map((nested, at) => readNested(nested, `or[${at}]`));
    if (or?.length === 0) {
      problems.push(`Argument "${path}.or" is empty: expected at least one filter, or null to filter nothing.`);
    }
    const not = one.not ? readNested(one.not, "not") : undefined;
    return both(...tests, ...and, or && either(or), not && { kind: "not", of: not });
  }

  const filter = input ? read(input, argument, 1) : undefined;
  if (members > MAX_FILTER_MEMBERS) {
    throw new BadUserInput(`Argument "${argument}" is too large: expected at most ${MAX_FILTER_MEMBERS} members.`);
  }
  const more = problems.length - MAX_PROBLEMS;
  const shown = problems.slice(0, MAX_PROBLEMS);
  if (shown.length > 0) throw new BadUserInput([...shown, ...(more > 0 ? [`And ${more} more.`] : [])].join(" "));
  return filter;
}

/** Any of the filters; undefined if one of them filters nothing. */
function either<Test>(filters: readonly (Filter<Test> | undefined)[]): Filter<Test> | undefined {
  const of = filters.filter((filter) => filter !== undefined);
  if (of.length < filters.length) return undefined;
  return of.length > 1 ? { kind: "or", of } : of[0];
}

function memberReader(path: string, problems: string[], isWithinLimit: () => boolean): MemberReader {
  /** A test, if there is a value and it has no problems. */
  function read<Member extends string, Value, Tested>(
    member: Member,
    value: Value | null | undefined,
    problemsOf: (value: Value, name: string) => readonly string[],
    toTested: (value: Value) => Tested | undefined,
  ): Read<Member, Tested> {
    if (value === null || value === undefined || !isWithinLimit()) return undefined;
    const found = problemsOf(value, `${path}.${member}`);
    problems.push(...found);
    const tested = found.length > 0 ? undefined : toTested(value);
    return tested === undefined ? undefined : { member, value: tested };
  }
  const none = () => [];

  return {
    flag: (member, value) => read(member, value, none, (flag) => flag),
    choice: (member, value) => read(member, value, none, (choice) => choice),
    pathPrefix: (value) =>
      read(
        "pathPrefix",
        value,
        (prefix, name) => [problemOf(name, "pathPrefixType", prefix) ?? []].flat(),
        (prefix) => prefix,
      ),
    nameContains: (value) => read("nameContains", value, problemsOfText, (text) => text),
    dates: (member, value) => read(member, value, problemsOfDates, rangeOf),
  };
}

function problemsOfText({ length }: string, name: string): readonly string[] {
  if (length > 0 && length <= MAX_NAME_LENGTH) return [];
  return [`Argument "${name}" is not valid: expected 1 to ${MAX_NAME_LENGTH} characters; got ${length}.`];
}

function problemsOfDates({ after, before, isNull }: DateTimeFilterInput, name: string): readonly string[] {
  if (isNull && (after || before)) {
    return [`Argument "${name}.isNull" is not valid: expected no true value together with "after" or "before".`];
  }
  if (after && before && after >= before) {
    return [`Argument "${name}" is not valid: expected "after" to be earlier than "before".`];
  }
  return [];
}

/** Undefined if no member is given. */
function rangeOf({ after, before, isNull }: DateTimeFilterInput): DateRange | undefined {
  const range: DateRange = { after: after ?? undefined, before: before ?? undefined, isNull: isNull ?? undefined };
  return Object.values(range).some((value) => value !== undefined) ? range : undefined;
}
