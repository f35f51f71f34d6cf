import { z } from "zod";
import { operations } from "../../iam-model/operations.ts";

/** Ten minutes: longer than any client waits. */
const MAX_LATENCY_MS = 600_000;

const probability = z.number().min(0).max(1);

const milliseconds = z.number().min(0).max(MAX_LATENCY_MS);

const latency = z.union([
  milliseconds,
  z.strictObject({ min: milliseconds, max: milliseconds }).refine(({ min, max }) => min <= max),
  z.strictObject({ p50: milliseconds.positive(), p99: milliseconds }).refine(({ p50, p99 }) => p50 <= p99),
]);

const actionName = z.enum(["*", ...Object.keys(operations)]);

const tokenBucket = z.strictObject({ perSecond: z.number().positive(), burst: z.number().min(1) });

/** How the service is to misbehave. What is left out does not happen; `{}` is fine weather, and costs nothing. */
export const faultsType = z
  .strictObject({
    /**
     * How long a call waits before it is looked at: always as long; evenly from `min` to `max`; or, by `p50` and `p99`,
     * log-normally, as networks do.
     */
    latencyMs: latency,
    /**
     * The rate at which an action is answered before it is `Throttling`: `burst` calls at once, `perSecond` later on.
     * Each action has a bucket of its own; `*` says how large it is for those that are not named.
     */
    throttle: z.partialRecord(actionName, tokenBucket),
    /**
     * How probably a page is shorter than the list would allow, at times empty, with `IsTruncated` and a good `Marker`.
     * It is never empty for good: a walk that goes on comes to its end.
     */
    shortPages: probability,
    /** How long reads go on seeing what was before a write. Writes are done at once, and see all of them. */
    propagationMs: z.number().min(0),
    /** How probably a call, or one of an action (`*`: of those not named), is a `ServiceFailure`, with nothing done. */
    failures: z.union([probability, z.partialRecord(actionName, probability)]),
    /** Actions that are `AccessDenied`, to whomever (`*`: all of them). */
    deny: z.array(actionName),
    /** How probably the connection is lost without an answer; half of those times, what was asked for is done. */
    dropConnections: probability,
    /**
     * How probably an answer's body is cut somewhere. What was asked for is done. Over HTTP the connection breaks off
     * there, and Content-Length is still that of the whole body; in-process the body is simply shorter.
     */
    truncateBodies: probability,
    /** The same seed gives the same weather to the same calls in the same order. */
    seed: z.int(),
  })
  .partial();

/** How the service misbehaves: plain data, as `weatherType` describes it member by member. */
export type Faults = z.output<typeof faultsType>;
export type Latency = z.output<typeof latency>;
export type TokenBucketSize = z.output<typeof tokenBucket>;

const expectations: Readonly<Record<keyof Faults, string>> = {
  latencyMs: `milliseconds (0 to ${MAX_LATENCY_MS}), {"min", "max"} or {"p50", "p99"}, the smaller one first`,
  throttle: 'actions (such as GetUser, or * for the others), each with {"perSecond": above 0, "burst": 1 or more}',
  shortPages: "a number from 0 to 1",
  propagationMs: "milliseconds, 0 or more",
  failures: "a number from 0 to 1, or actions (such as GetUser, or * for the others), each with one",
  deny: "a list of actions (such as GetUser, or * for all)",
  dropConnections: "a number from 0 to 1",
  truncateBodies: "a number from 0 to 1",
  seed: "a whole number",
};

/** A weather that is none; each fault names the member, what was expected there and what came. */
export class FaultsError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`This is no faults: ${faults.join(" ")}`);
    this.name = "FaultsError";
    this.faults = faults;
  }
}

/** Gives the weather that a value describes. @throws WeatherError with every fault at once */
export function parseFaults(value: unknown): Faults {
  const read = faultsType.safeParse(value);
  if (read.success) return read.data;
  throw new FaultsError([...new Set(read.error.issues.map((issue) => tell(issue.path[0], value)))]);
}

function tell(member: PropertyKey | undefined, value: unknown): string {
  if (member !== undefined && isMember(member)) {
    return `faults.${member}: expected ${expectations[member]}; got ${excerpt(Object(value)[member])}.`;
  }
  return `faults: expected an object of nothing but ${Object.keys(expectations).join(", ")}; got ${excerpt(value)}.`;
}

function isMember(name: PropertyKey): name is keyof Faults {
  return Object.hasOwn(expectations, name);
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 100 ? text : `${text.slice(0, 100)}...`;
}
