import type { InputOf, OperationName, operations } from "../../../iam-model/operations/index.ts";
import type { Caller, XmlStructure } from "../../protocol/index.ts";
import type { Services } from "../../services.ts";

/** The context of an operation: the services, the caller and prepared values. */
export interface OperationContext extends Services {
  readonly caller: Caller;
  readonly prepared: Prepared;
}

/** Values that take time to compute. They are computed before the transaction, which blocks all other calls. */
export interface Prepared {
  /** Hash of the password in the input, if any. */
  readonly passwordHash?: string;
  /** Hash of the old password, which the caller has proved to know. */
  readonly verifiedHash?: string;
  /** Thumbprint of a provider that is created without thumbprints. */
  readonly thumbprint?: string;
}

/** The members of the Result element in the service model's order; void if the operation has no output. */
export type OutputOf<Name extends OperationName> = (typeof operations)[Name]["result"] extends true
  ? XmlStructure
  : // biome-ignore lint/suspicious/noConfusingVoidType: it is a return type, only written apart from its function
    void;

/** An IAM operation. */
export interface Operation<Name extends OperationName = OperationName> {
  readonly name: Name;
  /** Whether the operation changes data and so runs in a transaction. */
  readonly writes: boolean;
  /** Runs on valid input before the transaction, which repeats its checks. */
  prepare?(input: InputOf<Name>, context: Omit<OperationContext, "prepared">): Promise<Prepared>;
  /** Runs on valid input. Throws `ServiceError`. */
  run(input: InputOf<Name>, context: OperationContext): OutputOf<Name>;
}

/** Defines one IAM operation. `run` and `prepare` destructure what they need from the context. */
export function operation<Name extends OperationName>(
  name: Name,
  run: Operation<Name>["run"],
  prepare?: Operation<Name>["prepare"],
): Operation<Name> {
  return { name, writes: !/^(?:Get|List)/.test(name), run, ...(prepare && { prepare }) };
}
