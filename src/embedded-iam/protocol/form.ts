import { errorTexts } from "../../iam-model/error-texts.ts";
import { type Shape, type StructureShape, shapeNamed } from "../../iam-model/shapes.ts";
import { ServiceError } from "../service-error.ts";

/** The parameters of a request, decoded, by their wire names. */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Decodes `application/x-www-form-urlencoded` texts that make up one request. Broken percent-encoding is
 * MalformedQueryString; a name that comes twice, in one text or in two, is MalformedInput: what would be signed, checked
 * and logged as one value could be done with the other.
 */
export function parseForm(...texts: readonly string[]): Parameters {
  const parameters = new Map<string, string>();
  for (const pair of texts.flatMap((text) => text.split("&"))) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    if (parameters.has(name)) throw new ServiceError("MalformedInput", errorTexts.parameterRepeated(name));
    parameters.set(name, equals < 0 ? "" : decode(pair.slice(equals + 1)));
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new ServiceError("MalformedQueryString", errorTexts.queryMalformed());
  }
}

/** A value as the wire has it, before validation: what is absent is undefined. */
export type DecodedValue = string | number | boolean | readonly DecodedValue[] | DecodedStructure | undefined;
export type DecodedStructure = { readonly [member: string]: DecodedValue };

/** Reads an operation's input out of the parameters. Parameters that the shape does not know are ignored, as AWS does. */
export function decodeInput(shape: StructureShape, parameters: Parameters): DecodedStructure {
  return decodeStructure(shape, parameters, "");
}

function decodeStructure(shape: StructureShape, parameters: Parameters, prefix: string): DecodedStructure {
  const structure: Record<string, DecodedValue> = {};
  for (const members of [shape.required, shape.optional]) {
    for (const [member, shapeName] of Object.entries(members)) {
      const value = decodeValue(shapeNamed(shapeName), parameters, prefix + member);
      if (value !== undefined) structure[member] = value;
    }
  }
  return structure;
}

function decodeValue(shape: Shape, parameters: Parameters, name: string): DecodedValue {
  switch (shape.type) {
    case "string":
      return parameters.get(name);
    case "integer":
      return decodeInteger(parameters.get(name));
    case "boolean":
      return decodeBoolean(parameters.get(name));
    case "structure":
      return decodeStructure(shape, parameters, `${name}.`);
    case "list":
      return decodeList(shapeNamed(shape.member), parameters, name);
  }
}

/** Text that is no 32-bit integer is MalformedInput with an empty message (3p), before any validation. */
function decodeInteger(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || value !== Math.trunc(value) || Math.abs(value) > 0x7fffffff) {
    throw new ServiceError("MalformedInput", "");
  }
  return value;
}

/** As for integers, text that is neither of the two is MalformedInput (inferred). */
function decodeBoolean(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  const value = text.toLowerCase();
  if (value !== "true" && value !== "false") throw new ServiceError("MalformedInput", "");
  return value === "true";
}

/** Reads `Name.member.1...`; gaps in the numbering close up. `Name=` alone is how SDKs send an empty list. */
function decodeList(member: Shape, parameters: Parameters, name: string): DecodedValue {
  const prefix = `${name}.member.`;
  const indexes = new Set<number>();
  for (const parameter of parameters.keys()) {
    if (parameter.startsWith(prefix)) indexes.add(decodeIndex(parameter.slice(prefix.length)));
  }
  if (indexes.size === 0) {
    const scalar = parameters.get(name);
    if (scalar) throw new ServiceError("MalformedInput", "");
    return scalar === undefined ? undefined : [];
  }
  return [...indexes]
    .sort((one, other) => one - other)
    .map((index) => decodeValue(member, parameters, `${prefix}${index}`));
}

function decodeIndex(text: string): number {
  const digits = /^([1-9]\d{0,8})(?:\.|$)/.exec(text)?.[1];
  if (digits === undefined) throw new ServiceError("MalformedInput", "");
  return Number(digits);
}
