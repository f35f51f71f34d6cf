import { IamError, type Planning, SHARE_OF_TIME } from "../../iam/index.ts";
import { withinTime } from "./time-limit.ts";

/** Pauses before a throttled bulk read is repeated; then it has failed. */
const PAUSES_MS: readonly number[] = [250, 500, 1000, 2000];

/**
 * Runs a bulk read that other operations can replace: it may take half of the time left. If IAM throttles it, waiting comes
 * first: it is repeated while that time lasts. If it fails, it is left out for 30 seconds.
 * @param read goes on where it stopped if it is called again
 * @throws IamError as `read` does, and with failure `timeout` if half of the time left is gone
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

/** An operation that can tell something, and how. */
export interface OperationRead<Value> {
  readonly action: string;
  /** How many calls it takes, as far as that is known. @default 1 */
  readonly calls?: number;
  readonly read: () => Value | Promise<Value>;
}

/**
 * Reads by one operation, and if that operation fails by the other, if its calls fit into the free calls and half of the time
 * left. An operation that failed a moment ago, or was denied of late, comes second. If both fail, the error is that of `one`.
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
    // What is read can need other operations, too: their failures are not this one's.
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
 * Whether another operation can still answer: not for "there is no such entity", credentials that IAM refuses for every
 * operation, or a limit of the request itself.
 */
export function isFailureOfOperation(error: unknown): error is IamError {
  if (!(error instanceof IamError)) return false;
  if (error.failure === "no-such-entity" || error.failure === "unauthenticated") return false;
  // Without credentials or a connection, every operation fails alike.
  if (error.unreachable !== undefined || error.advice !== undefined) return false;
  return !(error.failure === "throttled" && error.retryAfterMs !== undefined);
}

/** Whether IAM itself refused a call for the moment, and not the gateway's own budget. */
function isThrottledByIam(error: unknown): boolean {
  return error instanceof IamError && error.failure === "throttled" && error.retryAfterMs === undefined;
}
