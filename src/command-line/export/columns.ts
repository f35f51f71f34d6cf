import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { schema } from "../../schema/index.ts";
import { UsageError } from "../shell/failures.ts";
import type { List } from "./lists.ts";

/** An entity of a list, as the answer has it. */
export type Node = Readonly<Record<string, unknown>>;

/** A column of an export: a field of the list's type, or what follows from its fields. */
export interface Column {
  readonly name: string;
  /** How a document asks for it. */
  readonly selection: string;
  /** The column's value of an entity of the list, as JSON. */
  read(node: Node): unknown;
}

/** What stands for an entity in a column. */
const NAMES: Readonly<Record<string, string>> = {
  User: "userName",
  Group: "groupName",
  MfaDevice: "serialNumber",
  VirtualMfaDevice: "serialNumber",
  OidcProvider: "arn",
};

/** @param names as `--fields` gives them, with commas. @default the list's own. @throws UsageError */
export function columnsOf(list: List, names?: string): readonly Column[] {
  const columns = new Map(allColumnsOf(list).map((column) => [column.name, column]));
  const chosen = names === undefined ? list.columns : names.split(",").map((name) => name.trim());
  return [...new Set(chosen)].map((name) => {
    const column = columns.get(name);
    if (column) return column;
    throw new UsageError(
      `Expected --fields of ${[...columns.keys()].join(", ")}, with commas between them; got "${name}".`,
    );
  });
}

/** All that the schema says of the list's type, but for connections that may be long. */
function allColumnsOf({ type: typeName, wholeConnections }: List): Column[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`The schema has no type ${typeName}`);
  return Object.values(type.getFields()).flatMap((field) => {
    if (wholeConnections.includes(field.name)) return connectionColumn(field);
    return field.args.length > 0 || field.name.startsWith("_") ? [] : fieldColumn(field);
  });
}

function fieldColumn({ name, type }: GraphQLField<unknown, unknown>): Column[] {
  const named = getNamedType(type);
  const read = (node: Node) => node[name] ?? null;
  if (isLeafType(named)) return [{ name, selection: name, read }];
  if (!isObjectType(named)) return [];
  const key = NAMES[named.name];
  if (key !== undefined) return [{ name, selection: `${name} { ${key} }`, read: (node) => memberOf(read(node), key) }];
  return [{ name, selection: `${name} { ${leavesOf(named).join(" ")} }`, read }];
}

function connectionColumn({ name, type }: GraphQLField<unknown, unknown>): Column[] {
  const connection = getNamedType(type);
  const { nodes, isComplete } = isObjectType(connection) ? connection.getFields() : {};
  const key = nodes && NAMES[getNamedType(nodes.type).name];
  if (key === undefined) throw new Error(`${name} is no connection of entities`);
  return [
    {
      name,
      selection: `${name}(first: 100) { ${isComplete ? "isComplete " : ""}nodes { ${key} } }`,
      read(node) {
        const list = memberOf(node[name], "nodes");
        return Array.isArray(list) ? list.map((entity) => memberOf(entity, key)) : null;
      },
    },
  ];
}

function leavesOf(type: GraphQLObjectType): string[] {
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument))
    .map((field) => field.name);
}

/** A member of a JSON object; null without one. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return null;
  return Object.entries(value).find(([key]) => key === name)?.[1] ?? null;
}
