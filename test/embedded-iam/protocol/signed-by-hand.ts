import { createHash, createHmac } from "node:crypto";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The signed request. `signedAt` is the value of X-Amz-Date, even if it is not sent. */
export interface ToSign {
  readonly method: string;
  /** Encoded, in the order of the names. */
  readonly query?: string;
  /** By lower-case name. All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signedAt: string;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Signs a request according to AWS's description of SigV4, for cases that no SDK's signer produces. */
export function sign({ accessKeyId, secretAccessKey }: Credentials, toSign: ToSign) {
  const { method, query = "", headers, body = "", signedAt } = toSign;
  const scope = `${signedAt.slice(0, 8)}/us-east-1/iam/aws4_request`;
  const names = Object.keys(headers).sort();
  const canonical = [
    method,
    "/",
    query,
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    sha256(body),
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", signedAt, scope, sha256(canonical)].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>(
      (last, part) => createHmac("sha256", last).update(part).digest(),
      `AWS4${secretAccessKey}`,
    );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const credential = `${accessKeyId}/${scope}`;
  const signedHeaders = names.join(";");
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return { signature, authorization };
}

/** Returns the query string of a presigned GET of `parameters` to the host `iam.test`. */
export function presign(
  { accessKeyId, secretAccessKey }: Credentials,
  signedAt: string,
  parameters: Readonly<Record<string, string>>,
): string {
  const query = Object.entries({
    ...parameters,
    Version: "2010-05-08",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${accessKeyId}/${signedAt.slice(0, 8)}/us-east-1/iam/aws4_request`,
    "X-Amz-Date": signedAt,
    "X-Amz-SignedHeaders": "host",
  })
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join("&");
  const toSign = { method: "GET", query, headers: { host: "iam.test" }, signedAt };
  return `${query}&X-Amz-Signature=${sign({ accessKeyId, secretAccessKey }, toSign).signature}`;
}
