import { getDocumentNodeFromSchema, makeDirectiveNode } from "@graphql-tools/utils";
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNullableType,
  isObjectType,
  Kind,
  type NameNode,
  type ObjectTypeDefinitionNode,
  print,
  visit,
} from "graphql";
import { accountFact } from "../account/facts.ts";
import { costOf } from "../cost/index.ts";
import { entityOf } from "../entity-names.ts";
import { INCREMENTAL_DIRECTIVES } from "../incremental-delivery.ts";
import { SEMANTIC_NON_NULL } from "../nullability/index.ts";
import { type FederationDirective, linkFederation } from "./link.ts";
import { entityKeys } from "./references.ts";

type Field = GraphQLField<unknown, unknown>;

export interface SubgraphOptions {
  /** Whether root fields have `@requiresScopes`. The gateway checks scopes in any case. @default true */
  readonly authDirectives?: boolean;
}

/** Root fields that every Relay-style subgraph has. None of them could serve the nodes of a whole supergraph. */
const RELAY_ROOT_FIELDS: ReadonlySet<string> = new Set(["node", "nodes"]);

/**
 * The SDL for the composition of a supergraph: the schema with federation's directives, and without definitions that routers
 * add themselves or cannot use (`_entities`, `node`, `@defer`).
 */
export function printSubgraph(schema: GraphQLSchema, { authDirectives = true }: SubgraphOptions = {}): string {
  const dropped = (names: ReadonlySet<string>) => (definition: { readonly name: NameNode }) =>
    names.has(definition.name.value) ? null : undefined;
  const routerTypes = dropped(new Set(["_Any", "_Entity"]));
  const document = visit(getDocumentNodeFromSchema(schema), {
    SchemaDefinition: () => null,
    // A router implements @defer itself, and requests whole results from its subgraphs. Composition drops @semanticNonNull.
    DirectiveDefinition: dropped(new Set([...INCREMENTAL_DIRECTIVES, SEMANTIC_NON_NULL].map(({ name }) => name))),
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
  const served = schema.getType(name.value);
  const entity = served && entityOf(served);
  const keys = entity ? entityKeys[entity] : [];
  const fieldsOfType = isObjectType(served) ? served.getFields() : {};
  return {
    ...type,
    directives: [...directives, ...keys.map((fields) => directive("key", { fields }))],
    fields: (isQuery ? fields.filter(isServed) : fields).map((node) => {
      const field = fieldsOfType[node.name.value];
      const added = field ? [...listDirectives(field), ...(authDirectives ? scopeDirectives(field) : [])] : [];
      return { ...node, directives: [...(node.directives ?? []), ...added] };
    }),
  };
}

/** The longest page of a connection, and how many IAM calls it takes. */
function listDirectives(field: Field): ConstDirectiveNode[] {
  const type = getNullableType(field.type);
  if (!isObjectType(type) || !type.name.endsWith("Connection")) return [];
  const { calls, needs = [] } = costOf(field);
  const made = [...(calls?.({}) ?? [])].reduce((sum, [, count]) => sum + count, 0);
  // The account's id is known after the first response.
  const needed = needs.filter((fact) => fact !== accountFact);
  return [
    directive("cost", { weight: made + needed.length }),
    directive("listSize", {
      slicingArguments: ["first", "last"],
      sizedFields: ["edges", "nodes"],
      // The default page has 100 entities.
      assumedSize: 100,
      requireOneSlicingArgument: false,
    }),
  ];
}

function scopeDirectives({ extensions }: Field): ConstDirectiveNode[] {
  const { scopes }: { scopes?: unknown } = extensions;
  return Array.isArray(scopes) ? [directive("requiresScopes", { scopes: [scopes] })] : [];
}

function directive(name: FederationDirective, args: Readonly<Record<string, unknown>>): ConstDirectiveNode {
  return makeDirectiveNode(name, args);
}
