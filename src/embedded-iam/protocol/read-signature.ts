import { errorTexts } from "../../iam-model/error-texts.ts";
import type { Parameters } from "./form.ts";
import { ServiceError } from "./service-error.ts";

/**
 * The SigV4 signature data of a request, from its Authorization header or, if it is presigned, from its query string.
 */
export interface Signature {
  readonly accessKeyId: string;
  /** The date in the credential scope, such as `20260301`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Header names in lower case. */
  readonly signedHeaders: readonly string[];
  /** Hexadecimal text. */
  readonly signature: string;
  /** The signing time, such as `20260301T100000Z`; undefined if the request does not contain it. */
  readonly signedAt: string | undefined;
  /** Validity of a presigned request in seconds, if given. */
  readonly expiresSeconds?: number | undefined;
  /**
   * Whether the signature is in parameters, which a web page can choose, instead of the Authorization header, which it
   * cannot.
   */
  readonly isPresigned: boolean;
}

/** Name of the algorithm in requests and in the string to sign. */
export const algorithm = "AWS4-HMAC-SHA256";

/** One week in seconds (docs). */
const MAX_EXPIRY_SECONDS = 604_800;

/**
 * Reads the signature from the headers (by lower-case name) or the parameters. Checks only its form.
 * @throws ServiceError
 */
export function readSignature(headers: Readonly<Record<string, string>>, parameters: Parameters): Signature {
  const { authorization } = headers;
  if (authorization) return readHeader(authorization, headers["x-amz-date"] ?? readDate(headers["date"]));
  const credential = parameters.get("X-Amz-Credential");
  if (credential === undefined)
    throw new ServiceError("MissingAuthenticationToken", errorTexts.authenticationMissing());
  return {
    ...readCredential(credential),
    signedHeaders: (parameters.get("X-Amz-SignedHeaders") ?? "").split(";"),
    signature: parameters.get("X-Amz-Signature") ?? "",
    signedAt: parameters.get("X-Amz-Date"),
    expiresSeconds: readExpiry(parameters.get("X-Amz-Expires")),
    isPresigned: true,
  };
}

/** Converts an HTTP Date header to the format of X-Amz-Date, in which it is signed. It may have that format already. */
function readDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  return !Number.isNaN(moment.getTime()) && moment.toUTCString() === text ? basicTime(moment) : text;
}

function readExpiry(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > MAX_EXPIRY_SECONDS) {
    throw incomplete(`X-Amz-Expires must be a whole number of seconds from 1 to ${MAX_EXPIRY_SECONDS}.`);
  }
  return seconds;
}

/** Formats a time like X-Amz-Date: `20260301T100000Z`. */
export function basicTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function readHeader(header: string, signedAt: string | undefined): Signature {
  const [, scheme = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(header.trim()) ?? [];
  if (scheme !== algorithm) throw incomplete("Unsupported authorization scheme.");
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
  return {
    ...readCredential(fields.get("Credential") ?? ""),
    signedHeaders: (fields.get("SignedHeaders") ?? "").toLowerCase().split(";"),
    signature: fields.get("Signature") ?? "",
    signedAt,
    isPresigned: false,
  };
}

/** Reads `<key>/<date>/<region>/<service>/aws4_request`. */
function readCredential(text: string): Pick<Signature, "accessKeyId" | "date" | "region" | "service"> {
  const [accessKeyId, date, region, service, terminator, ...rest] = text.split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request" || rest.length > 0) {
    throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");
  }
  return { accessKeyId, date, region, service };
}

/** Creates an IncompleteSignature error. Unlike AWS's message, it does not quote the header. */
export function incomplete(message: string): ServiceError {
  return new ServiceError("IncompleteSignature", message);
}
