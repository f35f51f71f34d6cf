import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { parseJson } from "../../platform/json.ts";
import { badRequest } from "../limits/refusal.ts";

/** The parameter that names a persisted document, as in appendix A of GraphQL over HTTP. */
export const DOCUMENT_ID = "documentId";

const STRINGS = ["query", "operationName", DOCUMENT_ID] as const;
const OBJECTS = ["variables", "extensions"] as const;

/**
 * Reads the parameters of a GraphQL request from its body or, for GET, from its URL. Unknown parameters are ignored, as GraphQL
 * over HTTP requires. A parameter of the wrong type is rejected with an error that does not quote its value.
 */
export function useRequestParameters(): Plugin {
  return {
    onRequestParse({ request: { method }, requestParser, setRequestParser }) {
      const parse = method === "GET" ? parametersOfUrl : requestParser;
      if (parse) setRequestParser(async (request) => pickParameters(await read(parse, request)));
    },
  };
}

async function read(parse: (request: Request) => object | Promise<object>, request: Request): Promise<object> {
  try {
    return await parse(request);
  } catch (error) {
    if (error instanceof GraphQLError) throw error;
    throw badRequest("The request body could not be read completely: send it again.");
  }
}

function pickParameters(given: object): object {
  const parameters: Record<string, unknown> = {};
  for (const name of STRINGS) {
    const value = ownValue(given, name);
    if (value === undefined) continue;
    if (typeof value !== "string") throw wrongType(name, "a string", value);
    parameters[name] = value;
  }
  for (const name of OBJECTS) {
    const value = ownValue(given, name);
    if (value === undefined) continue;
    if (typeof value !== "object" || Array.isArray(value)) throw wrongType(name, "a JSON object", value);
    parameters[name] = value;
  }
  return parameters;
}

/** The value of an own property; `undefined` also for null, which means the same as no parameter. */
function ownValue(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (Reflect.get(object, name) ?? undefined) : undefined;
}

function parametersOfUrl({ url }: Request): object {
  const start = url.indexOf("?");
  const search = new URLSearchParams(start < 0 ? "" : url.slice(start));
  const parameters: Record<string, unknown> = {};
  for (const name of STRINGS) parameters[name] = search.get(name) || undefined;
  for (const name of OBJECTS) parameters[name] = parseParameter(name, search.get(name) || undefined);
  return parameters;
}

function parseParameter(name: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const value = parseJson(text);
  if (value === undefined) throw badRequest(`The parameter "${name}" is not valid: expected a JSON object.`);
  return value;
}

function wrongType(name: string, expected: string, value: unknown): GraphQLError {
  const came = Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
  return badRequest(`The parameter "${name}" is not valid: expected ${expected}, got ${came}.`);
}
