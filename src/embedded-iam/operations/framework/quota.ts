import { errorTexts, type QuotaName } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";

/** Refuses one more where `present` have reached the limit: LimitExceeded. */
export function requireRoom(quota: QuotaName, present: number, limit: number): void {
  if (present >= limit) throw new ServiceError("LimitExceeded", errorTexts.quotaExceeded(quota, limit));
}
