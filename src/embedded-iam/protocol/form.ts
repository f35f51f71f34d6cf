import { errorTexts } from "../../iam-model/error-texts.ts";
import { type Shape, type StructureShape, shapeNamed } from "../../iam-model/shapes.ts";
import { ServiceError } from "./service-error.ts";

/** The decoded parameters of a request by their wire names. */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Decodes the `application/x-www-form-urlencoded` texts of one request. Invalid percent-encoding is
 * MalformedQueryString. A repeated name, in one text or in two, is MalformedInput: otherwise one value could be signed,
 * checked and logged, and another used.
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

/** A decoded value before validation; undefined if it is absent. */
export type DecodedValue = string | number | boolean | readonly DecodedValue[] | DecodedStructure | undefined;
export type DecodedStructure = { readonly [member: string]: DecodedValue };

/** Decodes an operation's input from the parameters. Unknown parameters are ignored, as at AWS. */
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

/**
 * Decodes a 32-bit decimal integer; a sign and leading zeros are accepted. Other text is MalformedInput with an empty
 * message (AWS-capture; the message 3p), before any validation.
 */
function decodeInteger(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || value > 0x7fffffff || value < -0x80000000) {
    throw new ServiceError("MalformedInput", "");
  }
  return value;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/** Only these four texts are accepted; others, such as `True`, are MalformedInput (AWS-capture). */
function decodeBoolean(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  const value = booleans.get(text);
  if (value === undefined) throw new ServiceError("MalformedInput", "");
  return value;
}

/** Maximum number of missing elements before the next one (AWS-capture). */
const MAX_SKIPPED_ELEMENTS = 10;

/**
 * Decodes `Name.member.1...`. Missing elements are null members: undefined in a list of scalars, empty in a list of
 * structures (AWS-capture). SDKs send an empty list as `Name=`.
 */
function decodeList(member: Shape, parameters: Parameters, name: string): DecodedValue {
  const elements = readElements(member, parameters, `${name}.member.`);
  const indexes = [...elements.keys()].sort((one, other) => one - other);
  const last = indexes.at(-1);
  if (last === undefined) {
    const scalar = parameters.get(name);
    if (scalar) throw new ServiceError("MalformedInput", "");
    return scalar === undefined ? undefined : [];
  }
  let previous = 1;
  for (const index of indexes) {
    const skipped = index - previous;
    if (skipped > MAX_SKIPPED_ELEMENTS) throw new ServiceError("MalformedInput", errorTexts.listTooSparse(skipped));
    previous = index;
  }
  return Array.from({ length: last }, (_, position) =>
    decodeValue(member, elements.get(position + 1) ?? new Map(), ""),
  );
}

type Elements = Map<number, Map<string, string>>;

/**
 * Returns the parameters of each element by index. Their names lack the prefix and the index: "", or ".Key" in a
 * structure.
 */
function readElements(member: Shape, parameters: Parameters, prefix: string): Elements {
  const elements: Elements = new Map();
  let hasOtherName = false;
  for (const [parameter, value] of parameters) {
    if (!parameter.startsWith(prefix)) continue;
    const [first = ""] = parameter.slice(prefix.length).split(".", 1);
    const rest = parameter.slice(prefix.length + first.length);
    const index = decodeIndex(first);
    if (index === undefined) hasOtherName = true;
    else addParameter(elements, index, rest, parameter, value);
  }
  if (!hasOtherName) return elements;
  // `Tags.member.one.Key` makes one empty tag; `TagKeys.member.one` is MalformedInput (both AWS-capture).
  if (member.type !== "structure") throw new ServiceError("MalformedInput", errorTexts.listIndexMissing());
  return elements.size > 0 ? elements : new Map([[1, new Map()]]);
}

/** Decodes an index, with or without leading zeros; undefined for other text, such as `one` or `+1` (AWS-capture). */
function decodeIndex(text: string): number | undefined {
  if (text.startsWith("-")) throw new ServiceError("MalformedInput", errorTexts.listIndexNegative(text));
  if (!/^\d+$/.test(text)) return undefined;
  const index = Math.min(Number(text), 0x7fffffff);
  if (index === 0) throw new ServiceError("MalformedInput", errorTexts.listIndexZero());
  return index;
}

function addParameter(elements: Elements, index: number, rest: string, parameter: string, value: string): void {
  if (/^\.\d+(?:\.|$)/.test(rest)) throw new ServiceError("MalformedInput", errorTexts.listIndexRepeated());
  const element = elements.get(index) ?? new Map<string, string>();
  // `1` and `01` are the same index. A second value must not replace the first.
  if (element.has(rest)) throw new ServiceError("MalformedInput", errorTexts.parameterRepeated(parameter));
  elements.set(index, element.set(rest, value));
}
