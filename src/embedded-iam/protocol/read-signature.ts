import { errorTexts } from "../../iam-model/error-texts.ts";
import type { Parameters } from "./form.ts";
import { ServiceError } from "./service-error.ts";

/** What a request says of its own signature (SigV4), in its Authorization header or, presigned, in its query string. */
export interface Signature {
  readonly accessKeyId: string;
  /** `20260301`, of the credential's scope. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Lower-case names. */
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
  /** When it was signed, as `20260301T100000Z`; absent where the request does not say. */
  readonly signedAt: string | undefined;
  /** Of a presigned request: for how long it is good, in seconds, where it says so. */
  readonly expiresSeconds?: number | undefined;
  /** Whether it stands in parameters, which any web page can choose, and not in the Authorization header, which none can. */
  readonly isPresigned: boolean;
}

/** The name of the algorithm, as requests and signed texts have it. */
export const algorithm = "AWS4-HMAC-SHA256";

/** A week, in seconds (docs). */
const MAX_EXPIRY_SECONDS = 604_800;

/**
 * Reads the signature off a request's headers (by lower-case name) or its parameters. Only its form is looked at.
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

/** How HTTP's own Date header is written in a signature: as X-Amz-Date is. It may have that form already. */
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

/** Writes a moment as X-Amz-Date has it: `20260301T100000Z`. */
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

/** IncompleteSignature. AWS's own message goes on to quote the header; this one does not. */
export function incomplete(message: string): ServiceError {
  return new ServiceError("IncompleteSignature", message);
}
