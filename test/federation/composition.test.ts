import { composeServices } from "@apollo/composition";
import { composeServices as composeByGuild } from "@theguild/federation-composition";
import { composeServices as composeByApollo29 } from "apollo-composition-2.9";
import { type GraphQLObjectType, isObjectType, Kind, parse, visit } from "graphql";
import { describe, expect, it } from "vitest";
import { printSchemaText, printSubgraphText, schema } from "../../src/schema/index.ts";
import { peopleTypeDefs } from "./people.ts";
import { composeSupergraph } from "./supergraph.ts";

const urls = { iam: "http://127.0.0.1:1/graphql", people: "http://127.0.0.1:2/graphql" };

/** The directives of each field of an object type, by `Type.field`. */
function directivesByField(sdl: string): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  visit(parse(sdl), {
    ObjectTypeDefinition({ name, fields = [] }) {
      for (const field of fields) {
        directives.set(
          `${name.value}.${field.name.value}`,
          (field.directives ?? []).map((directive) => directive.name.value),
        );
      }
    },
  });
  return directives;
}

function fieldsOf(type: GraphQLObjectType | null | undefined) {
  return Object.values(type?.getFields() ?? {});
}

describe("the subgraph's SDL", () => {
  it("has the keys by which other subgraphs refer to entities", () => {
    const keys: Record<string, string[]> = {};
    visit(parse(printSubgraphText()), {
      ObjectTypeDefinition({ name, directives = [] }) {
        for (const directive of directives) {
          const fields = directive.arguments?.[0]?.value;
          if (directive.name.value !== "key" || fields?.kind !== Kind.STRING) continue;
          keys[name.value] = [...(keys[name.value] ?? []), fields.value];
        }
      },
    });
    expect(keys).toEqual({
      User: ["id", "accountId userName", "userName", "arn"],
      Group: ["id", "accountId groupName", "groupName", "arn"],
      OidcProvider: ["id", "arn"],
      VirtualMfaDevice: ["id", "serialNumber"],
      MfaDevice: ["id"],
    });
  });

  it("omits node and nodes, which the endpoint serves", () => {
    const { node, nodes } = schema.getQueryType()?.getFields() ?? {};
    expect([node, nodes]).toEqual([expect.anything(), expect.anything()]);
    const names = [...directivesByField(printSubgraphText()).keys()];
    expect(names).toContain("Query.users");
    expect(names.filter((name) => /^Query\.(?:nodes?|_\w+)$/.test(name))).toEqual([]);
  });

  it("has the required scopes of each root field", () => {
    const directives = directivesByField(printSubgraphText());
    for (const type of [schema.getQueryType(), schema.getMutationType()]) {
      for (const { name } of fieldsOf(type)) {
        if (name.startsWith("_") || name === "node" || name === "nodes") continue;
        expect([name, directives.get(`${type?.name}.${name}`)]).toEqual([
          name,
          expect.arrayContaining(["requiresScopes"]),
        ]);
      }
    }
    expect(printSubgraphText()).toMatch(
      /createVirtualMfaDevice\([\s\S]*?\): \w+ @requiresScopes\(scopes: \[\["iam:write", "iam:secrets"\]\]\)/,
    );
  });

  it("omits scopes on request, and is the same otherwise", () => {
    const without = printSubgraphText({ authDirectives: false });
    expect(without).not.toContain("requiresScopes");
    const all = printSubgraphText();
    expect(all.replaceAll(/ @requiresScopes\(scopes: \[\[[^\]]*\]\]\)/g, "").replace(', "@requiresScopes"', "")).toBe(
      without,
    );
  });

  it("has the largest page and the cost of each connection", () => {
    const directives = directivesByField(printSubgraphText());
    for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
      for (const { name, type: answer } of fieldsOf(type)) {
        if (!String(answer).endsWith("Connection")) continue;
        expect([name, directives.get(`${type.name}.${name}`)]).toEqual([
          name,
          expect.arrayContaining(["listSize", "cost"]),
        ]);
      }
    }
  });

  it("tags secrets", () => {
    const tagged = [...directivesByField(printSubgraphText())].filter(([, names]) => names.includes("tag"));
    expect(tagged.map(([name]) => name)).toEqual([
      "CreateVirtualMfaDevicePayload.base32StringSeed",
      "CreateVirtualMfaDevicePayload.qrCodePng",
    ]);
    expect(printSubgraphText()).toMatch(/authenticationCode1: String! @tag\(name: "secret"\)/);
  });

  it("omits @semanticNonNull, which routers do not use and front ends find in schema.graphql", () => {
    expect(printSchemaText()).toContain("tags: [Tag!] @semanticNonNull");
    expect(printSubgraphText()).toMatch(/ {2}tags: \[Tag!\]\n/);
    expect(printSubgraphText()).not.toContain("semanticNonNull");
  });

  it("is not part of the front ends' schema", () => {
    expect(printSchemaText()).not.toMatch(/_entities|_service|_Any|_Entity|@key|@link|link__/);
  });
});

describe("a supergraph", () => {
  it.each([true, false])("is composed of iamql and a Relay-style subgraph (auth directives: %s)", (authDirectives) => {
    const supergraph = composeSupergraph(urls, { authDirectives });
    expect(supergraph).toContain("@join__field(graph: PEOPLE)");
    expect(supergraph.includes("@requiresScopes")).toBe(authDirectives);
  });

  it.each([
    ["the oldest composition that has its directives", composeByApollo29],
    ["the composition of Hive's registry and Mesh Compose", composeByGuild],
  ])("is composed by %s, with and without a prefix and auth directives", (_whose, compose) => {
    const subgraphs = [{}, { authDirectives: false }].flatMap((options) => [
      [printSubgraphText(options), peopleTypeDefs],
      [printSubgraphText(options, "Iam")],
    ]);
    for (const typeDefs of subgraphs) {
      const { errors = [], supergraphSdl } = compose(
        typeDefs.map((text, index) => ({ name: `subgraph${index}`, url: urls.iam, typeDefs: parse(text) })),
      );
      expect(errors.map(({ message }) => message)).toEqual([]);
      expect(supergraphSdl).toContain('@join__type(graph: SUBGRAPH0, key: "userName")');
    }
  });

  it("has no composition hints, except for fields that are in one subgraph only", () => {
    const { hints = [], errors } = composeServices([
      { name: "iam", url: urls.iam, typeDefs: parse(printSubgraphText()) },
    ]);
    expect([hints.map(({ message }) => message), errors]).toEqual([[], undefined]);
  });
});
