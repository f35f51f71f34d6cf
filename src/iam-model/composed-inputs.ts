import { isOperationName, type OperationName, operationInput } from "./operations/index.ts";
import type { StructureShape, ValueOfShape } from "./shapes.ts";

/** Inputs of changes that take several of IAM's operations, in the terms of IAM's model. The names are ours. */
const composedInputs = {
  UpdateOpenIDConnectProvider: {
    type: "structure",
    required: { OpenIDConnectProviderArn: "arnType" },
    optional: { ClientIDList: "clientIDListType", ThumbprintList: "thumbprintListType", Tags: "tagListType" },
  },
} as const satisfies Record<string, StructureShape>;

/** The name of a change that takes several operations. */
export type ComposedName = keyof typeof composedInputs;

/** The name of an operation, or of a change that takes several operations. */
export type InputName = OperationName | ComposedName;

/** The valid input of a change that takes several operations. */
export type ComposedInputOf<Name extends ComposedName> = ValueOfShape<(typeof composedInputs)[Name]>;

/** The shape of the input of an operation, or of a change that takes several. */
export function inputShape(name: InputName): StructureShape {
  return isOperationName(name) ? operationInput(name) : composedInputs[name];
}
