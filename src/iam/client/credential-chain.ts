import type { IAMClient, IAMClientConfig } from "@aws-sdk/client-iam";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { getProfileName, getSSOTokenFromFile, loadSharedConfigFiles } from "@smithy/core/config";
import {
  CallNotSent,
  isExpiredSession,
  isProviderError,
  isUnknownToken,
  type SdkFailure,
  saysExpired,
  type UnreachableCause,
  unreachableAdvice,
  unreachableOf,
  unwrapFinalAttempt,
} from "../errors/index.ts";

type Provider = ReturnType<typeof defaultProvider>;
type Credentials = Awaited<ReturnType<Provider>>;

/**
 * Credentials from the SDK's default chain. The SDK keeps the content of files until the process ends; this class reads them
 * again after IAM has refused the kept credentials.
 */
export class CredentialChain {
  readonly #create: () => Provider;
  #chain: Provider;
  #provided: Credentials | undefined;
  #generation = 0;

  /** @param requestHandler calls the services that issue credentials (SSO, STS). @default the SDK's */
  constructor(requestHandler?: IAMClientConfig["requestHandler"]) {
    this.#create = () =>
      defaultProvider({ ignoreCache: true, ...(requestHandler && { clientConfig: { requestHandler } }) });
    this.#chain = this.#create();
  }

  /** Provides credentials to the SDK. @throws CallNotSent if there are none */
  readonly provide: Provider = async (options) => {
    try {
      this.#provided = await this.#chain(options);
      return this.#provided;
    } catch (thrown) {
      throw await toCallNotSent(thrown);
    }
  };

  /** Repeats a call once that IAM refused because of its credentials, if there are new ones. */
  renewFor(client: IAMClient): void {
    client.middlewareStack.add(
      (next) => async (call) => {
        const generation = this.#generation;
        try {
          return await next(call);
        } catch (rejection) {
          const thrown = unwrapFinalAttempt(rejection);
          const isStale = thrown instanceof Error && (saysExpired(thrown) || isUnknownToken(thrown));
          if (isStale && (await this.#renewSince(generation, client))) return next(call);
          throw rejection;
        }
      },
      // Before the SDK chooses the credentials of a call, because its retries do not choose again.
      { name: "renewCredentials", step: "initialize", priority: "high" },
    );
  }

  /** @returns whether there are newer credentials than those of the generation */
  async #renewSince(generation: number, client: IAMClient): Promise<boolean> {
    if (generation !== this.#generation) return true;
    const refused = this.#provided;
    this.#chain = this.#create();
    try {
      // The SDK shares one refresh between simultaneous calls.
      const renewed = await client.config.credentials({ forceRefresh: true });
      if (areEqual(refused, renewed)) return false;
    } catch {
      // IAM's refusal is the more useful error.
      return false;
    }
    this.#generation++;
    return true;
  }
}

function areEqual(a: Credentials | undefined, b: Credentials): boolean {
  return (
    a?.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken
  );
}

/** Hides the text of a provider's error, which can quote a command line or the content of a file. */
async function toCallNotSent(thrown: unknown): Promise<CallNotSent> {
  if (!(thrown instanceof Error)) return notSent("CREDENTIALS_MISSING");
  const failure: SdkFailure = thrown;
  if (!isProviderError(failure)) return fromIssuer(failure);
  if (isExpiredSession(failure)) return notSent("CREDENTIALS_EXPIRED");
  switch (await findProfileProblem()) {
    case "unknown":
      return notSent("PROFILE_UNKNOWN");
    case "signed-out":
      return notSent("CREDENTIALS_MISSING", "The profile needs an SSO session. Sign in with `aws sso login`.");
    case "session-expired":
      return notSent("CREDENTIALS_EXPIRED");
    case "needs-mfa":
      return notSent(
        "CREDENTIALS_MISSING",
        "The profile has an mfa_serial, and the gateway cannot ask for MFA codes. Set AWS_PROFILE to a profile without one, or to credentials of an MFA session.",
      );
    case undefined:
      return notSent("CREDENTIALS_MISSING");
  }
}

/** For a role, the SDK calls STS first. The call to IAM was not sent. */
function fromIssuer(failure: SdkFailure): CallNotSent {
  const unreachable = unreachableOf(failure);
  if (unreachable?.cause === "CREDENTIALS_EXPIRED") return notSent("CREDENTIALS_EXPIRED");
  const reason = unreachable?.advice ?? `AWS refused them, or did not answer (${failure.name}).`;
  return notSent(
    unreachable?.cause ?? "CREDENTIALS_MISSING",
    `The gateway's AWS credentials could not be obtained from the service that issues them. ${reason}`,
  );
}

function notSent(cause: UnreachableCause, advice = unreachableAdvice[cause]): CallNotSent {
  return new CallNotSent(cause, advice);
}

type ProfileProblem = "unknown" | "signed-out" | "session-expired" | "needs-mfa";
type ProfileSettings = Readonly<Record<string, string | undefined>>;

/** Why the current profile, or a profile that it refers to, cannot be used. */
async function findProfileProblem(): Promise<ProfileProblem | undefined> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const first = getProfileName({});
  const seen = new Set<string>();
  for (let name: string | undefined = first; name !== undefined && !seen.has(name); ) {
    seen.add(name);
    const profile: ProfileSettings = { ...configFile[name], ...credentialsFile[name] };
    const exists = Object.hasOwn(configFile, name) || Object.hasOwn(credentialsFile, name);
    // Without any settings the profile is `default`, which need not exist.
    if (!exists) return name === "default" && name === first ? undefined : "unknown";
    if (profile["mfa_serial"]) return "needs-mfa";
    const session = profile["sso_session"] ?? profile["sso_start_url"];
    if (session !== undefined) return findSessionProblem(session);
    name = profile["source_profile"];
  }
  return undefined;
}

async function findSessionProblem(session: string): Promise<ProfileProblem | undefined> {
  const token = await getSSOTokenFromFile(session).catch(() => undefined);
  if (token === undefined) return "signed-out";
  return Date.parse(token.expiresAt) <= Date.now() ? "session-expired" : undefined;
}
