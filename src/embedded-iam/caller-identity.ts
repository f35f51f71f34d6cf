import { arns } from "./arns.ts";
import type { Caller } from "./protocol/index.ts";
import type { Services } from "./services.ts";

/** The unique id and ARN of a caller, as GetCallerIdentity returns them: a user's (AWS-recorded), or the root user's (docs). */
export function identify(
  { account, users }: Pick<Services, "account" | "users">,
  { userId }: Caller,
): { readonly userId: string; readonly arn: string } {
  const user = userId === null ? undefined : users.findById(userId);
  if (user === undefined) return { userId: account.accountId, arn: arns.root(account) };
  return { userId: user.userId, arn: arns.user(account, user.path, user.name) };
}
