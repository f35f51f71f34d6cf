import type { ProviderError } from "@smithy/core/config";
import { PROXY_REFUSED } from "../../platform/proxy-settings.ts";

/** Why IAM was not reached: `extensions.cause` of `IAM_UNAVAILABLE`. */
export type UnreachableCause =
  | "CREDENTIALS_MISSING"
  | "CREDENTIALS_EXPIRED"
  | "PROFILE_UNKNOWN"
  | "CONNECTION_REFUSED"
  | "HOST_UNKNOWN"
  | "NOT_IAM";

/** What is wrong and what to do. Callers read these texts, so they contain no secret, no name and nothing from a file. */
export const unreachableAdvice: Readonly<Record<UnreachableCause, string>> = {
  CREDENTIALS_MISSING:
    "The gateway has no usable AWS credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give its container or instance a role.",
  CREDENTIALS_EXPIRED:
    "The gateway's AWS credentials have expired. Renew them where they come from, for example with `aws sso login` or in the shared credentials file; a restart is only necessary if they are environment variables.",
  PROFILE_UNKNOWN:
    "AWS_PROFILE, or a source_profile that it leads to, names a profile that the shared AWS files do not contain. Correct the name, or add the profile.",
  CONNECTION_REFUSED:
    "The connection was refused. Check AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL, HTTPS_PROXY, NO_PROXY and the firewall.",
  HOST_UNKNOWN:
    "The host name cannot be resolved. Check AWS_REGION, AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL, HTTPS_PROXY and the DNS server.",
  NOT_IAM:
    "Something other than IAM answered, such as a proxy or a sign-in page. Check AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL, HTTPS_PROXY and NO_PROXY.",
};

const UNTRUSTED_PEER =
  "The server's TLS certificate is not trusted. If a proxy inspects TLS, name its certificate authority in NODE_EXTRA_CA_CERTS; otherwise check the endpoint and this machine's clock.";

/** Why IAM was not reached, and what to do. */
export interface Unreachable {
  readonly cause: UnreachableCause | undefined;
  readonly advice: string;
}

/** A call that was not sent, because of the gateway's credentials or region. The message is advice as above. */
export class CallNotSent extends Error {
  override readonly name = "CallNotSent";
  readonly unreachable: UnreachableCause | undefined;

  constructor(unreachable: UnreachableCause | undefined, advice: string) {
    super(advice);
    this.unreachable = unreachable;
  }
}

/** A web page in place of IAM's response. The SDK's retries look for the status in `$metadata`. */
export class WebPageError extends Error {
  override readonly name = "WebPageError";
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(httpStatusCode: number) {
    super(`expected XML; got a web page, with the status ${httpStatusCode}`);
    this.$metadata = { httpStatusCode };
  }
}

const HOST_UNKNOWN_CODES = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NONAME", "EAI_NODATA"]);
const REFUSED_CODES = new Set(["ECONNREFUSED", PROXY_REFUSED]);
/** The SDK's codes for an error response without an error code. IAM always sends one. */
const CODELESS = new Set(["Unknown", "NotFound"]);
const EXPIRED_CODES = new Set(["ExpiredToken", "ExpiredTokenException"]);

/** The members of an SDK error that show why IAM was not reached. */
export interface SdkFailure {
  readonly name: string;
  readonly message: string;
  /** Present on errors of the network and of Node. */
  readonly code?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** The body of a response that the SDK could not parse. */
  readonly $responseBodyText?: unknown;
}

/** Whether IAM, or STS, refused credentials because they have expired. */
export function saysExpired({ name, message }: SdkFailure): boolean {
  return EXPIRED_CODES.has(name) || (isUnknownToken({ name }) && /\bexpired\b/i.test(message));
}

/** Whether IAM does not know the key: it was deleted or deactivated, or belongs to another partition. */
export function isUnknownToken({ name }: Pick<SdkFailure, "name">): boolean {
  return /^(?:InvalidClientTokenId|UnrecognizedClient)(?:Exception)?$/.test(name);
}

/** Whether the peer's certificate was refused. Nothing was sent then. */
export function isUntrustedPeer(code: unknown): boolean {
  return (
    typeof code === "string" &&
    /^(?:CERT_|CRL_|DEPTH_|SELF_SIGNED|UNABLE_TO_|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/.test(
      code,
    )
  );
}

/** Why IAM was not reached; `undefined` if it was, or if the reason is unknown. */
export function unreachableOf(failure: SdkFailure): Unreachable | undefined {
  if (failure instanceof CallNotSent) return { cause: failure.unreachable, advice: failure.message };
  if (isUntrustedPeer(failure.code)) return { cause: "NOT_IAM", advice: UNTRUSTED_PEER };
  const cause = causeOf(failure);
  return cause && { cause, advice: unreachableAdvice[cause] };
}

function causeOf(failure: SdkFailure): UnreachableCause | undefined {
  const { code } = failure;
  if (saysExpired(failure)) return "CREDENTIALS_EXPIRED";
  if (isProviderError(failure)) return isExpiredSession(failure) ? "CREDENTIALS_EXPIRED" : "CREDENTIALS_MISSING";
  if (failure instanceof WebPageError || isForeignResponse(failure)) return "NOT_IAM";
  if (typeof code !== "string") return undefined;
  if (REFUSED_CODES.has(code)) return "CONNECTION_REFUSED";
  if (HOST_UNKNOWN_CODES.has(code)) return "HOST_UNKNOWN";
  // The peer does not speak TLS or HTTP.
  return code === "EPROTO" || /^(?:ERR_SSL_|ERR_TLS_|HPE_)/.test(code) ? "NOT_IAM" : undefined;
}

/**
 * Whether one of the SDK's credential providers threw the error. It is recognized by its member, because a client that the
 * application passes can come from another copy of the SDK, whose `ProviderError` is another class.
 */
export function isProviderError(thrown: unknown): boolean {
  return thrown instanceof Error && typeof (thrown as Partial<ProviderError>).tryNextLink === "boolean";
}

/** Whether a sign-in (`aws sso login`, `aws login`) has expired. Only the error's text distinguishes that from a missing one. */
export function isExpiredSession({ message }: Pick<SdkFailure, "message">): boolean {
  return /\bexpired\b|\bUnauthorizedException\b/i.test(message);
}

/** Whether a response is not XML of IAM's form. IAM's own responses can be cut off; a 5xx may come from AWS's load balancers. */
function isForeignResponse({ name, $fault, $metadata, $responseBodyText }: SdkFailure): boolean {
  if (typeof $responseBodyText === "string") return !/^\s*<(?:\?xml|\w+Response\b)/.test($responseBodyText);
  return $fault !== undefined && CODELESS.has(name) && ($metadata?.httpStatusCode ?? 500) < 500;
}
