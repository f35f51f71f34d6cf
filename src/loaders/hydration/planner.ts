import type { CallOutlook } from "../../iam/index.ts";
import {
  type BulkRead,
  bulkKnowledge,
  type FieldGroup,
  isBulkRead,
  type ListCount,
  lookUpOf,
  mayOmit,
  type Source,
  sourcesOf,
} from "../../iam-model/knowledge.ts";
import { MAX_ASKED_PAGE } from "./mfa-devices/index.ts";

/** How many entities of each kind the account has. */
export type AccountSize = Readonly<Record<ListCount, number>>;

/** Everything that the choice of a plan depends on. */
export interface Situation {
  /** The entities that lack a field group, by name. */
  readonly missing: ReadonlyMap<FieldGroup, ReadonlySet<string>>;
  readonly size: AccountSize;
  /** Items on IAM's largest page. */
  readonly pageSize: number;
  /** How many pages of a bulk read this request has already read. */
  readonly pagesRead: (bulkRead: BulkRead) => number;
  /** Latency, free calls and recent failures of an action. */
  readonly callOutlook: (action: string) => CallOutlook;
  /** How many calls of GetAccountSummary precede a plan that contains bulk reads. */
  readonly callsBefore: number;
  /** How many calls the request may still make. */
  readonly callsLeft: number;
  /** Whether GetAccountAuthorizationDetails contains all permissions boundaries. */
  readonly detailsCarryBoundary: boolean;
  /** Whether the plan must not use an operation for a field group, because it failed. @default none */
  readonly isExcluded?: ((source: Source, fieldGroup: FieldGroup) => boolean) | undefined;
}

/** The operation chosen for each missing field group, and the cost of the choice. */
export interface Plan {
  readonly sources: ReadonlyMap<FieldGroup, Source>;
  /** The maximum number of calls, by action. */
  readonly calls: ReadonlyMap<string, number>;
  /** The expected duration in milliseconds, with all operations in parallel. */
  readonly milliseconds: number;
}

/** The SDK's limit of sockets. */
const MAX_LOOK_UPS_AT_ONCE = 50;
/** A plan that takes up to this factor of the fastest plan's time is preferred if it needs fewer calls. */
const WORTH_FEWER_CALLS = 1.2;

/**
 * Chooses one operation for each missing field group, so that all of them are known as soon as possible. Among plans of nearly
 * the same duration, the one with the fewest calls wins. A plan with more calls than the request has left is chosen only if
 * no other plan exists. Undefined if a field group has no operation left.
 */
export function choosePlan(situation: Situation): Plan | undefined {
  const plans = combine(situation).map((choice) => planOf(situation, choice));
  const affordable = plans.filter(({ calls }) => sum(calls.values()) <= situation.callsLeft);
  const candidates = affordable.length > 0 ? affordable : plans;
  const soonest = Math.min(...candidates.map(({ milliseconds }) => milliseconds));
  const nearly = candidates.filter(({ milliseconds }) => milliseconds <= soonest * WORTH_FEWER_CALLS);
  const fewest = Math.min(...nearly.map(({ calls }) => sum(calls.values())));
  return nearly.find(({ calls }) => sum(calls.values()) === fewest);
}

/** All combinations of usable operations. */
function combine(situation: Situation): ReadonlyMap<FieldGroup, Source>[] {
  let choices: ReadonlyMap<FieldGroup, Source>[] = [new Map()];
  for (const [fieldGroup, names] of situation.missing) {
    const usable = usableSources(situation, fieldGroup, names.size);
    choices = choices.flatMap((choice) => usable.map((source) => new Map([...choice, [fieldGroup, source] as const])));
  }
  return choices;
}

/** The operations that know a field group, without the excluded ones. */
export function sourcesLeft(
  fieldGroup: FieldGroup,
  { detailsCarryBoundary, isExcluded = () => false }: Pick<Situation, "detailsCarryBoundary" | "isExcluded">,
): readonly Source[] {
  return sourcesOf(fieldGroup).filter(
    (source) => !isExcluded(source, fieldGroup) && (detailsCarryBoundary || !mayOmit(source, fieldGroup)),
  );
}

