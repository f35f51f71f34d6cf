import { wasNotDone } from "../errors/sdk-errors.ts";
import { LastAttempt, type Stack } from "./attempts.ts";

/**
 * What sending a write twice can do: nothing that sending it once does not (`repeatable`: it says how things shall be),
 * or harm (`once`: a second create of the same name is refused, though the first one made it; a second pair of codes...).
 */
export type Repeat = "repeatable" | "once";

/** IAM refused for the moment, and did nothing (docs): whatever was asked for can be asked for again. */
const REFUSED_FOR_THE_MOMENT = new Set(["ConcurrentModificationException", "EntityTemporarilyUnmodifiableException"]);

/** The SDK takes this name for throttling. To IAM it is a quota, and stays so however often it is asked. */
const QUOTA_EXCEEDED = "LimitExceededException";

interface Thrown {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  $retryable?: { readonly throttling?: boolean };
  /** Ours, not the SDK's: an attempt before this one failed without word from IAM. This one's refusal tells nothing of it. */
  followsUnknown?: boolean;
}

/**
 * Stands between the SDK's retries and the wire, for one command (its middleware stack), and decides which failed
 * attempts of a write the retries may see.
 */
export function retryOnlyWithoutHarm(stack: Stack, repeat: Repeat): void {
  let isUnknown = false;
  stack.addRelativeTo(
    (next) => async (attempt) => {
      try {
        return await next(attempt);
      } catch (error) {
        const thrown = error as Thrown;
        if (isUnknown) thrown.followsUnknown = true;
        isUnknown ||= !wasNotDone(thrown);
        throw judge(thrown, repeat);
      }
    },
    { name: "retryOnlyWithoutHarm", relation: "after", toMiddleware: "retryMiddleware" },
  );
}

function judge(thrown: Thrown, repeat: Repeat): unknown {
  if (thrown.name === QUOTA_EXCEEDED) return new LastAttempt(thrown);
  if (REFUSED_FOR_THE_MOMENT.has(thrown.name ?? "")) thrown.$retryable = {};
  return repeat === "repeatable" || wasNotDone(thrown) ? thrown : new LastAttempt(thrown);
}
