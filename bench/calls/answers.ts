/** An expected response: an equal value, a matching text, or exactly these members and items. */
export type Expected = string | number | null | RegExp | readonly Expected[] | { readonly [member: string]: Expected };

/** Describes the first difference between a response and the expected one; undefined if there is none. */
export function findDifference(actual: unknown, expected: Expected, path = "data"): string | undefined {
  if (expected instanceof RegExp) {
    return typeof actual === "string" && expected.test(actual) ? undefined : differs(actual, String(expected), path);
  }
  if (typeof expected !== "object" || expected === null) {
    return actual === expected ? undefined : differs(actual, JSON.stringify(expected), path);
  }
  if (typeof actual !== "object" || actual === null) return differs(actual, "more", path);
  const members: Readonly<Record<string, unknown>> = Object(actual);
  const [there, wanted] = [Object.keys(members).length, Object.keys(expected).length];
  if (there !== wanted) return `${path}: expected ${wanted} of them, but got: ${there}`;
  for (const [name, value] of Object.entries(expected)) {
    const difference = findDifference(members[name], value, `${path}.${name}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function differs(actual: unknown, expected: string, path: string): string {
  return `${path}: expected ${expected}, but got: ${JSON.stringify(actual)?.slice(0, 100) ?? "nothing"}`;
}
