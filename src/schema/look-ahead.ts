import {
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  type SelectionSetNode,
} from "graphql";
import { fieldsSelectedOf } from "../graphql/index.ts";
import type { UserField } from "../loaders/index.ts";
import { costOf } from "./cost/index.ts";
import { typeOfEntity } from "./entity-names.ts";

type Selections = readonly (SelectionSetNode | undefined)[];

/** The user fields selected under this field, which the loaders read ahead. */
export function userFieldsSelected(info: GraphQLResolveInfo): UserField[] {
  return userFieldsOf(info, selectionsOf(info));
}

/** The user fields selected on a connection's users. */
export function connectedUserFieldsSelected(info: GraphQLResolveInfo): UserField[] {
  return userFieldsOf(info, nodeSelections(info).selections);
}

/** The user fields selected on the owners of a connection's virtual devices. */
export function deviceUserFieldsSelected(info: GraphQLResolveInfo): UserField[] {
  const { type, selections } = nodeSelections(info);
  const owners = fieldsSelectedOf(type, selections, info).filter(({ name }) => name.value === "user");
  return userFieldsOf(
    info,
    owners.map(({ selectionSet }) => selectionSet),
  );
}

const pageFields: ReadonlySet<string> = new Set(["nodes", "edges", "pageInfo"]);

/** Whether nothing of a connection's page is selected, such as only `totalCount`. */
export function isCountOnly(info: GraphQLResolveInfo): boolean {
  const fields = fieldsSelectedOf(objectType(info.returnType), selectionsOf(info), info);
  return !fields.some(({ name }) => pageFields.has(name.value));
}

/** The type of a connection's nodes, and what is selected of them through `nodes` and `edges`. */
function nodeSelections(info: GraphQLResolveInfo) {
  const connection = objectType(info.returnType);
  const edge = objectType(typeOfField(connection, "edges"));
  const selections: (SelectionSetNode | undefined)[] = [];
  for (const { name, selectionSet } of fieldsSelectedOf(connection, selectionsOf(info), info)) {
    if (name.value === "nodes") selections.push(selectionSet);
    if (name.value !== "edges") continue;
    for (const field of fieldsSelectedOf(edge, [selectionSet], info)) {
      if (field.name.value === "node") selections.push(field.selectionSet);
    }
  }
  return { type: objectType(typeOfField(edge, "node")), selections };
}

function userFieldsOf(info: GraphQLResolveInfo, selections: Selections): UserField[] {
  const type = typeOfEntity(info.schema, "User");
  const selected = new Set(fieldsSelectedOf(type, selections, info).map(({ name }) => name.value));
  const fields = type.getFields();
  const needs = [...selected].flatMap((name) => (fields[name] ? (costOf(fields[name]).needs ?? []) : []));
  return [...new Set(needs)].flatMap(({ readAhead }) => readAhead ?? []);
}

function selectionsOf({ fieldNodes }: GraphQLResolveInfo): Selections {
  return fieldNodes.map(({ selectionSet }) => selectionSet);
}

function typeOfField(type: GraphQLObjectType, name: string) {
  const field = type.getFields()[name];
  if (!field) throw new Error(`${type.name} has no field ${name}`);
  return field.type;
}

function objectType(type: Parameters<typeof getNamedType>[0]): GraphQLObjectType {
  const named = getNamedType(type);
  if (isObjectType(named)) return named;
  throw new Error(`Expected an object type, but got ${named?.name}`);
}
