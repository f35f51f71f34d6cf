import { getDocumentNodeFromSchema, makeDirectiveNode } from "@graphql-tools/utils";
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type NameNode,
  type ObjectTypeDefinitionNode,
  print,
  visit,
} from "graphql";
import { fieldCosts } from "../cost/field-costs.ts";
import { INCREMENTAL_DIRECTIVES } from "../incremental-delivery.ts";
import { type FederationDirective, linkFederation } from "./directives.ts";
import { entityKeys, isEntityName } from "./references.ts";

export interface SubgraphOptions {
  /** Whether root fields say which scopes their callers need. The gateway wants them in any case. @default true */
  readonly authDirectives?: boolean;
}

/** Every Relay-style subgraph has root fields of these names, none of which could answer for all of a supergraph. */
const RELAY_ROOT_FIELDS: ReadonlySet<string> = new Set(["node", "nodes"]);

/**
 * The SDL that a supergraph is composed of: the schema with federation's directives, and without what routers add by
 * themselves or cannot use (`_entities`, `node`, `@defer`).
 */
export function printSubgraph(schema: GraphQLSchema, { authDirectives = true }: SubgraphOptions = {}): string {
  const dropped = (names: ReadonlySet<string>) => (definition: { readonly name: NameNode }) =>
    names.has(definition.name.value) ? null : undefined;
  const routerTypes = dropped(new Set(["_Any", "_Entity"]));
  const document = visit(getDocumentNodeFromSchema(schema), {
    SchemaDefinition: () => null,
    // A router defers by itself, and asks its subgraphs for whole answers.
    DirectiveDefinition: dropped(new Set(INCREMENTAL_DIRECTIVES.map(({ name }) => name))),
    ScalarTypeDefinition: routerTypes,
    UnionTypeDefinition: routerTypes,
    ObjectTypeDefinition: (type) => (type.name.value === "_Service" ? null : federate(type, schema, authDirectives)),
  });
  return `${print(withLink(document))}\n`;
}

function withLink(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, { Directive: ({ name }) => void used.add(name.value) });
  const link = makeDirectiveNode<ConstDirectiveNode>("link", linkFederation(used));
  return { ...document, definitions: [{ kind: Kind.SCHEMA_EXTENSION, directives: [link] }, ...document.definitions] };
}

function federate(type: ObjectTypeDefinitionNode, schema: GraphQLSchema, authDirectives: boolean) {
  const { name, fields = [], directives = [] } = type;
  const isQuery = name.value === schema.getQueryType()?.name;
  const isServed = ({ name }: FieldDefinitionNode) => !name.value.startsWith("_") && !RELAY_ROOT_FIELDS.has(name.value);
  const keys = isEntityName(name.value) ? entityKeys[name.value] : [];
  return {
    ...type,
    directives: [...directives, ...keys.map((fields) => directive("key", { fields }))],
    fields: (isQuery ? fields.filter(isServed) : fields).map((field) => ({
      ...field,
      directives: [
        ...(field.directives ?? []),
        ...listDirectives(name.value, field),
        ...(authDirectives ? scopeDirectives(schema, name.value, field) : []),
      ],
    })),
  };
}

/** How long a page can be, and how many IAM calls one takes. */
function listDirectives(typename: string, { name, type }: FieldDefinitionNode): ConstDirectiveNode[] {
  if (type.kind !== Kind.NAMED_TYPE || !type.name.value.endsWith("Connection")) return [];
  const { calls, needs = [] } = fieldCosts[`${typename}.${name.value}`] ?? {};
  const made = [...(calls?.({}) ?? [])].reduce((sum, [, count]) => sum + count, 0);
  return [
    directive("cost", { weight: made + needs.length }),
    directive("listSize", {
      slicingArguments: ["first", "last"],
      sizedFields: ["edges", "nodes"],
      // Without either, it is a page of 100.
      assumedSize: 100,
      requireOneSlicingArgument: false,
    }),
  ];
}

function scopeDirectives(schema: GraphQLSchema, typename: string, { name }: FieldDefinitionNode): ConstDirectiveNode[] {
  const type = schema.getType(typename);
  const scopes = isObjectType(type) ? type.getFields()[name.value]?.extensions["scopes"] : undefined;
  return Array.isArray(scopes) ? [directive("requiresScopes", { scopes: [scopes] })] : [];
}

function directive(name: FederationDirective, args: Readonly<Record<string, unknown>>): ConstDirectiveNode {
  return makeDirectiveNode(name, args);
}