/** The operations that a plan may use for a field group of this many entities. */
function usableSources(situation: Situation, fieldGroup: FieldGroup, entities: number): readonly Source[] {
  const { callOutlook } = situation;
  const left = sourcesLeft(fieldGroup, situation);
  const lookUp = lookUpOf(fieldGroup);
  const isLookUpUsable = left.includes(lookUp) && !callOutlook(lookUp).isDenied;
  const usable = left.filter((source) => {
    if (!isBulkRead(source)) return isLookUpUsable;
    // A bulk read saves nothing for one entity.
    if (isLookUpUsable && entities === 1) return false;
    const { confirmedBy } = bulkKnowledge(source);
    if (confirmedBy !== undefined) {
      // Without the list or its confirmation, `findDevices` asks the users of a small page one by one anyway.
      const isDenied = callOutlook(source).isDenied || callOutlook(confirmedBy).isDenied;
      return !(isDenied && isLookUpUsable && entities <= MAX_ASKED_PAGE);
    }
    return !callOutlook(source).isDenied;
  });
  // A denied operation may be allowed meanwhile. Otherwise, its error names the missing permission.
  return usable.length > 0 ? usable : left;
}

function planOf(situation: Situation, choice: ReadonlyMap<FieldGroup, Source>): Plan {
  const { callOutlook } = situation;
  const calls = new Map<string, number>();
  const callsBefore = [...choice.values()].some(isBulkRead) ? situation.callsBefore : 0;
  const others = new Map<string, number>(callsBefore > 0 ? [["GetAccountSummary", callsBefore]] : []);
  let longest = 0;
  for (const source of new Set(choice.values())) {
    const fieldGroups = [...choice].filter(([, chosen]) => chosen === source).map(([fieldGroup]) => fieldGroup);
    const isBulk = isBulkRead(source);
    const each = isBulk ? pagesOf(situation, source) : namesOf(situation, fieldGroups).size;
    const rounds = isBulk ? each : Math.ceil(each / MAX_LOOK_UPS_AT_ONCE);
    calls.set(source, each);
    let milliseconds = timeOf(callOutlook(source), each, rounds);
    const confirmedBy = isBulk ? bulkKnowledge(source).confirmedBy : undefined;
    if (confirmedBy !== undefined) {
      others.set(confirmedBy, (others.get(confirmedBy) ?? 0) + 1);
      milliseconds += timeOf(callOutlook(confirmedBy), 1, 1);
    }
    longest = Math.max(longest, milliseconds);
  }
  for (const [action, count] of others) calls.set(action, count);
  const delay = timeOf(callOutlook("GetAccountSummary"), callsBefore, callsBefore);
  return { sources: choice, calls, milliseconds: delay + longest };
}

/** The names of all entities that lack one of these field groups. */
export function namesOf({ missing }: Pick<Situation, "missing">, fieldGroups: Iterable<FieldGroup>): Set<string> {
  const names = new Set<string>();
  for (const fieldGroup of fieldGroups) for (const name of missing.get(fieldGroup) ?? []) names.add(name);
  return names;
}

function pagesOf({ size, pageSize, pagesRead }: Situation, bulkRead: BulkRead): number {
  const pages = Math.ceil(size[bulkKnowledge(bulkRead).length] / pageSize);
  return Math.max(1, pages - pagesRead(bulkRead));
}

/** The time that calls wait for the rate limit, then this many rounds of latency. */
function timeOf({ latencyMs, tokens, perSecond }: CallOutlook, calls: number, rounds: number): number {
  const waiting = Math.max(0, calls - Math.max(0, tokens)) + Math.max(0, -tokens);
  return (waiting === 0 ? 0 : (waiting / perSecond) * 1000) + rounds * latencyMs;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
