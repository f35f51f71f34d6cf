import type { InputOf, OperationName, operations } from "../../../iam-model/operations.ts";
import type { Caller, XmlStructure } from "../../protocol/index.ts";
import type { Services } from "../../services.ts";

/** What an operation runs in: the services, who calls, and what was prepared. */
export interface OperationContext extends Services {
  readonly caller: Caller;
  readonly prepared: Prepared;
}

/** What takes time to get, and is got before the transaction starts: a transaction holds up everybody else. */
export interface Prepared {
  /** Of the password in the input, if there is one. */
  readonly passwordHash?: string;
  /** Of a provider that the input gives none for. */
  readonly thumbprint?: string;
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
  /** Runs on valid input, outside of the transaction, which repeats whatever is checked here. */
  prepare?(input: InputOf<Name>, context: Omit<OperationContext, "prepared">): Promise<Prepared>;
  /** Runs on valid input; refusals are `ServiceError`s. */
  run(input: InputOf<Name>, context: OperationContext): OutputOf<Name>;
}

/** Defines one AWS operation. `run` and `prepare` take from the context what they name. */
export function operation<Name extends OperationName>(
  name: Name,
  run: Operation<Name>["run"],
  prepare?: Operation<Name>["prepare"],
): Operation<Name> {
  return { name, writes: !/^(?:Get|List)/.test(name), run, ...(prepare && { prepare }) };
}
