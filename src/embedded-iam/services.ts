import type { Quotas } from "../iam-model/quotas.ts";
import { type IdKind, makeId } from "./ids.ts";
import { Markers } from "./markers.ts";
import { AccessKeyStore } from "./store/access-keys.ts";
import type { Account } from "./store/account.ts";
import type { Database } from "./store/database.ts";
import { GroupStore } from "./store/groups.ts";
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
  readonly mfaDevices: MfaDeviceStore;
  readonly mfaDeviceTags: TagStore<number>;
  readonly oidcProviders: OidcProviderStore;
  readonly oidcProviderTags: TagStore<number>;
}

export interface ServiceOptions {
  readonly account: Account;
  readonly quotas: Quotas;
  readonly clock: () => Date;
  readonly idBytes: (size: number) => Uint8Array;
  readonly secretBytes: (size: number) => Uint8Array;
}

/** Puts the services over a database together. */
export function createServices(database: Database, options: ServiceOptions): Services {
  const { account, quotas, clock, idBytes, secretBytes } = options;
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
    mfaDevices: new MfaDeviceStore(database),
    mfaDeviceTags: new TagStore(database, "mfaDevice"),
    oidcProviders: new OidcProviderStore(database),
    oidcProviderTags: new TagStore(database, "oidcProvider"),
  };
}

/** Gives a moment as IAM shows it: ISO 8601, UTC, whole seconds (docs; AWS never shows fractions). */
export function timestamp(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}
