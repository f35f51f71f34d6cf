import { parse } from "graphql";
import { expect, it } from "vitest";
import { createDocumentCache, queriesOnly } from "../../../src/http/request/document-cache.ts";

it.each([
  ["{ users { totalCount } }", true],
  ["fragment F on User { id } query A { users { nodes { ...F } } }", true],
  ['mutation { enableMfaDevice(input: {authenticationCode1: "123456"}) { __typename } }', false],
  ["query A { __typename } mutation B { __typename }", false],
])("a parsed document is kept unless it has a mutation: %s", (text, isKept) => {
  const cache = queriesOnly(createDocumentCache(1000));
  cache.set(text, parse(text));
  expect(cache.get(text) !== undefined).toBe(isKept);
});
