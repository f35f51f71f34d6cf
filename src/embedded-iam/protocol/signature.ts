import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import { errorTexts } from "../../iam-model/error-texts.ts";
import { ServiceError } from "../service-error.ts";
import type { Parameters } from "./form.ts";

/** What of a request a signature speaks of. */
export interface SignedRequest {
  readonly method: string;
  /** The path as it was sent, without the query string. */
  readonly path: string;
  /** The query string as it was sent, without the question mark. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

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
}

const algorithm = "AWS4-HMAC-SHA256";
/** How far the signer's clock may be from this service's, either way (docs). */
const windowMs = 15 * 60 * 1000;

/** Reads the signature off a request. Only its form is looked at. @throws ServiceError */
export function readSignature(request: SignedRequest, parameters: Parameters): Signature {
  const { authorization } = request.headers;
  if (authorization) return readHeader(authorization, request.headers["x-amz-date"]);
  const credential = parameters.get("X-Amz-Credential");
  if (credential === undefined)
    throw new ServiceError("MissingAuthenticationToken", errorTexts.authenticationMissing());
  return {
    ...readCredential(credential),
    signedHeaders: (parameters.get("X-Amz-SignedHeaders") ?? "").split(";"),
    signature: parameters.get("X-Amz-Signature") ?? "",
    signedAt: parameters.get("X-Amz-Date"),
  };
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

/** AWS's own message goes on to quote the header; this one does not. */
function incomplete(message: string): ServiceError {
  return new ServiceError("IncompleteSignature", message);
}

/**
 * Refuses a request unless the holder of `secretAccessKey` signed it (AWS's "Signature Version 4 signing process"), at
 * most 15 minutes from `now`. `signingKeys` remember what was derived for it.
 * @throws ServiceError with code SignatureDoesNotMatch
 */
export function verifySignature(
  request: SignedRequest,
  signature: Signature,
  secretAccessKey: string,
  now: Date,
  signingKeys: SigningKeys,
): void {
  requireInTime(signature, now);
  if (!signature.signedHeaders.includes("host"))
    throw mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  const { date, region, service, signedAt } = signature;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = [algorithm, signedAt, scope, sha256(canonicalRequest(request, signature))].join("\n");
  const name = signingKeyName(secretAccessKey, scope);
  const key = signingKeys.get(name) ?? deriveSigningKey(secretAccessKey, scope);
  const expected = createHmac("sha256", key).update(toSign).digest();
  const given = Buffer.from(signature.signature, "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw mismatch(errorTexts.signatureWrong());
  signingKeys.set(name, key);
}

const mostSigningKeys = 100;

/**
 * The keys that signatures were last made with: each is good for a day, and to derive it takes many times what checking
 * a signature with it does. Only those of right signatures come in, so that nobody else can crowd them out. Owned by one
 * service.
 */
export class SigningKeys {
  readonly #keys = new Map<string, KeyObject>();

  get(name: string): KeyObject | undefined {
    return this.#keys.get(name);
  }

  /** Keeps a key; where there are too many, the one that was kept first goes. */
  set(name: string, key: KeyObject): void {
    if (this.#keys.has(name)) return;
    const [first] = this.#keys.keys();
    if (this.#keys.size >= mostSigningKeys && first !== undefined) this.#keys.delete(first);
    this.#keys.set(name, key);
  }
}

/** A digest, so that the secret itself is not kept. */
function signingKeyName(secretAccessKey: string, scope: string): string {
  return sha256(`${secretAccessKey}/${scope}`);
}

function deriveSigningKey(secretAccessKey: string, scope: string): KeyObject {
  const bytes = scope
    .split("/")
    .reduce<Buffer>(
      (key, part) => createHmac("sha256", key).update(part).digest(),
      Buffer.from(`AWS4${secretAccessKey}`),
    );
  return createSecretKey(bytes);
}

function requireInTime({ signedAt = "", date }: Signature, now: Date): void {
  const [, day, ...rest] = /^(\d{8})T(\d\d)(\d\d)(\d\d)Z$/.exec(signedAt) ?? [];
  if (day === undefined) throw incomplete("A valid date must be provided: X-Amz-Date as YYYYMMDDTHHMMSSZ.");
  if (day !== date) {
    throw mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.");
  }
  const [year, month, dayOfMonth] = [day.slice(0, 4), day.slice(4, 6), day.slice(6)];
  const moment = Date.parse(`${year}-${month}-${dayOfMonth}T${rest.join(":")}Z`);
  if (!(moment >= now.getTime() - windowMs))
    throw mismatch(errorTexts.signatureExpired(signedAt, basic(now), windowMs));
  if (moment > now.getTime() + windowMs) throw mismatch(errorTexts.signatureEarly(signedAt, basic(now), windowMs));
}

function basic(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function mismatch(message: string): ServiceError {
  return new ServiceError("SignatureDoesNotMatch", message);
}

function canonicalRequest(request: SignedRequest, { signedHeaders }: Signature): string {
  const headers = signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers[name] ?? "")}\n`);
  return [
    request.method,
    // Every service but S3 has the path encoded once more than it was sent.
    request.path.split("/").map(encode).join("/"),
    canonicalQuery(request.query),
    headers.join(""),
    signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n");
}

function canonicalHeader(value: string): string {
  return value.trim().replaceAll(/ +/g, " ");
}

function canonicalQuery(query: string): string {
  const pairs: string[] = [];
  for (const pair of query.split("&")) {
    const [name = "", ...value] = pair.split("=");
    if (pair !== "" && name !== "X-Amz-Signature") pairs.push(`${reencode(name)}=${reencode(value.join("="))}`);
  }
  return pairs.sort().join("&");
}

/** As AWS encodes it, whichever way it was sent. */
function reencode(text: string): string {
  return encode(decodeURIComponent(text.replaceAll("+", " ")));
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}
