import { missingMember, toIamError } from "../errors/sdk-errors.ts";
import type { IamAccess } from "./client.ts";
import { partitionOfArn } from "./region.ts";

/** Who signs the gateway's calls, as STS says. */
export interface CallerIdentity {
  /** Twelve digits. */
  readonly accountId: string;
  readonly arn: string;
  readonly region: string;
}

/**
 * Asks STS who signs, with the credentials, the region and the connections of the IAM client. If they belong to another
 * partition than an assumed region, no call to IAM is sent from then on.
 * @throws IamError with what is wrong; `signal`'s reason once that is aborted
 */
export async function readCallerIdentity(
  { client, regionGuard }: IamAccess,
  signal: AbortSignal,
): Promise<CallerIdentity> {
  const action = "GetCallerIdentity";
  const { credentials, maxAttempts, requestHandler } = client.config;
  const { region } = regionGuard.choice;
  // Loaded here, and only here: it is needed once in a process.
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const sts = new STSClient({ credentials, requestHandler, region, maxAttempts });
  const answer = regionGuard.send(() => sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal }));
  const { Account, Arn } = await Promise.race([answer, aborted(signal)]).catch((thrown) => {
    signal.throwIfAborted();
    throw toIamError(action, thrown);
  });
  const partition = partitionOfArn(Arn ?? "");
  if (Account === undefined || Arn === undefined || partition === undefined) {
    throw missingMember(action, "Account or Arn");
  }
  regionGuard.learnPartition(partition);
  return { accountId: Account, arn: Arn, region };
}

/** The SDK does not end the wait for credentials when a call is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
