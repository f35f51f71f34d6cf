import type { FieldNode, GraphQLField, GraphQLObjectType } from "graphql";

/** A field of a selection, with all that does not depend on the object that is selected from. */
export interface ResponseField {
  /** The key in the response: the alias, or the field's name. */
  readonly name: string;
  /** Index among the fields of its selection. */
  readonly index: number;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
  /** Where the document selects it. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly isNonNull: boolean;
}

/** The fields that are selected from one object. */
export interface ResponseFields {
  /** In the order of the response. */
  readonly fields: readonly ResponseField[];
  /** The size of the object as JSON without its values, in bytes. */
  readonly size: number;
}

/** The value of an object in the response: its fields' values by response key. */
export type ResponseObject = Record<string, unknown>;
