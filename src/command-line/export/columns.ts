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

/** An entity of a list, as in the response. */
export type Node = Readonly<Record<string, unknown>>;

/** A column of an export: a field of the list's type, or a value derived from its fields. */
export interface Column {
  readonly name: string;
  /** The selection in a document. */
  readonly selection: string;
  /** The value of an entity in this column, as JSON. */
  read(node: Node): unknown;
}

/** The field that represents another entity in a column, by the entity's type. */
const NAMES: Readonly<Record<string, string>> = {
  User: "userName",
  Group: "groupName",
  MfaDevice: "serialNumber",
  VirtualMfaDevice: "serialNumber",
  OidcProvider: "arn",
};

/**
 * The columns to export.
 * @param names the value of `--fields`, separated by commas. @default the list's default columns
 * @throws UsageError for an unknown name
 */
export function columnsOf(list: List, names?: string): readonly Column[] {
  const columns = new Map(allColumnsOf(list).map((column) => [column.name, column]));
  const chosen = names === undefined ? list.columns : names.split(",").map((name) => name.trim());
  return [...new Set(chosen)].map((name) => {
    const column = columns.get(name);
    if (column) return column;
    throw new UsageError(
      `Expected --fields with names from ${[...columns.keys()].join(", ")}, separated by commas; got "${name}".`,
    );
  });
}

/** A column for each field of the list's type, except connections that can be longer than a page. */
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
  const { nodes } = isObjectType(connection) ? connection.getFields() : {};
  const key = nodes && NAMES[getNamedType(nodes.type).name];
  if (key === undefined) throw new Error(`${name} is not a connection of entities`);
  return [
    {
      name,
      selection: `${name}(first: 100) { isComplete nodes { ${key} } }`,
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

/** A member of a JSON object; null if the value is not an object, or has no such member. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return null;
  return Object.entries(value).find(([key]) => key === name)?.[1] ?? null;
}
