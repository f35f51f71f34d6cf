import { errorTexts } from "../../iam-model/error-texts.ts";
import { type ApiName, apis } from "../../iam-model/operations/index.ts";
import type { AccessKeyRow, OwnerId } from "../store/index.ts";
import type { Parameters } from "./form.ts";
import { readSignature } from "./read-signature.ts";
import { ServiceError } from "./service-error.ts";
import { type SignedRequest, type SigningKeys, verifySignature } from "./signature.ts";

/** The signer of a request. `userId` is null for the account's root user. */
export interface Caller {
  readonly userId: OwnerId;
  /** The signing key; absent if this account did not issue it. */
  readonly key?: { readonly accessKeyId: string; readonly region: string; readonly service: string };
}

/**
 * Treatment of keys that this service did not issue: in `open` they act as the account's root user, in `strict` they
 * are rejected.
 */
export type Access = "open" | "strict";

/** The keys and the clock against which signatures are verified. */
export interface CallerOptions {
  readonly access: Access;
  /**
   * The API that the request's version belongs to: its signature must name the same one, for any region (docs).
   * Undefined for other versions, which every API rejects as an unknown action.
   */
  readonly api: ApiName | undefined;
  readonly now: Date;
  /** Cache of derived signing keys. */
  readonly signingKeys: SigningKeys;
  readonly findKey: (accessKeyId: string) => Pick<AccessKeyRow, "userId" | "secretAccessKey" | "status"> | undefined;
  /** Whether this account issued the key and then deleted it. */
  readonly isFormerKey: (accessKeyId: string) => boolean;
}

/**
 * Determines the caller from the access key that signed the request (SigV4). For a key that this account issued, the
 * signature is verified and the caller is its owner; inactive and deleted keys are rejected. For other keys, such as
 * the customary test/test, the secret is unknown and only the form of the Authorization header is checked. The header
 * is required because it proves that no web page sent the request: a page can choose all parameters, and old browsers
 * omit Origin, but a page cannot set Authorization.
 * @throws ServiceError
 */
export function resolveCaller(request: SignedRequest, parameters: Parameters, options: CallerOptions): Caller {
  const signature = readSignature(request.headers, parameters);
  const { service } = signature;
  const expected = options.api ?? (Object.hasOwn(apis, service) ? service : "iam");
  if (service !== expected) {
    throw new ServiceError("SignatureDoesNotMatch", `Credential should be scoped to correct service: '${expected}'. `);
  }
  const key = options.findKey(signature.accessKeyId);
  if (key === undefined && options.access === "open" && !signature.isPresigned) {
    if (!options.isFormerKey(signature.accessKeyId)) return { userId: null };
  }
  if (key?.status !== "Active") throw new ServiceError("InvalidClientTokenId", errorTexts.clientTokenInvalid());
  verifySignature(request, signature, key.secretAccessKey, options.now, options.signingKeys);
  const { accessKeyId, region } = signature;
  return { userId: key.userId, key: { accessKeyId, region, service } };
}

/** A key pair of the root user. */
export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
