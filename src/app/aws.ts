import type { Agent } from "node:https";
import { type IamAccess, IamError, readCallerIdentity } from "../iam/index.ts";
import type { Logger } from "../platform/logger/logger.ts";
import type { AwsConfig } from "../settings/index.ts";

/** How https requests to other machines are made, if not directly. */
export interface Outbound {
  readonly httpsAgent?: Agent;
  readonly fetch?: typeof fetch;
}

/** The connections through the configured proxy; empty without one. */
export async function openOutbound({ proxy }: AwsConfig): Promise<Outbound> {
  if (proxy === undefined) return {};
  const { createProxyAgent, fetchThrough } = await import("../platform/proxy-agent.ts");
  const httpsAgent = createProxyAgent(proxy);
  return { httpsAgent, fetch: fetchThrough(httpsAgent) };
}

const IDENTITY_TIMEOUT_MS = 10_000;

/**
 * Asks STS in the background who signs, for ten seconds at most, and logs the answer or what is wrong.
 * @returns what ends the check
 */
export function startIdentityCheck(access: IamAccess, log: Logger): () => void {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(IDENTITY_TIMEOUT_MS)]);
  readCallerIdentity(access, signal).then(
    ({ accountId, arn, region }) => {
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
      const reason = signal.aborted ? `STS did not answer in ${IDENTITY_TIMEOUT_MS} ms` : "unexpected error";
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
