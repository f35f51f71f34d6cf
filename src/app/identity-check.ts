import { type AccountIdentity, type IamAccess, IamError, readCallerIdentity } from "../iam/index.ts";
import type { Logger } from "../platform/logger/logger.ts";

const IDENTITY_TIMEOUT_MS = 10_000;

export interface IdentityCheckOptions {
  /** How long the check waits for STS, in milliseconds. @default 10000 */
  readonly identityTimeoutMs?: number;
}

/**
 * Asks STS in the background for the identity of the gateway's credentials, and logs the answer or the problem.
 * @param account learns the account's id
 * @returns a function that cancels the check
 */
export function startIdentityCheck(
  access: IamAccess,
  account: AccountIdentity,
  log: Logger,
  { identityTimeoutMs = IDENTITY_TIMEOUT_MS }: IdentityCheckOptions = {},
): () => void {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(identityTimeoutMs)]);
  readCallerIdentity(access, signal).then(
    ({ accountId, arn, region }) => {
      account.learn(accountId);
      const { refusal } = access.regionGuard;
      if (refusal === undefined) log.info({ account: accountId, arn, region }, "IAM calls are signed by this identity");
      else log.error({ account: accountId, arn, region }, refusal);
    },
    (error: unknown) => {
      if (!stopping.signal.aborted) logFailure(error);
    },
  );
  return () => stopping.abort();

  function logFailure(error: unknown) {
    const { region } = access.regionGuard.choice;
    if (!(error instanceof IamError)) {
      const reason = signal.aborted ? `STS did not answer in ${identityTimeoutMs} ms` : "unexpected error";
      log.warn(
        { region, ...(!signal.aborted && { err: error }) },
        `the identity of the credentials is unknown: ${reason}`,
      );
      return;
    }
    const { advice, unreachable, code, failure, message } = error;
    const isFatal = advice !== undefined || failure === "unauthenticated";
    log[isFatal ? "error" : "warn"](
      { region, cause: unreachable, stsCode: code, stsMessage: message },
      `the identity of the credentials is unknown: ${advice ?? `STS did not answer GetCallerIdentity as expected (${failure})`}`,
    );
  }
}
