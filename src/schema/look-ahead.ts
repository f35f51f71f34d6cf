import {
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  type SelectionSetNode,
} from "graphql";
import { fieldsSelectedOf } from "../graphql/index.ts";
import { type UserField, userFieldsOf } from "../loaders/index.ts";
import { typeNamed } from "./names.ts";

/** What is selected of the user, or of whatever it turns out to be, that a field answers with, and that its name does not tell. */
export function userFieldsSelected(info: GraphQLResolveInfo): UserField[] {
  return namesOf(
    info,
    info.fieldNodes.map(({ selectionSet }) => selectionSet),
  );
}

/** The same of the users of a connection. */
export function connectedUserFieldsSelected(info: GraphQLResolveInfo): UserField[] {
  return namesOf(info, nodeSelections(info, "UserEdge"));
}

/** The same of the users whom the virtual devices of a connection are assigned to. */
export function deviceUserFieldsSelected(info: GraphQLResolveInfo): UserField[] {
  const nodes = nodeSelections(info, "VirtualMfaDeviceEdge");
  const fields = fieldsSelectedOf(objectType(info, "VirtualMfaDevice"), nodes, info);
  return namesOf(
    info,
    fields.filter(({ name }) => name.value === "user").map(({ selectionSet }) => selectionSet),
  );
}

/** What is selected of the nodes of a connection, as its nodes and by its edges. */
function nodeSelections(info: GraphQLResolveInfo, edge: string): (SelectionSetNode | undefined)[] {
  const connection = connectionType(info);
  const sets: (SelectionSetNode | undefined)[] = [];
  const roots = info.fieldNodes.map(({ selectionSet }) => selectionSet);
  for (const { name, selectionSet } of fieldsSelectedOf(connection, roots, info)) {
    if (name.value === "nodes") sets.push(selectionSet);
    if (name.value !== "edges") continue;
    for (const field of fieldsSelectedOf(objectType(info, edge), [selectionSet], info)) {
      if (field.name.value === "node") sets.push(field.selectionSet);
    }
  }
  return sets;
}

const ofPages: ReadonlySet<string> = new Set(["nodes", "edges", "pageInfo"]);

/** Whether nothing of a connection's page is selected: what is left is how many the whole list has. */
export function isCountOnly(info: GraphQLResolveInfo): boolean {
  const connection = connectionType(info);
  const sets = info.fieldNodes.map(({ selectionSet }) => selectionSet);
  return !fieldsSelectedOf(connection, sets, info).some(({ name }) => ofPages.has(name.value));
}

function namesOf(info: GraphQLResolveInfo, sets: readonly (SelectionSetNode | undefined)[]): UserField[] {
  const fields = fieldsSelectedOf(objectType(info, "User"), sets, info);
  return userFieldsOf(new Set(fields.map(({ name }) => name.value)));
}

function connectionType({ returnType }: GraphQLResolveInfo): GraphQLObjectType {
  const type = getNamedType(returnType);
  if (!isObjectType(type)) throw new Error(`${type.name} is no connection`);
  return type;
}

function objectType({ schema }: GraphQLResolveInfo, name: string): GraphQLObjectType {
  const type = typeNamed(schema, name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type of the schema`);
  return type;
}
