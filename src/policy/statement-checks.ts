import { operators } from "./conditions.ts";
import type { Matched, PolicyDocument, Statement } from "./document.ts";
import { faults } from "./faults.ts";
import { isReadable } from "./literals.ts";

/** Whether the effect is in its exact spelling, and all values of conditions can be read. */
export function hasReadableStatements({ statements }: PolicyDocument): boolean {
  return statements.every(({ effect, effectAsWritten, conditions = [] }) => {
    const isExact = effect === effectAsWritten;
    return (
      isExact &&
      conditions.every(({ operator, values }) => values.every((value) => isReadable(operators[operator], value)))
    );
  });
}

/** Whether two statements have the same Sid. Empty Sids do not count. */
export function hasDuplicateSids({ statements }: PolicyDocument): boolean {
  const sids = statements.flatMap(({ sid }) => (sid ? [sid] : []));
  return new Set(sids).size < sids.length;
}

export function isEmpty(element: Matched | undefined): boolean {
  return element === undefined || element.patterns.length === 0;
}

/** The first fault of a statement's actions. Service and action names are free. */
export function findActionFault({ actions }: Statement): string | undefined {
  return firstFault(actions?.patterns ?? [], (action) => {
    if (action === "*") return undefined;
    const [vendor = "", , ...more] = action.split(":", 3);
    if (!action.includes(":")) return faults.actionWithoutVendor();
    if (more.length > 0) return faults.actionColons();
    return /^[A-Za-z0-9.*?-]*$/.test(vendor) ? undefined : faults.actionVendor(vendor);
  });
}

/** The fault of the first value that has one. */
export function firstFault<Value>(
  values: readonly Value[],
  faultOf: (value: Value) => string | undefined,
): string | undefined {
  for (const value of values) {
    const fault = faultOf(value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
