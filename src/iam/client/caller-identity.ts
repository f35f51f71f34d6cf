import { partitionOfArn } from "../../iam-model/arns.ts";
import { missingMember, toIamError } from "../errors/index.ts";
import type { IamAccess } from "./client.ts";

/** The principal that signs the gateway's calls, from STS. */
export interface CallerIdentity {
  /** Twelve digits. */
  readonly accountId: string;
  readonly arn: string;
  readonly region: string;
}

/**
 * Reads the caller identity from STS, with the credentials, region and connections of the IAM client. If the region was only
 * assumed and the credentials belong to another partition, no later call to IAM is sent.
 * @throws IamError if the identity cannot be read; the reason of `signal` after an abort
 */
export async function readCallerIdentity(
  { client, regionGuard }: IamAccess,
  signal: AbortSignal,
): Promise<CallerIdentity> {
  const action = "GetCallerIdentity";
  const { credentials, maxAttempts, requestHandler } = client.config;
  const { region } = regionGuard.choice;
  // Loaded on demand, because a process needs it once.
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const sts = new STSClient({ credentials, requestHandler, region, maxAttempts });
  const output = regionGuard.send(() => sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal }));
  const { Account, Arn } = await Promise.race([output, aborted(signal)]).catch((thrown) => {
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
