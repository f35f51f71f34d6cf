import { type ChangeName, targetOf, type WriteInput } from "./write-table.ts";

/** A write that is planned before any of the plan is sent. */
export interface PlannedWrite<Name extends ChangeName = ChangeName> {
  readonly operation: Name;
  /** The name, id or ARN that the write concerns: see `targetOf`. */
  readonly target: string;
  readonly input: WriteInput<Name>;
}

/** Plans a write. */
export function plannedWrite<Name extends ChangeName>(operation: Name, input: WriteInput<Name>): PlannedWrite<Name> {
  return { operation, target: targetOf(operation, input), input };
}
