import { errorTexts } from "../../iam-model/error-texts.ts";
import { ServiceError } from "../service-error.ts";
import type { AccessKeyRow } from "../store/access-keys.ts";
import type { OwnerId } from "../store/owner.ts";
import type { Parameters } from "./form.ts";

/** Who signed a request. `userId` is null for the account's root user. */
export interface Caller {
  readonly userId: OwnerId;
}

/** What a signature names; the signature itself is not looked at yet. */
interface Credential {
  readonly accessKeyId: string;
  readonly service: string;
}

/**
 * Tells who calls, from the access key in the request's SigV4 header (or, for a presigned URL, parameter).
 * A key that this account issued stands for its owner, an inactive one for nobody; a key that it does not know, such as
 * the customary test/test, stands for the root user.
 */
export function resolveCaller(
  authorization: string | undefined,
  parameters: Parameters,
  findKey: (accessKeyId: string) => AccessKeyRow | undefined,
): Caller {
  const { accessKeyId, service } = readCredential(authorization, parameters);
  if (service !== "iam") {
    throw new ServiceError("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'iam'. ");
  }
  const key = findKey(accessKeyId);
  if (key === undefined) return { userId: null };
  if (key.status !== "Active") throw new ServiceError("InvalidClientTokenId", errorTexts.clientTokenInvalid());
  return { userId: key.userId };
}

function readCredential(authorization: string | undefined, parameters: Parameters): Credential {
  if (authorization !== undefined && authorization !== "") return parseAuthorization(authorization);
  const presigned = parameters.get("X-Amz-Credential");
  if (presigned !== undefined) return parseCredential(presigned);
  throw new ServiceError("MissingAuthenticationToken", errorTexts.authenticationMissing());
}

function parseAuthorization(header: string): Credential {
  const [, scheme = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(header.trim()) ?? [];
  if (scheme !== "AWS4-HMAC-SHA256") throw incomplete(`Unsupported authorization scheme.`);
  const fields = new Map(
    rest.split(",").map((field) => {
      const equals = field.indexOf("=");
      return [field.slice(0, equals).trim(), field.slice(equals + 1).trim()] as const;
    }),
  );
  const missing = ["Credential", "Signature", "SignedHeaders"].filter((name) => !fields.get(name));
  if (missing.length > 0) {
    throw incomplete(missing.map((name) => `Authorization header requires '${name}' parameter.`).join(" "));
  }
  return parseCredential(fields.get("Credential") ?? "");
}

/** Parses `<key>/<date>/<region>/<service>/aws4_request`. */
function parseCredential(text: string): Credential {
  const [accessKeyId, date, region, service, terminator, ...rest] = text.split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request" || rest.length > 0) {
    throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");
  }
  return { accessKeyId, service };
}

/** AWS's own message goes on to quote the header; this one does not. */
function incomplete(message: string): ServiceError {
  return new ServiceError("IncompleteSignature", message);
}
