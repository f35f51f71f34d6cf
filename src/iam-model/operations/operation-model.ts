import type { ErrorCode } from "../errors.ts";
import type { StructureShape } from "../shapes.ts";

/** An operation in AWS's service model. */
export interface OperationModel {
  readonly input: StructureShape;
  /** Whether the response has a `<XResult>` element; operations without output have none. */
  readonly result: boolean;
  /** The codes that the model declares. Every operation can also return common errors, such as ValidationError. */
  readonly errors: readonly ErrorCode[];
}
