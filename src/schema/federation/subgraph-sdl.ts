import { printSubgraphSchema } from "@apollo/subgraph";
import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  visit,
} from "graphql";
import { fieldCosts } from "../cost/field-costs.ts";
import { INCREMENTAL_DIRECTIVES } from "../incremental-delivery.ts";

/** The newest version that Apollo's composition takes. */
export const FEDERATION_URL = "https://specs.apollo.dev/federation/v2.14";

const AUTH_DIRECTIVES = ["@requiresScopes"] as const;

/** What the SDL uses of it. */
export const FEDERATION_DIRECTIVES = ["@cost", "@key", "@listSize", "@shareable", "@tag", ...AUTH_DIRECTIVES] as const;

export interface SubgraphOptions {
  /** Whether root fields say which scopes their callers need. The gateway wants them in any case. @default true */
  readonly authDirectives?: boolean;
}

/**
 * The SDL that a supergraph is composed of. `node` and `nodes` are left out: every Relay-style subgraph has fields of these
 * names, none of which could answer for all of the supergraph.
 */
export function printSubgraph(schema: GraphQLSchema, { authDirectives = true }: SubgraphOptions = {}): string {
  const isLeftOut = (name: string) => !authDirectives && AUTH_DIRECTIVES.some((directive) => directive === name);
  const document = parse(printSubgraphSchema(schema), { noLocation: true });
  let typename = "";
  return `${print(
    visit(document, {
      ObjectTypeDefinition: {
        enter({ name }) {
          typename = name.value;
        },
        leave() {
          typename = "";
        },
      },
      FieldDefinition(field) {
        if (typename === "") return undefined;
        const type = schema.getType(typename);
        const known = type && "getFields" in type ? type.getFields()[field.name.value] : undefined;
        if (!known) return undefined;
        if (typename === schema.getQueryType()?.name && ["node", "nodes"].includes(field.name.value)) return null;
        const { scopes }: { scopes?: unknown } = known.extensions;
        const added = [
          ...(isConnection(field) ? listDirectives(`${typename}.${field.name.value}`) : []),
          ...(Array.isArray(scopes) && authDirectives
            ? [directive("requiresScopes", { scopes: list([list(scopes.map((scope) => text(String(scope))))]) })]
            : []),
        ];
        return added.length === 0 ? undefined : { ...field, directives: [...(field.directives ?? []), ...added] };
      },
      // A router defers by itself, and asks its subgraphs for whole answers.
      DirectiveDefinition: ({ name }) => (isIncremental(name.value) ? null : undefined),
      // Of `@link(import: [...])`.
      ListValue(node) {
        const values = node.values.filter((value) => value.kind !== Kind.STRING || !isLeftOut(value.value));
        return values.length === node.values.length ? undefined : { ...node, values };
      },
    }),
  )}\n`;
}

function isIncremental(directive: string): boolean {
  return INCREMENTAL_DIRECTIVES.some(({ name }) => name === directive);
}

function isConnection({ type }: FieldDefinitionNode): boolean {
  return type.kind === Kind.NAMED_TYPE && type.name.value.endsWith("Connection");
}

/** How long a page can be, and how many IAM calls one takes. */
function listDirectives(name: string): ConstDirectiveNode[] {
  const { calls, needs = [] } = fieldCosts[name] ?? {};
  const made = [...(calls?.({}) ?? [])].reduce((sum, [, count]) => sum + count, 0);
  return [
    directive("cost", { weight: { kind: Kind.INT, value: String(made + needs.length) } }),
    directive("listSize", {
      slicingArguments: list([text("first"), text("last")]),
      sizedFields: list([text("edges"), text("nodes")]),
      // Without either, it is a page of 100.
      assumedSize: { kind: Kind.INT, value: "100" },
      requireOneSlicingArgument: { kind: Kind.BOOLEAN, value: false },
    }),
  ];
}

function directive(name: string, args: Readonly<Record<string, ConstValueNode>>): ConstDirectiveNode {
  const given = Object.entries(args).map(
    ([key, value]): ConstArgumentNode => ({ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: key }, value }),
  );
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name }, arguments: given };
}

function list(values: readonly ConstValueNode[]): ConstValueNode {
  return { kind: Kind.LIST, values: [...values] };
}

function text(value: string): ConstValueNode {
  return { kind: Kind.STRING, value };
}
