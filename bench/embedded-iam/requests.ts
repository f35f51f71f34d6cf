import { createHash, createHmac } from "node:crypto";

/** A key pair that signs requests. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The customary key pair of emulators. No account has issued it. */
export const unknownKeyPair: KeyPair = { accessKeyId: "test", secretAccessKey: "test" };

/** A POST of the Query protocol, as an SDK sends it. Header names are in lower case. */
export interface IamRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Returns a function that creates requests to a host (`127.0.0.1:4001`). They are signed now and valid for 15 minutes.
 */
export function requestMaker(host: string, keys: KeyPair): (parameters: Record<string, string>) => IamRequest {
  const moment = `${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;
  const scope = `${moment.slice(0, 8)}/us-east-1/iam/aws4_request`;
  const signingKey = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  return (parameters) => {
    const body = new URLSearchParams({ ...parameters, Version: "2010-05-08" }).toString();
    const signed = {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      host,
      "x-amz-date": moment,
    };
    const names = Object.keys(signed).join(";");
    const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
    const canonical = ["POST", "/", "", lines.join(""), names, sha256(body)].join("\n");
    const signature = hmac(signingKey, ["AWS4-HMAC-SHA256", moment, scope, sha256(canonical)].join("\n"));
    const credential = `Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}`;
    return {
      headers: {
        ...signed,
        "user-agent": "iamql-bench",
        authorization: `AWS4-HMAC-SHA256 ${credential}, Signature=${signature.toString("hex")}`,
      },
      body,
    };
  };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
