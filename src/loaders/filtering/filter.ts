/** A condition on a list's entities. Its JSON is part of the list's identity, so cursors are bound to it. */
export type Filter<Test> =
  | { readonly kind: "test"; readonly test: Test }
  | { readonly kind: "and" | "or"; readonly of: readonly Filter<Test>[] }
  | { readonly kind: "not"; readonly of: Filter<Test> };

/** A range of dates. All given members must hold. */
export interface DateRange {
  /** Exclusive. */
  readonly after?: Date | undefined;
  /** Exclusive. */
  readonly before?: Date | undefined;
  readonly isNull?: boolean | undefined;
}

/** Conditions on the path and the name of any entity that has them. */
export type NameTest = { readonly member: "pathPrefix" | "nameContains"; readonly value: string };

/** Both conditions; undefined if there is none. */
export function both<Test>(...filters: readonly (Filter<Test> | undefined)[]): Filter<Test> | undefined {
  const given = filters.filter((filter) => filter !== undefined);
  // Nested conjunctions are flattened, so that IAM can filter by any of their members.
  const of = given.flatMap((filter) => (filter.kind === "and" ? filter.of : [filter]));
  return of.length > 1 ? { kind: "and", of } : of[0];
}

/** The tests that all entities of the list pass, and the filter without these. */
export interface SplitFilter<Taken, Test> {
  readonly taken: readonly Taken[];
  readonly rest: Filter<Test> | undefined;
}

/** Splits off the tests that every matching entity passes, as far as `isTaken` selects them. */
export function splitFilter<Test, Taken extends Test>(
  filter: Filter<Test> | undefined,
  isTaken: (test: Test) => test is Taken,
): SplitFilter<Taken, Test> {
  const parts = filter === undefined ? [] : filter.kind === "and" ? filter.of : [filter];
  const taken: Taken[] = [];
  const rest: Filter<Test>[] = [];
  for (const part of parts) {
    if (part.kind === "test" && isTaken(part.test)) taken.push(part.test);
    else rest.push(part);
  }
  return { taken, rest: both(...rest) };
}

/** All tests of a filter. */
export function testsOf<Test>(filter: Filter<Test> | undefined): readonly Test[] {
  if (filter === undefined) return [];
  if (filter.kind === "test") return [filter.test];
  return filter.kind === "not" ? testsOf(filter.of) : filter.of.flatMap((part) => testsOf(part));
}

/**
 * Decides a filter as far as the values of its tests are known.
 * @param knownValue undefined if the value is unknown
 * @param rankOf tests with a low rank are read first
 * @returns the decision, or the test to read next: one of those that can still matter
 */
export function decide<Test extends object>(
  filter: Filter<Test>,
  knownValue: (test: Test) => boolean | undefined,
  rankOf: (test: Test) => number,
): boolean | Test {
  if (filter.kind === "test") return knownValue(filter.test) ?? filter.test;
  if (filter.kind === "not") {
    const decided = decide(filter.of, knownValue, rankOf);
    return typeof decided === "boolean" ? !decided : decided;
  }
  const deciding = filter.kind === "or";
  let next: Test | undefined;
  for (const part of filter.of) {
    const decided = decide(part, knownValue, rankOf);
    if (decided === deciding) return deciding;
    if (typeof decided === "object" && (next === undefined || rankOf(decided) < rankOf(next))) next = decided;
  }
  return next ?? !deciding;
}

/** Whether a date is in a range. An entity without a date is in no range with `after` or `before`. */
export function isInRange(date: Date | null, { after, before, isNull }: DateRange): boolean {
  if (isNull !== undefined && isNull !== (date === null)) return false;
  if (date === null) return after === undefined && before === undefined;
  return (after === undefined || date > after) && (before === undefined || date < before);
}

/** Whether a name contains a text. Names of IAM are case-insensitive. */
export function isIn(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}

/** The longest path prefix that IAM can filter by, and the filter without it. "/" filters nothing. */
export function splitPathPrefix<Test extends { readonly member: string }>(
  filter: Filter<Test> | undefined,
): { readonly pathPrefix: string | undefined; readonly rest: Filter<Test> | undefined } {
  type Prefix = Extract<Test, { readonly member: "pathPrefix" }> & { readonly value: string };
  const { taken, rest } = splitFilter(filter, (test): test is Prefix => test.member === "pathPrefix");
  const longest = taken.toSorted((one, other) => other.value.length - one.value.length)[0];
  if (longest === undefined || longest.value === "/") return { pathPrefix: undefined, rest };
  // IAM accepts one prefix. Shorter ones that it implies need no test.
  const others = taken.filter(({ value }) => !longest.value.startsWith(value));
  return {
    pathPrefix: longest.value,
    rest: both(...others.map((test): Filter<Test> => ({ kind: "test", test })), rest),
  };
}
