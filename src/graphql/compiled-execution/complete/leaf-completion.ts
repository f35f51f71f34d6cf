import {
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLOutputType,
  GraphQLString,
  getNullableType,
  isLeafType,
  isNonNullType,
} from "graphql";
import type { LeafCompletion, OperationPlan } from "../execute/field-plan.ts";
import { asciiSizeOf, DATE_SIZE, jsonSizeOf, NULL_SIZE } from "../response/json-size.ts";

interface LeafField extends Pick<OperationPlan, "textOf"> {
  /** The field's name in errors, such as `User.arn`. */
  readonly name: string;
}

/** The completion of scalar or enum values. The type can be non-null. */
export function leafCompletion(type: GraphQLOutputType, { name, textOf }: LeafField): LeafCompletion {
  const leaf = getNullableType(type);
  if (!isLeafType(leaf)) throw new Error(`Expected a scalar or an enum, but got: ${type}.`);
  const isNonNull = isNonNullType(type);
  // Other scalars are taken for ASCII: names, ids, ARNs, base64.
  const sizeOf = leaf.name === GraphQLString.name ? jsonSizeOf : asciiSizeOf;
  return (context, value) => {
    if (value === null || value === undefined) {
      if (isNonNull) throw new Error(nullOf(name));
      context.count(NULL_SIZE);
      return null;
    }
    if (value instanceof Error) throw value;
    const serialized = serializeOrThrow(leaf, value);
    // JSON.stringify gives the same text, but takes longer.
    if (serialized instanceof Date) {
      context.count(DATE_SIZE);
      return textOf(serialized);
    }
    if (serialized !== null && serialized !== undefined) {
      context.count(sizeOf(serialized));
      return serialized;
    }
    throw new Error(`Expected ${leaf.name}.serialize to return a value, but got: ${serialized}`);
  };
}

/** The message for null in a non-null field, which is the one of graphql-js. */
export function nullOf(name: string): string {
  return `Cannot return null for non-nullable field ${name}.`;
}

/** A scalar's error is the server's fault. It is thrown as a plain Error, because a GraphQLError would reach clients unmasked. */
function serializeOrThrow(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return type.serialize(value);
  } catch (error) {
    throw error instanceof GraphQLError ? new Error(error.message) : error;
  }
}
