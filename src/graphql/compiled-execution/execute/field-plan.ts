import type { GraphQLObjectType, GraphQLResolveInfo, OperationDefinitionNode } from "graphql";
import type { SelectionInfo } from "../../selections.ts";
import type { ExecutionContext } from "../response/execution-context.ts";
import type { ResponseField, ResponseFields } from "../response/response-field.ts";
import type { ResponseNode } from "../response/response-node.ts";

/** The part of an operation that is known before it runs. */
export interface OperationPlan extends SelectionInfo {
  readonly operation: OperationDefinitionNode;
  /** The text of a Date in the response. */
  readonly textOf: (date: Date) => string;
  /** Called with the number of fields that were planned. */
  readonly onPlanned: (fields: number) => void;
}

/** How a field is executed. */
export interface FieldPlan extends ResponseField {
  readonly resolve: NonNullable<ResponseField["definition"]["resolve"]>;
  readonly takesArguments: boolean;
  readonly complete: Completion;
  /** Set if the field qualifies for a shorter way: see `PlainField`. */
  readonly plain: PlainField | undefined;
  readonly operation: OperationPlan;
}

/** A scalar or enum field without arguments whose resolver does not take `info`. */
export interface PlainField {
  readonly resolve: (source: unknown, args: Readonly<Record<string, unknown>>, context: unknown) => unknown;
  readonly complete: LeafCompletion;
}

/** The fields that a selection set selects from one object. */
export interface SelectionPlan extends ResponseFields {
  readonly fields: readonly FieldPlan[];
  readonly deferred: readonly DeferredPlan[];
  /** Whether a field has the response key `__proto__`. */
  readonly hasProto: boolean;
}

/** The fields that a fragment with `@defer` selects from one object. */
export interface DeferredPlan {
  readonly label: string | undefined;
  readonly selection: SelectionPlan;
}

/** Arguments of `@stream`: items from `initialCount` on are delivered later. */
export interface StreamPlan {
  readonly label: string | undefined;
  readonly initialCount: number;
}

/**
 * Turns a resolved value into the value of the response (CompleteValue, section 6.4.3 of the GraphQL specification). Returns
 * `undefined` if that takes time, and puts the value in place later. Throws the error of the field.
 * @param at the node of the value; in a list it is deeper than the path of `info`
 */
export type Completion = (
  context: ExecutionContext,
  value: unknown,
  info: GraphQLResolveInfo,
  at: ResponseNode,
) => unknown;

/** Turns a resolved value into a scalar or enum of the response. Throws the error of the field. */
export type LeafCompletion = (context: Pick<ExecutionContext, "count">, value: unknown) => unknown;

/** What the completion of a field's values depends on. */
export interface CompletedField
  extends Pick<ResponseField, "definition" | "index" | "nodes" | "parentType">,
    Pick<OperationPlan, "textOf"> {
  readonly stream: StreamPlan | undefined;
  /** Plans what the field selects from an object of this type. */
  readonly selectionOf: (type: GraphQLObjectType) => SelectionPlan;
}
