import type { GraphQLErrorAnswer } from "./gateway.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * The wrong values in a response, each with its path, the true value and the response's value. A value is right if it equals the
 * true one, if it is null with an error at its path or below, or if it belongs to a connection that is marked as incomplete and
 * has no extra entities. Cursors are opaque, and a connection with an `asOf` date is right if its entities are.
 * @param truth the account's response without faults
 */
export function wrongValues(truth: unknown, answer: unknown, errors: readonly GraphQLErrorAnswer[]): string[] {
  const erroneous = errors.map(({ path = [] }) => `${path.join(".")}.`);
  const hasError = (path: readonly string[]) => erroneous.some((one) => one.startsWith(`${path.join(".")}.`));
  const difference = (path: readonly string[], expected: unknown, got: unknown) => [
    `${path.join(".")}: ${textOf(expected)} is answered as ${textOf(got)}${got === null ? " without an error" : ""}`,
  ];

  function compare(expected: unknown, got: unknown, path: readonly string[]): string[] {
    if (expected === got) return [];
    if (got === null) return hasError(path) ? [] : difference(path, expected, got);
    if (isCursor(path.at(-1))) return expected === null ? difference(path, expected, got) : [];
    if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length) {
      return expected.flatMap((one, at) => compare(one, got[at], [...path, String(at)]));
    }
    if (isObject(expected) && isObject(got)) return compareObjects(expected, got, path);
    return difference(path, expected, got);
  }

  function compareObjects(expected: Json, got: Json, path: readonly string[]): string[] {
    const isConnection = "pageInfo" in got;
    if (got["isComplete"] === false) {
      const tooMany = idsOf(got).filter((id) => !idsOf(expected).includes(id));
      const wrongCount = got["totalCount"] === null ? [] : difference([...path, "totalCount"], null, got["totalCount"]);
      return [...wrongCount, ...tooMany.flatMap((id) => difference([...path, "nodes"], undefined, id))];
    }
    return Object.entries(expected).flatMap(([name, value]) =>
      isConnection && name === "asOf" ? [] : compare(value, got[name], [...path, name]),
    );
  }
  return compare(truth, answer, []);
}

function isCursor(name: string | undefined): boolean {
  return name === "cursor" || name === "startCursor" || name === "endCursor";
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function idsOf({ nodes }: Json): unknown[] {
  return Array.isArray(nodes) ? nodes.map((node: unknown) => isObject(node) && node["id"]) : [];
}

function textOf(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 100);
}
