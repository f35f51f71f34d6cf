import { Kind, type OperationDefinitionNode, print, type TypeNode } from "graphql";
import { parseJson } from "../../platform/json.ts";
import { UsageError } from "../shell/failures.ts";

type Variables = Readonly<Record<string, unknown>>;

/**
 * Reads `NAME=VALUE` words by the types that the operation declares: String and ID take the value as it stands; Int,
 * Float, Boolean and lists take JSON; all others JSON where it begins with `{`, and otherwise text, which is how enums,
 * ARNs and dates are written. @throws UsageError, without the value
 */
export function readVariables(words: readonly string[], operation: OperationDefinitionNode): Variables {
  const declared = typesOf(operation);
  const read = words.map((word) => {
    const [name, value] = splitAtEqualsSign(word);
    const type = declared.get(name);
    if (type === undefined) throw notDeclared(name, operation);
    return [name, readValue(name, type, value)] as const;
  });
  const variables = Object.fromEntries(read);
  if (Object.keys(variables).length < read.length) throw new UsageError("Expected --var once for each variable.");
  return variables;
}

/** Reads all variables from a JSON object. @throws UsageError, without what is in it */
export function parseVariables(text: string, operation: OperationDefinitionNode): Variables {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError("Expected a JSON object for --variables, or a file with one.");
  }
  const declared = typesOf(operation);
  for (const name of Object.keys(value)) if (!declared.has(name)) throw notDeclared(name, operation);
  return Object.fromEntries(Object.entries(value));
}

function typesOf({ variableDefinitions = [] }: OperationDefinitionNode): ReadonlyMap<string, TypeNode> {
  return new Map(variableDefinitions.map(({ variable, type }) => [variable.name.value, type]));
}

function notDeclared(name: string, operation: OperationDefinitionNode): UsageError {
  const names = [...typesOf(operation).keys()].map((declared) => `$${declared}`);
  const got = /^\w{1,100}$/.test(name) ? `$${name}` : "another name";
  return new UsageError(
    `Expected ${names.length > 0 ? `one of the operation's variables ${names.join(", ")}` : "no variables, for the operation declares none"}; got ${got}.`,
  );
}

function splitAtEqualsSign(word: string): readonly [name: string, value: string] {
  const at = word.indexOf("=");
  if (at < 1) throw new UsageError("Expected --var NAME=VALUE.");
  return [word.slice(0, at), word.slice(at + 1)];
}

function readValue(name: string, type: TypeNode, value: string): unknown {
  const nullable = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (nullable.kind === Kind.LIST_TYPE) return demandJson(name, type, value, '["a", "b"]');
  switch (nullable.name.value) {
    case "String":
    case "ID":
      return value;
    case "Int":
      return demandJson(name, type, value, "10");
    case "Float":
      return demandJson(name, type, value, "1.5");
    case "Boolean":
      return demandJson(name, type, value, "true");
    default:
      return value.trimStart().startsWith("{") ? demandJson(name, type, value, '{"key": "value"}') : value;
  }
}

function demandJson(name: string, type: TypeNode, value: string, example: string): unknown {
  const read = parseJson(value);
  if (read === undefined) {
    throw new UsageError(`Expected JSON for $${name}, which is ${print(type)}, such as ${example}; got other text.`);
  }
  return read;
}
