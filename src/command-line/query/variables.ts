import { Kind, type OperationDefinitionNode, print, type TypeNode } from "graphql";
import { parseJson } from "../../platform/json.ts";
import { UsageError } from "../shell/failures.ts";

type Variables = Readonly<Record<string, unknown>>;

/**
 * Reads `NAME=VALUE` arguments by the types that the operation declares: String and ID take the text; Int, Float, Boolean and
 * lists take JSON; other types take JSON if the value starts with `{`, and otherwise text, for example for enums, ARNs and
 * dates. @throws UsageError, which does not quote the value
 */
export function readVariables(args: readonly string[], operation: OperationDefinitionNode): Variables {
  const declared = typesOf(operation);
  const read = args.map((arg) => {
    const [name, value] = splitAtEqualsSign(arg);
    const type = declared.get(name);
    if (type === undefined) throw notDeclared(name, operation);
    return [name, readValue(name, type, value)] as const;
  });
  const variables = Object.fromEntries(read);
  if (Object.keys(variables).length < read.length) throw new UsageError("Expected --var once for each variable.");
  return variables;
}

/** Reads variables from a JSON object. @throws UsageError, which does not quote it */
export function parseVariables(text: string, operation: OperationDefinitionNode): Variables {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError("Expected --variables to be a JSON object, or a file that contains one.");
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
    `Expected ${names.length > 0 ? `one of the operation's variables ${names.join(", ")}` : "no variables, because the operation declares none"}; got ${got}.`,
  );
}

function splitAtEqualsSign(arg: string): readonly [name: string, value: string] {
  const at = arg.indexOf("=");
  if (at < 1) throw new UsageError("Expected --var NAME=VALUE.");
  return [arg.slice(0, at), arg.slice(at + 1)];
}

function readValue(name: string, type: TypeNode, value: string): unknown {
  const nullable = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (nullable.kind === Kind.LIST_TYPE) return requireJson(name, type, value, '["a", "b"]');
  switch (nullable.name.value) {
    case "String":
    case "ID":
      return value;
    case "Int":
      return requireJson(name, type, value, "10");
    case "Float":
      return requireJson(name, type, value, "1.5");
    case "Boolean":
      return requireJson(name, type, value, "true");
    default:
      return value.trimStart().startsWith("{") ? requireJson(name, type, value, '{"key": "value"}') : value;
  }
}

function requireJson(name: string, type: TypeNode, value: string, example: string): unknown {
  const read = parseJson(value);
  if (read === undefined) {
    throw new UsageError(`Expected JSON for $${name} of type ${print(type)}, such as ${example}; got other text.`);
  }
  return read;
}
