import type { ErrorCode } from "../errors.ts";
import type { StructureShape } from "../shapes.ts";

/** An operation in AWS's service model. */
export interface OperationModel {
  readonly input: StructureShape;
  /** Whether the response has a `<XResult>` element; operations without output have none. */
  readonly result: boolean;
  /** The codes that the model declares. Every operation can also return common errors, such as ValidationError. */
  readonly errors: readonly ErrorCode[];
  /**
   * The API that has the operation.
   * @default "iam"
   */
  readonly api?: ApiName;
  /** Set if AWS permits the operation to every caller, also against an explicit deny. */
  readonly needsNoPermission?: true;
}

/** AWS's query APIs by the service name in a signature (docs, model). */
export const apis = {
  iam: { version: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/" },
  sts: { version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" },
} as const;

/** The name of an API. */
export type ApiName = keyof typeof apis;
