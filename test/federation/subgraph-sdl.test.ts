import {
  buildSchema,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  isObjectType,
} from "graphql";
import { describe, expect, it } from "vitest";
import { requires } from "../../src/schema/authorization/guard-schema.ts";
import { SECRET, SHAREABLE } from "../../src/schema/directives.ts";
import { entity } from "../../src/schema/entity-names.ts";
import { printSubgraph } from "../../src/schema/federation/subgraph-sdl.ts";

describe("a schema as a subgraph's SDL", () => {
  it("keeps descriptions, default values, deprecations, specifications and oneOf", () => {
    const Query = new GraphQLObjectType({
      name: "Query",
      fields: {
        old: {
          type: new GraphQLScalarType({ name: "Url", specifiedByURL: "https://url.spec.whatwg.org" }),
          description: "Something.",
          deprecationReason: "Not needed.",
          args: {
            by: {
              type: new GraphQLInputObjectType({
                name: "By",
                isOneOf: true,
                fields: { name: { type: GraphQLString }, size: { type: GraphQLInt, deprecationReason: "Unused." } },
              }),
            },
            kind: {
              type: new GraphQLEnumType({
                name: "Kind",
                values: { BIG: {}, SMALL: { deprecationReason: "Too small." } },
              }),
              defaultValue: "BIG",
            },
          },
        },
      },
    });
    expect(
      printSubgraph(new GraphQLSchema({ query: Query })),
    ).toBe(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: [])

type Query {
  """Something."""
  old(by: By, kind: Kind = BIG): Url @deprecated(reason: "Not needed.")
}

scalar Url @specifiedBy(url: "https://url.spec.whatwg.org")

input By @oneOf {
  name: String
  size: Int @deprecated(reason: "Unused.")
}

enum Kind {
  BIG
  SMALL @deprecated(reason: "Too small.")
}
`);
  });

  it("has federation's directives, and imports those that it has", () => {
    const schema = buildSchema("type Query { user: User } type User { id: ID! seed: String }");
    const [query, user] = [schema.getQueryType(), schema.getType("User")];
    if (!query || !isObjectType(user)) throw new Error("expected both types");
    const { user: userField } = query.getFields();
    const { seed } = user.getFields();
    if (userField) userField.extensions = requires("iam:read", "iam:secrets");
    if (seed) seed.extensions = SECRET;
    user.extensions = { ...SHAREABLE, ...entity("User") };
    expect(
      printSubgraph(schema),
    ).toBe(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@requiresScopes", "@shareable", "@tag"])

type Query {
  user: User @requiresScopes(scopes: [["iam:read", "iam:secrets"]])
}

type User @shareable @key(fields: "id") @key(fields: "accountId userName") @key(fields: "userName") @key(fields: "arn") {
  id: ID!
  seed: String @tag(name: "secret")
}
`);
    expect(printSubgraph(schema, { authDirectives: false })).toMatch(
      /v2\.0", import: \["@key", "@shareable", "@tag"\]/,
    );
  });

  it("is not printed with a directive that federation does not define", () => {
    const schema = buildSchema("type Query { one: Int }");
    const { one } = schema.getQueryType()?.getFields() ?? {};
    if (one) one.extensions = { directives: { tags: { name: "secret" } } };
    expect(() => printSubgraph(schema)).toThrow("The subgraph uses @tags, which federation does not define");
  });
});
