import { IamError, type Planning, SHARE_OF_TIME } from "../../iam/index.ts";
import { withinTime } from "./time-limit.ts";

/** Pauses before the repetitions of a throttled bulk read. After the last one, the read has failed. */
const PAUSES_MS: readonly number[] = [250, 500, 1000, 2000];

/**
 * Runs a bulk read that other operations can replace, within half of the time left. If IAM throttles it, it is repeated within
 * that time. If it fails, plans avoid the operation for 30 seconds.
 * @param read continues where it stopped if it is called again
 * @throws IamError as `read` does, and with failure `timeout` if half of the time left has passed
 */
export async function withFallbackTime<Value>(
  planning: Planning,
  action: string,
  read: () => Promise<Value>,
): Promise<Value> {
  const timeLeft = planning.timeLeftMs;
  const isLate = (pause: number) => timeLeft - planning.timeLeftMs + pause >= SHARE_OF_TIME * timeLeft;
  const repeated = async (): Promise<Value> => {
    for (const pause of PAUSES_MS) {
      try {
        return await read();
      } catch (error) {
        if (!isThrottledByIam(error) || isLate(pause)) throw error;
        await planning.sleep(pause);
      }
    }
    return read();
  };
  try {
    return await withinTime(repeated(), SHARE_OF_TIME * timeLeft, action);
  } catch (error) {
    if (isFailureOfOperation(error)) planning.failing(action);
    throw error;
  }
}

/** A read by one operation. */
export interface OperationRead<Value> {
  readonly action: string;
  /** The number of calls, if known. @default 1 */
  readonly calls?: number;
  readonly read: () => Value | Promise<Value>;
}

/**
 * Reads with the first operation, or with the other if the first fails and the other's calls fit into the free calls and half of
 * the time left. An operation that recently failed or was denied comes second. If both fail, rejects with the error of `one`.
 */
export async function firstOf<Value>(
  planning: Planning,
  one: OperationRead<Value>,
  other: OperationRead<Value>,
): Promise<Value> {
  const isLeftOut = ({ action }: OperationRead<Value>) => {
    const { isDenied, isFailing } = planning.callOutlook(action);
    return isDenied || isFailing;
  };
  const fits = ({ action, calls = 1 }: OperationRead<Value>) =>
    planning.callOutlook(action).tokens >= calls && planning.fits(action, calls, SHARE_OF_TIME);
  const isSwapped = isLeftOut(one) && !isLeftOut(other) && fits(other);
  const [first, second] = isSwapped ? [other, one] : [one, other];
  try {
    return await first.read();
  } catch (error) {
    // The read can call other operations, too. Their failures are not failures of this one.
    const isOfFirst = isFailureOfOperation(error) && error.action === first.action;
    if (!isOfFirst || (!isSwapped && (isLeftOut(other) || !fits(other)))) throw error;
    try {
      return await second.read();
    } catch (secondError) {
      throw isSwapped ? secondError : error;
    }
  }
}

/**
 * Whether an error concerns only the operation, so that another operation can replace it. False for a missing entity, for
 * credentials that IAM rejects for every operation, and for limits of the request itself.
 */
export function isFailureOfOperation(error: unknown): error is IamError {
  if (!(error instanceof IamError)) return false;
  if (error.failure === "no-such-entity" || error.failure === "unauthenticated") return false;
  // Without credentials or a connection, every operation fails.
  if (error.unreachable !== undefined || error.advice !== undefined) return false;
  return !(error.failure === "throttled" && error.retryAfterMs !== undefined);
}

/** Whether IAM throttled a call, as opposed to the gateway's own budget. */
function isThrottledByIam(error: unknown): boolean {
  return error instanceof IamError && error.failure === "throttled" && error.retryAfterMs === undefined;
}
