import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { FIRST_VERSIONS, linkFederation } from "../../src/schema/federation/link.ts";
import { printSubgraphText } from "../../src/schema/index.ts";

/** The errors of Apollo's composition for a subgraph that imports one directive from one version. */
function importErrors(directive: string, minor: number): string[] {
  const url = `https://specs.apollo.dev/federation/v2.${minor}`;
  const typeDefs = parse(`extend schema @link(url: "${url}", import: ["@${directive}"]) type Query { one: Int }`);
  const { errors = [] } = composeServices([{ name: "one", url: "http://127.0.0.1:1/graphql", typeDefs }]);
  return errors.map(({ message }) => message);
}

describe("the version of federation that a subgraph links", () => {
  it.each(Object.entries(FIRST_VERSIONS))("is at least the one that introduced @%s: v2.%i", (directive, minor) => {
    expect(importErrors(directive, minor)).toEqual([]);
    if (minor > 0) expect(importErrors(directive, minor - 1)).not.toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    ["v2.0", [], []],
    ["v2.0", ["tag", "key", "key", "deprecated", "specifiedBy", "oneOf"], ["@key", "@tag"]],
    ["v2.5", ["requiresScopes", "key"], ["@key", "@requiresScopes"]],
    ["v2.9", ["requiresScopes", "listSize"], ["@listSize", "@requiresScopes"]],
    ["v2.12", ["cacheTag", "cost"], ["@cacheTag", "@cost"]],
  ])("is %s for %j, and imports the directives that are not GraphQL's own", (version, used, imported) => {
    expect(linkFederation(used)).toEqual({ url: `https://specs.apollo.dev/federation/${version}`, import: imported });
  });

  it("is an error for a directive that federation does not define", () => {
    expect(() => linkFederation(["key", "constructor"])).toThrow(
      "The subgraph uses @constructor, which federation does not define: expected one of extends, external,",
    );
  });

  it.each([
    [true, ["@cost", "@key", "@listSize", "@requiresScopes", "@shareable", "@tag"]],
    [false, ["@cost", "@key", "@listSize", "@shareable", "@tag"]],
  ])("is v2.9 for iamql's SDL (auth directives: %s), for @cost and @listSize", (authDirectives, imported) => {
    const [link] = printSubgraphText({ authDirectives }).split("\n");
    const names = imported.map((name) => `"${name}"`).join(", ");
    expect(link).toBe(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${names}])`);
  });
});
