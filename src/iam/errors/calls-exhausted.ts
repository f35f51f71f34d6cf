import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";

/** Why a request may not make the calls that it needs. */
export type ExhaustedReason =
  /** The limit of calls for one request. */
  | "limit"
  /** The account's rate does not allow so many calls in the time that the request has. */
  | "rate"
  /** The page is too large to read its entities one by one. */
  | "page";

/** Calls that were not made because the request may not make so many. Waiting does not help; a smaller page does. */
export class IamCallsExhausted extends Error {
  override readonly name = "IamCallsExhausted";
  readonly action: string;
  readonly reason: ExhaustedReason;
  /** How many calls the request may make. For the reason `page`: the largest page whose entities are read one by one. */
  readonly limit: number;
  /** How many entities a page may have so that its calls fit. Undefined if that is not known. */
  readonly pageSize: number | undefined;

  constructor(
    action: string,
    {
      reason,
      limit,
      pageSize,
    }: { readonly reason: ExhaustedReason; readonly limit: number; readonly pageSize?: number },
  ) {
    super(`${action} was not called: the request may make at most ${limit} calls (${reason})`);
    this.action = action;
    this.reason = reason;
    this.limit = limit;
    this.pageSize = pageSize;
  }

  /** The same error with a page size that fits, at most IAM's largest; without one if not even one entity fits. */
  withPageSize(entities: number): IamCallsExhausted {
    const { action, reason, limit } = this;
    return new IamCallsExhausted(action, {
      reason,
      limit,
      ...(entities >= 1 && { pageSize: Math.min(entities, MAX_PAGE_SIZE) }),
    });
  }
}
