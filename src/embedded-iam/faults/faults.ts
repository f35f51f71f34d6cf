import { z } from "zod";
import { operations } from "../../iam-model/operations/index.ts";

/** Ten minutes, more than any client's timeout. */
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

/** Type of the fault injection settings. Omitted faults do not occur; `{}` turns fault injection off at no cost. */
export const faultsType = z
  .strictObject({
    /**
     * Delay before a call is processed: constant, uniform between `min` and `max`, or log-normal with the percentiles
     * `p50` and `p99`, like a network.
     */
    latencyMs: latency,
    /**
     * Token bucket of an action: after `burst` calls at once, more than `perSecond` calls fail with `Throttling`. Each
     * action has its own bucket; `*` sets its size for all actions that are not named.
     */
    throttle: z.partialRecord(actionName, tokenBucket),
    /**
     * Probability that a page is shorter than the list allows, sometimes empty, with `IsTruncated` and a valid `Marker`.
     * A client that continues always reaches the end of the list.
     */
    shortPages: probability,
    /** Time until reads see a write. Writes take effect at once, and see all earlier writes. */
    propagationMs: z.number().min(0),
    /** Probability of a `ServiceFailure` without effect, for all calls or by action (`*`: actions that are not named). */
    failures: z.union([probability, z.partialRecord(actionName, probability)]),
    /** Actions denied with `AccessDenied` for every caller (`*`: all actions). */
    deny: z.array(actionName),
    /** Probability that the connection is dropped without a response. Half of these calls are executed. */
    dropConnections: probability,
    /**
     * Probability that the response body is truncated at a random position. The call is executed. Over HTTP the
     * connection is destroyed at that position, and Content-Length is that of the complete body; in-process the body is
     * shorter.
     */
    truncateBodies: probability,
    /** The same seed injects the same faults into the same sequence of calls. */
    seed: z.int(),
  })
  .partial();

/** Fault injection settings: plain data, described member by member in `faultsType`. */
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

/** Invalid fault injection settings. Each problem names the member, what was expected and what was given. */
export class FaultsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Invalid fault injection settings: ${problems.join(" ")}`);
    this.name = "FaultsError";
    this.problems = problems;
  }
}

/** Validates a value. @throws FaultsError with all problems */
export function parseFaults(value: unknown): Faults {
  const read = faultsType.safeParse(value);
  if (read.success) return read.data;
  throw new FaultsError([...new Set(read.error.issues.map((issue) => describeProblem(issue.path[0], value)))]);
}

function describeProblem(member: PropertyKey | undefined, value: unknown): string {
  if (member !== undefined && isMember(member)) {
    return `faults.${member}: expected ${expectations[member]}; got ${excerpt(Object(value)[member])}.`;
  }
  return `faults: expected an object with the members ${Object.keys(expectations).join(", ")}; got ${excerpt(value)}.`;
}

function isMember(name: PropertyKey): name is keyof Faults {
  return Object.hasOwn(expectations, name);
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 100 ? text : `${text.slice(0, 100)}...`;
}
