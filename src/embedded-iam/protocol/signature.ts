import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import { errorTexts } from "../../iam-model/error-texts.ts";
import { algorithm, basicTime, incomplete, type Signature } from "./read-signature.ts";
import { ServiceError } from "./service-error.ts";

/** The signed parts of a request. */
export interface SignedRequest {
  readonly method: string;
  /** The path as sent, without the query string. */
  readonly path: string;
  /** The query string as sent, without the question mark. */
  readonly query: string;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Maximum difference between the signing time and the service's clock, in both directions (docs). */
const windowMs = 15 * 60 * 1000;

/**
 * Verifies that the holder of `secretAccessKey` signed the request (AWS's "Signature Version 4 signing process"), at
 * most 15 minutes from `now` and, if it is presigned, within its validity. `signingKeys` caches derived keys.
 * @throws ServiceError with the code SignatureDoesNotMatch
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
  // The text is checked, because Buffer would also accept capitals and trailing characters.
  const isWritten = /^[0-9a-f]{64}$/.test(signature.signature);
  if (!isWritten || !timingSafeEqual(Buffer.from(signature.signature, "hex"), expected)) {
    throw mismatch(errorTexts.signatureWrong());
  }
  signingKeys.set(name, key);
}

const MAX_SIGNING_KEYS = 100;

/**
 * Cache of derived signing keys. A key is valid for a day, and its derivation takes many times longer than a
 * verification. Only keys of valid signatures are added, so that other requests cannot displace them. Owned by one
 * service.
 */
export class SigningKeys {
  readonly #keys = new Map<string, KeyObject>();

  get(name: string): KeyObject | undefined {
    return this.#keys.get(name);
  }

  /** Adds a key. If the cache is full, the oldest entry is removed. */
  set(name: string, key: KeyObject): void {
    if (this.#keys.has(name)) return;
    const [first] = this.#keys.keys();
    if (this.#keys.size >= MAX_SIGNING_KEYS && first !== undefined) this.#keys.delete(first);
    this.#keys.set(name, key);
  }
}

/** A digest, so that the cache does not contain the secret itself. */
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

function requireInTime({ signedAt = "", date, expiresSeconds }: Signature, now: Date): void {
  const [, day, ...rest] = /^(\d{8})T(\d\d)(\d\d)(\d\d)Z$/.exec(signedAt) ?? [];
  if (day === undefined) throw incomplete(dateExpected);
  if (day !== date) {
    throw mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.");
  }
  const [year, month, dayOfMonth] = [day.slice(0, 4), day.slice(4, 6), day.slice(6)];
  const moment = Date.parse(`${year}-${month}-${dayOfMonth}T${rest.join(":")}Z`);
  const goodForMs = Math.min(windowMs, (expiresSeconds ?? windowMs / 1000) * 1000);
  if (!(moment >= now.getTime() - goodForMs)) {
    throw mismatch(errorTexts.signatureExpired(signedAt, basicTime(now), goodForMs));
  }
  if (moment > now.getTime() + windowMs) throw mismatch(errorTexts.signatureEarly(signedAt, basicTime(now), windowMs));
}

const dateExpected = "A valid date must be provided: X-Amz-Date or Date as YYYYMMDDTHHMMSSZ, or Date as in RFC 1123.";

function mismatch(message: string): ServiceError {
  return new ServiceError("SignatureDoesNotMatch", message);
}

function canonicalRequest(request: SignedRequest, { signedHeaders }: Signature): string {
  const headers = signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers[name] ?? "")}\n`);
  return [
    request.method,
    // Every service except S3 encodes the path once more.
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

/** Encodes a text as AWS does, regardless of its encoding in the request. */
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
