import { errorTexts } from "../../iam-model/error-texts.ts";
import type { AccessKeyRow, OwnerId } from "../store/index.ts";
import type { Parameters } from "./form.ts";
import { readSignature } from "./read-signature.ts";
import { ServiceError } from "./service-error.ts";
import { type SignedRequest, type SigningKeys, verifySignature } from "./signature.ts";

/** Who signed a request. `userId` is null for the account's root user. */
export interface Caller {
  readonly userId: OwnerId;
  /** The key that it signed with, where this account issued it to somebody. */
  readonly key?: { readonly accessKeyId: string; readonly region: string; readonly service: string };
}

/** Who is let in: in `open`, keys that this service did not issue act as the account's root user; in `strict`, nobody's do. */
export type Access = "open" | "strict";

export interface CallerOptions {
  readonly access: Access;
  readonly now: Date;
  /**
   * Derived from keys that have called before.
   * @default none
   */
  readonly signingKeys: SigningKeys;
  readonly findKey: (accessKeyId: string) => Pick<AccessKeyRow, "userId" | "secretAccessKey" | "status"> | undefined;
  /** Whether this account issued the key once, and deleted it. */
  readonly isFormerKey: (accessKeyId: string) => boolean;
}

/**
 * Tells who calls, from the access key that the request is signed with (SigV4). A key that this account issued stands for
 * its owner, and its signature is checked; an inactive or a deleted one stands for nobody. Of a key that it never issued,
 * such as the customary test/test, it cannot check a signature: only the header's form. And a header it must be: a web
 * page can send any parameters, in an old browser without a word about itself, but no Authorization. @throws ServiceError
 */
export function resolveCaller(request: SignedRequest, parameters: Parameters, options: CallerOptions): Caller {
  const signature = readSignature(request.headers, parameters);
  if (signature.service !== "iam") {
    throw new ServiceError("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'iam'. ");
  }
  const key = options.findKey(signature.accessKeyId);
  if (key === undefined && options.access === "open" && !signature.isPresigned) {
    if (!options.isFormerKey(signature.accessKeyId)) return { userId: null };
  }
  if (key?.status !== "Active") throw new ServiceError("InvalidClientTokenId", errorTexts.clientTokenInvalid());
  verifySignature(request, signature, key.secretAccessKey, options.now, options.signingKeys);
  const { accessKeyId, region, service } = signature;
  return { userId: key.userId, key: { accessKeyId, region, service } };
}

/** A key pair of the root user's. */
export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
