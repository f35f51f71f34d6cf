import { missingMember } from "../errors/index.ts";

/**
 * A member that IAM always sends; the SDK types every member as optional. An empty text counts as absent.
 * @throws IamError with failure `unavailable` if it is absent
 */
export function required<Value>(action: string, member: string, value: Value | undefined): Value {
  if (value !== undefined && value !== "") return value;
  throw missingMember(action, member);
}
