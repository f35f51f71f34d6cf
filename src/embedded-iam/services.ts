import { createHash } from "node:crypto";
import type { Quotas } from "../iam-model/quotas.ts";
import { type IdKind, makeId } from "./ids.ts";
import { Markers } from "./protocol/markers.ts";
import { SigningKeys } from "./protocol/signature.ts";
import { AccessKeyStore } from "./store/access-keys.ts";
import type { Account } from "./store/account.ts";
import { CredentialReportStore } from "./store/credential-report.ts";
import type { Database } from "./store/database/database.ts";
import { GroupStore } from "./store/groups.ts";
import { LoginProfileStore } from "./store/login-profiles.ts";
import { MfaDeviceStore } from "./store/mfa-devices.ts";
import { OidcProviderStore } from "./store/oidc-providers.ts";
import { TagStore } from "./store/tags.ts";
import { UserStore } from "./store/users.ts";

/** What operations work with; each takes from it what it names. */
export interface Services {
  readonly account: Account;
  readonly quotas: Quotas;
  readonly clock: () => Date;
  /** Makes a unique id in AWS's form. */
  readonly newId: (kind: IdKind) => string;
  /** Random bytes for seeds and secret keys. */
  readonly secretBytes: (size: number) => Uint8Array;
  readonly markers: Markers;
  readonly signingKeys: SigningKeys;
  readonly users: UserStore;
  readonly userTags: TagStore<string>;
  readonly groups: GroupStore;
  readonly accessKeys: AccessKeyStore;
  readonly loginProfiles: LoginProfileStore;
  readonly mfaDevices: MfaDeviceStore;
  readonly mfaDeviceTags: TagStore<number>;
  readonly oidcProviders: OidcProviderStore;
  readonly oidcProviderTags: TagStore<number>;
  readonly credentialReport: CredentialReportStore;
  readonly thumbprintOf: ThumbprintOf;
  /** ARNs of the managed policies that this account is taken to have. */
  readonly policies: ReadonlySet<string>;
}

/** Gives the thumbprint of the certificate of whoever is at a provider's URL (with its scheme). */
export type ThumbprintOf = (url: string) => string | Promise<string>;

export interface ServiceOptions {
  readonly account: Account;
  readonly quotas: Quotas;
  readonly clock: () => Date;
  readonly idBytes: (size: number) => Uint8Array;
  readonly secretBytes: (size: number) => Uint8Array;
  /** @default derived from the URL: nobody is asked */
  readonly thumbprintOf?: ThumbprintOf;
  /** @default none */
  readonly policies?: readonly string[];
}

/** Puts the services over a database together. */
export function createServices(database: Database, options: ServiceOptions): Services {
  const { account, quotas, clock, idBytes, secretBytes, thumbprintOf = deriveThumbprint, policies } = options;
  const users = new UserStore(database);
  const groups = new GroupStore(database);
  const accessKeys = new AccessKeyStore(database);
  const isTaken = {
    user: (id: string) => users.findById(id) !== undefined,
    group: (id: string) => groups.findById(id) !== undefined,
    accessKey: (id: string) => accessKeys.find(id) !== undefined || accessKeys.isFormer(id),
  };
  return {
    account,
    quotas,
    clock,
    newId: (kind) => makeNewId(kind, () => makeId(kind, account.accountId, idBytes), isTaken),
    secretBytes,
    markers: new Markers(account.markerKey),
    signingKeys: new SigningKeys(),
    users,
    userTags: new TagStore(database, "user"),
    groups,
    accessKeys,
    loginProfiles: new LoginProfileStore(database),
    mfaDevices: new MfaDeviceStore(database),
    mfaDeviceTags: new TagStore(database, "mfaDevice"),
    oidcProviders: new OidcProviderStore(database),
    oidcProviderTags: new TagStore(database, "oidcProvider"),
    credentialReport: new CredentialReportStore(database),
    thumbprintOf,
    policies: new Set(policies),
  };
}

/** So many ids in a row that are taken mean that the source of random bytes is none. */
const MAX_ID_ATTEMPTS = 10;

/** Makes ids until one is free; of its 44 random bits an id can have all in common with another. */
function makeNewId(
  kind: IdKind,
  make: () => string,
  isTaken: Readonly<Record<IdKind, (id: string) => boolean>>,
): string {
  for (let attempt = 0; attempt < MAX_ID_ATTEMPTS; attempt++) {
    const id = make();
    if (!isTaken[kind](id)) return id;
  }
  throw new Error(
    `expected an id that is not taken, but got ${MAX_ID_ATTEMPTS} that are: are the random bytes random?`,
  );
}

/** Stands in for the thumbprint that AWS fetches from the provider: the same for the same host, in any case. */
function deriveThumbprint(url: string): string {
  return createHash("sha1").update(new URL(url).host).digest("hex");
}
