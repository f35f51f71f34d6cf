import type { Iam, IamReads, Lists, Planning } from "../iam/index.ts";
import { AccountLoader } from "./account.ts";
import { type AccountSummaryLoader, createAccountSummaryLoader } from "./account-summary.ts";
import { once, rememberedLists, rememberedReads } from "./batching/index.ts";
import { type CredentialLoader, createCredentialLoader } from "./credentials.ts";
import { createGroupLoader, type GroupLoader } from "./groups.ts";
import { createLookUps, Hydrator, type LookUps } from "./hydration/index.ts";
import { createMfaDeviceLoader, type MfaDeviceLoader } from "./mfa-devices.ts";
import { createOidcProviderLoader, type OidcProviderLoader } from "./oidc-providers.ts";
import { createConnectionReader } from "./paging/index.ts";
import { createUserLists, type UserLists } from "./user-lists.ts";
import { createUserLoader, type UserLoader } from "./users.ts";
import { createVirtualMfaDeviceLoader, type VirtualMfaDeviceLoader } from "./virtual-mfa-devices.ts";

/** The reads of one request. Each IAM read runs at most once in a request. */
export interface Loaders {
  readonly account: AccountLoader;
  readonly accountSummary: AccountSummaryLoader;
  readonly credentials: CredentialLoader;
  readonly groups: GroupLoader;
  readonly mfaDevices: MfaDeviceLoader;
  readonly oidcProviders: OidcProviderLoader;
  readonly users: UserLoader;
  readonly virtualMfaDevices: VirtualMfaDeviceLoader;
}

/** The parts of a request's IAM that loaders use. */
type LoadersIam = Pick<Iam, "account" | "reads" | "consistentLists" | "planning">;

/** Creates the loaders of one request. */
export function createLoaders(iam: LoadersIam): Loaders {
  return new RequestLoaders(iam);
}

/** Creates each loader at its first use: most requests need one or two of them, and all take 20 kB. */
class RequestLoaders implements Loaders {
  readonly #iam: LoadersIam;
  readonly #connections = createConnectionReader();
  readonly #report = once(() => this.#reads.getCredentialReport());
  #rememberedReads: IamReads | undefined;
  #rememberedLists: Lists | undefined;
  #lookUps: LookUps | undefined;
  #hydrator: Hydrator | undefined;
  #userLists: UserLists | undefined;
  #account: AccountLoader | undefined;
  #accountSummary: AccountSummaryLoader | undefined;
  #credentials: CredentialLoader | undefined;
  #groups: GroupLoader | undefined;
  #mfaDevices: MfaDeviceLoader | undefined;
  #oidcProviders: OidcProviderLoader | undefined;
  #users: UserLoader | undefined;
  #virtualMfaDevices: VirtualMfaDeviceLoader | undefined;

  constructor(iam: LoadersIam) {
    this.#iam = iam;
  }

  get account(): AccountLoader {
    this.#account ??= new AccountLoader(this.#iam.account);
    return this.#account;
  }

  get accountSummary(): AccountSummaryLoader {
    this.#accountSummary ??= createAccountSummaryLoader(this.#reads);
    return this.#accountSummary;
  }

  get credentials(): CredentialLoader {
    this.#credentials ??= createCredentialLoader(this.#reads, this.#planning, this.#hydration, this.#report);
    return this.#credentials;
  }

  get groups(): GroupLoader {
    this.#groups ??= createGroupLoader(
      this.#lists,
      this.#reads,
      this.#planning,
      this.#looked,
      this.#hydration,
      this.#connections,
      this.accountSummary,
      this.#listsOfUsers,
    );
    return this.#groups;
  }

  get mfaDevices(): MfaDeviceLoader {
    this.#mfaDevices ??= createMfaDeviceLoader(this.#looked, this.#hydration, this.#connections);
    return this.#mfaDevices;
  }

  get oidcProviders(): OidcProviderLoader {
    this.#oidcProviders ??= createOidcProviderLoader(this.#lists, this.#reads, this.#planning, this.#connections);
    return this.#oidcProviders;
  }

  get users(): UserLoader {
    this.#users ??= createUserLoader(
      this.#lists,
      this.#reads,
      this.#planning,
      this.#hydration,
      this.#connections,
      this.accountSummary,
      this.credentials,
      this.#listsOfUsers,
    );
    return this.#users;
  }

  get virtualMfaDevices(): VirtualMfaDeviceLoader {
    this.#virtualMfaDevices ??= createVirtualMfaDeviceLoader(
      this.#lists,
      this.#reads,
      this.#planning,
      this.#hydration,
      this.#connections,
      this.mfaDevices,
    );
    return this.#virtualMfaDevices;
  }

  get #planning(): Planning {
    return this.#iam.planning;
  }

  get #reads(): IamReads {
    this.#rememberedReads ??= rememberedReads(this.#iam.reads);
    return this.#rememberedReads;
  }

  /** Lists that callers see wait for all recent writes. Look-ups that read a list wait for writes of their own entity only. */
  get #lists(): Lists {
    this.#rememberedLists ??= rememberedLists(this.#iam.consistentLists(this.#reads));
    return this.#rememberedLists;
  }

  get #looked(): LookUps {
    this.#lookUps ??= createLookUps(this.#reads, this.#planning);
    return this.#lookUps;
  }

  get #hydration(): Hydrator {
    this.#hydrator ??= new Hydrator(this.#reads, this.#planning, this.#looked, this.#report);
    return this.#hydrator;
  }

  get #listsOfUsers(): UserLists {
    this.#userLists ??= createUserLists(this.#hydration, this.credentials);
    return this.#userLists;
  }
}
