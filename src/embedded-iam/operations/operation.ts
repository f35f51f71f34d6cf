import type { InputOf, OperationName, operations } from "../../iam-model/operations.ts";
import type { Caller } from "../protocol/callers.ts";
import type { XmlStructure } from "../protocol/xml.ts";
import type { Services } from "../services.ts";

/** What an operation runs in: the services, and who calls. */
export interface Context extends Services {
  readonly caller: Caller;
}

/** The members of the Result element in the service model's order; nothing, if the operation has no output. */
export type OutputOf<Name extends OperationName> = (typeof operations)[Name]["result"] extends true
  ? XmlStructure
  : // biome-ignore lint/suspicious/noConfusingVoidType: it is a return type, only written apart from its function
    void;

export interface Operation<Name extends OperationName = OperationName> {
  readonly name: Name;
  /** Whether it changes anything, and so must run in a transaction. */
  readonly writes: boolean;
  /** Runs on valid input; refusals are `ServiceError`s. */
  run(input: InputOf<Name>, context: Context): OutputOf<Name>;
}

/** Defines one AWS operation. `run` takes from the context what it names. */
export function operation<Name extends OperationName>(
  name: Name,
  run: (input: InputOf<Name>, context: Context) => OutputOf<Name>,
): Operation<Name> {
  return { name, writes: !/^(?:Get|List)/.test(name), run };
}
