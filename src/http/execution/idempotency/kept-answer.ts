import { type ExecutionResult, GraphQLError } from "graphql";
import { codedError, type MutationOutcome } from "../../../schema/index.ts";

/** The stored form of a response, as JSON in the state file. */
export interface KeptAnswer {
  readonly result: Pick<ExecutionResult, "data" | "errors">;
  /** Serial numbers of devices whose secrets were returned, by response field. */
  readonly shown: Readonly<Record<string, string>>;
}

/** Size limit of the outcomes that are stored in place of a response that is too large. */
const MAX_OUTCOMES_BYTES = 16 * 1024;

/** The response without one-time secrets. */
export function keepAnswer({ data, errors }: ExecutionResult, shownSecrets: ReadonlyMap<string, string>): KeptAnswer {
  const safe =
    data &&
    Object.fromEntries(Object.entries(data).map(([field, value]) => [field, shownSecrets.has(field) ? null : value]));
  return { result: { data: safe, ...(errors && { errors }) }, shown: Object.fromEntries(shownSecrets) };
}

/** The stored form of a response that is too large: an error with the outcomes of its mutations. */
export function keepOutcomes(outcomes: readonly MutationOutcome[]): KeptAnswer {
  const kept = fittingOutcomes(outcomes);
  const omitted = {
    outcomes: outcomes.length - kept.length,
    writes: countWrites(outcomes) - countWrites(kept),
  };
  const message =
    "The first request with this idempotency-key was executed, but its response was too large to store. `extensions.outcomes` lists what it did. This request was not executed; query the data that you need.";
  const error = codedError("IDEMPOTENCY_RESULT_NOT_KEPT", message, {
    details: { outcomes: kept, omitted },
    status: "409",
  });
  return { result: { errors: [error] }, shown: {} };
}

/** The first outcomes that fit, then as many of their writes as fit. */
function fittingOutcomes(outcomes: readonly MutationOutcome[]): MutationOutcome[] {
  let left = MAX_OUTCOMES_BYTES;
  const take = (part: unknown) => {
    left -= Buffer.byteLength(JSON.stringify(part));
    return left >= 0;
  };
  const fitting = outcomes.slice(
    0,
    prefixLength(outcomes, (outcome) => take({ ...outcome, writes: [] })),
  );
  return fitting.map((outcome) => ({
    ...outcome,
    writes: outcome.writes.slice(0, prefixLength(outcome.writes, take)),
  }));
}

function prefixLength<Item>(items: readonly Item[], fits: (item: Item) => boolean): number {
  const end = items.findIndex((item) => !fits(item));
  return end < 0 ? items.length : end;
}

function countWrites(outcomes: readonly MutationOutcome[]): number {
  return outcomes.reduce((count, { writes }) => count + writes.length, 0);
}

const SECRET_ALREADY_SHOWN =
  "The first request created the device and returned its secrets, which are returned once. If they are lost, delete the device and create another.";

/** The response to a repeated request. */
export function replay({ result, shown }: KeptAnswer): ExecutionResult {
  const errors = [
    ...(result.errors ?? []).map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions })),
    ...Object.entries(shown).map(([field, serialNumber]) =>
      codedError("SECRET_ALREADY_SHOWN", SECRET_ALREADY_SHOWN, { path: [field], details: { serialNumber } }),
    ),
  ];
  return { data: result.data, ...(errors.length > 0 && { errors }) };
}
