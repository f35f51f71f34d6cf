import fc from "fast-check";
import type { OperationName } from "../model.ts";
import type { Input } from "../types.ts";

/** One step of a sequence, as data. Values that are known only at run time are given by number. */
export interface Command {
  readonly operation: OperationName | "restart";
  readonly input: Input;
  /** Which existing entities replace the names in the input; if absent, the names stay. */
  readonly aim?: number | undefined;
  /** Which of the markers received so far is sent; none, if there are fewer. */
  readonly marker?: number;
  /** The time steps, relative to the present one, whose codes the device shows. */
  readonly steps?: readonly [number, number];
  /** The time that passes before this step. */
  readonly seconds: number;
}

type Parts = { readonly [member in keyof Input]?: fc.Arbitrary<Input[member]> };
type Extra = { readonly marker?: fc.Arbitrary<number>; readonly steps?: fc.Arbitrary<readonly [number, number]> };

/** Present in one of three cases: a member that is often invalid. */
export const rare = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(fc.constant(undefined), fc.constant(undefined), value);

export const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** A command with its weight among the others. */
export function of(weight: number, operation: Command["operation"], parts: Parts, extra: Extra = {}) {
  const seconds = fc.constantFrom(0, 0, 1, 29, 31, 65);
  const namesItsEntity = /^Create(?!AccessKey|PolicyVersion)/.test(operation);
  const aim = namesItsEntity ? fc.constant(undefined) : often(fc.nat(11));
  const arbitrary: fc.Arbitrary<Command> = fc
    .tuple(fc.record(parts), fc.record(extra), aim, seconds)
    .map(([input, chosen, aimed, after]) => ({ operation, input, ...chosen, aim: aimed, seconds: after }));
  return { weight, arbitrary };
}

/** True in three of four cases. */
function often<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined, freq: 3 });
}
