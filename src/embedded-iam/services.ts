import { createHash } from "node:crypto";
import type { Quotas } from "../iam-model/quotas.ts";
import { type IdKind, makeId } from "./ids.ts";
import { Markers } from "./markers.ts";
import { AccessKeyStore } from "./store/access-keys.ts";
import type { Account } from "./store/account.ts";
import { CredentialReportStore } from "./store/credential-report.ts";
import type { Database } from "./store/database.ts";
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
  return {
    account,
    quotas,
    clock,
    newId: (kind) => makeId(kind, account.accountId, idBytes),
    secretBytes,
    markers: new Markers(account.markerKey),
    users: new UserStore(database),
    userTags: new TagStore(database, "user"),
    groups: new GroupStore(database),
    accessKeys: new AccessKeyStore(database),
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

/** Stands in for the thumbprint that AWS fetches from the provider: the same for the same host, in any case. */
function deriveThumbprint(url: string): string {
  return createHash("sha1").update(new URL(url).host).digest("hex");
}
