import type { CompleteUser, IamReads } from "../iam/index.ts";
import { askEach } from "./batch.ts";

/**
 * Completes the users of one batch, by name. IAM has no batch read: today this is one GetUser for each, in parallel (the
 * SDK's sockets bound how many run at a time). The choice between that and a sweep of the account belongs here.
 */
export function hydrateUsers(iam: IamReads, userNames: readonly string[]): Promise<Map<string, CompleteUser | Error>> {
  return askEach(userNames, iam.getUser);
}
