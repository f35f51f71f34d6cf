import {
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLOutputType,
  GraphQLString,
  getNullableType,
  isLeafType,
  isNonNullType,
} from "graphql";
import { asciiSizeOf, DATE_SIZE, jsonSizeOf, NULL_SIZE } from "../response/json-size.ts";
import type { Run } from "../response/execution-context.ts";

/** What errors say of a field, and what the answer has for a Date. */
export interface LeafField {
  /** Such as `User.arn`. */
  readonly name: string;
  readonly textOf: (date: Date) => string;
}

/** How values of a scalar or an enum are completed, wherever they stand. Throws what the field is to fail with. */
export type LeafCompletion = (run: Pick<Run, "count">, value: unknown) => unknown;

export function leafCompletion(type: GraphQLOutputType, { name, textOf }: LeafField): LeafCompletion {
  const leaf = getNullableType(type);
  if (!isLeafType(leaf)) throw new Error(`${type} is no scalar and no enum`);
  const isNonNull = isNonNullType(type);
  // Those of the others are ASCII: names, ids, ARNs, base64.
  const sizeOf = leaf.name === GraphQLString.name ? jsonSizeOf : asciiSizeOf;
  return (run, value) => {
    if (value === null || value === undefined) {
      if (isNonNull) throw new Error(nullOf(name));
      run.count(NULL_SIZE);
      return null;
    }
    if (value instanceof Error) throw value;
    const serialized = serializeOrThrow(leaf, value);
    // What JSON would make of it, which takes it longer.
    if (serialized instanceof Date) {
      run.count(DATE_SIZE);
      return textOf(serialized);
    }
    if (serialized !== null && serialized !== undefined) {
      run.count(sizeOf(serialized));
      return serialized;
    }
    throw new Error(`Expected ${leaf.name}.serialize to give a value, but got: ${serialized}`);
  };
}

/** That a field is null which may not be. */
export function nullOf(name: string): string {
  return `Cannot return null for non-nullable field ${name}.`;
}

/** What a scalar throws is no fault of the caller's, and is masked: only errors that are not GraphQL's own are. */
function serializeOrThrow(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return type.serialize(value);
  } catch (error) {
    throw error instanceof GraphQLError ? new Error(error.message) : error;
  }
}
