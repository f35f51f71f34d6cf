import { createHash } from "node:crypto";
import type { Quotas } from "../iam-model/quotas.ts";
import { type IdKind, makeId } from "./ids.ts";
import { Markers, SigningKeys } from "./protocol/index.ts";
import {
  AccessKeyStore,
  type Account,
  AccountAliasStore,
  AttachmentStore,
  CredentialReportStore,
  type Database,
  DeletionTaskStore,
  GroupStore,
  InlinePolicyStore,
  InstanceProfileStore,
  isUsedId,
  LastAccessedStore,
  LoginProfileStore,
  MfaDeviceStore,
  OidcProviderStore,
  PasswordPolicyStore,
  PolicyStore,
  PolicyUsageStore,
  RoleStore,
  RootPasswordStore,
  SamlProviderStore,
  ServerCertificateStore,
  ServiceSpecificCredentialStore,
  SigningCertificateStore,
  SshPublicKeyStore,
  TagStore,
  UserStore,
} from "./store/index.ts";

/** The stores and values that operations use. */
export interface Services {
  readonly account: Account;
  readonly rootPassword: RootPasswordStore;
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
  readonly samlProviders: SamlProviderStore;
  readonly samlProviderTags: TagStore<number>;
  readonly sshPublicKeys: SshPublicKeyStore;
  readonly signingCertificates: SigningCertificateStore;
  readonly serviceSpecificCredentials: ServiceSpecificCredentialStore;
  readonly serverCertificates: ServerCertificateStore;
  readonly serverCertificateTags: TagStore<string>;
  readonly passwordPolicies: PasswordPolicyStore;
  readonly lastAccessed: LastAccessedStore;
  readonly roles: RoleStore;
  readonly roleTags: TagStore<string>;
  readonly instanceProfiles: InstanceProfileStore;
  readonly instanceProfileTags: TagStore<string>;
  readonly deletionTasks: DeletionTaskStore;
  readonly accountAlias: AccountAliasStore;
  readonly credentialReport: CredentialReportStore;
  readonly thumbprintOf: ThumbprintOf;
  readonly policies: PolicyStore;
  readonly policyTags: TagStore<string>;
  readonly policyUsage: PolicyUsageStore;
  readonly attachments: AttachmentStore;
  readonly inlinePolicies: InlinePolicyStore;
  /** ARNs of managed policies that exist in this account without being stored. */
  readonly existingPolicies: ReadonlySet<string>;
  /** Reports that a policy of AWS, which is not in the catalogue, is attached or a boundary. */
  readonly noteUnknownPolicy: (arn: string) => void;
}

/** Returns the thumbprint of the server certificate at a provider's URL (with its scheme). */
export type ThumbprintOf = (url: string) => string | Promise<string>;

export interface ServiceOptions {
  readonly account: Account;
  readonly quotas: Quotas;
  readonly clock: () => Date;
  readonly idBytes: (size: number) => Uint8Array;
  readonly secretBytes: (size: number) => Uint8Array;
  /** @default derived from the URL, without a network request */
  readonly thumbprintOf?: ThumbprintOf;
  /** @default none */
  readonly existingPolicies?: readonly string[];
  /** @default does nothing */
  readonly noteUnknownPolicy?: (arn: string) => void;
}

/** Creates the services over a database. */
export function createServices(database: Database, options: ServiceOptions): Services {
  const { account, quotas, clock, idBytes, secretBytes, thumbprintOf = deriveThumbprint } = options;
  const { existingPolicies, noteUnknownPolicy = () => {} } = options;
  const { accountId } = account;
  const users = new UserStore(database, accountId);
  const groups = new GroupStore(database, accountId);
  const accessKeys = new AccessKeyStore(database, accountId);
  return {
    account,
    rootPassword: new RootPasswordStore(database, accountId),
    quotas,
    clock,
    newId: (kind) =>
      makeNewId(
        () => makeId(kind, accountId, idBytes),
        (id) => isUsedId(database, kind, id),
      ),
    secretBytes,
    markers: new Markers(account.markerKey),
    signingKeys: new SigningKeys(),
    users,
    userTags: new TagStore(database, accountId, "user"),
    groups,
    accessKeys,
    loginProfiles: new LoginProfileStore(database, accountId),
    mfaDevices: new MfaDeviceStore(database, accountId),
    mfaDeviceTags: new TagStore(database, accountId, "mfaDevice"),
    oidcProviders: new OidcProviderStore(database, accountId),
    oidcProviderTags: new TagStore(database, accountId, "oidcProvider"),
    samlProviders: new SamlProviderStore(database, accountId),
    samlProviderTags: new TagStore(database, accountId, "samlProvider"),
    sshPublicKeys: new SshPublicKeyStore(database, accountId),
    signingCertificates: new SigningCertificateStore(database, accountId),
    serviceSpecificCredentials: new ServiceSpecificCredentialStore(database, accountId),
    serverCertificates: new ServerCertificateStore(database, accountId),
    serverCertificateTags: new TagStore(database, accountId, "serverCertificate"),
    passwordPolicies: new PasswordPolicyStore(database, accountId),
    lastAccessed: new LastAccessedStore(database, accountId),
    roles: new RoleStore(database, accountId),
    roleTags: new TagStore(database, accountId, "role"),
    instanceProfiles: new InstanceProfileStore(database, accountId),
    instanceProfileTags: new TagStore(database, accountId, "instanceProfile"),
    deletionTasks: new DeletionTaskStore(database, accountId),
    accountAlias: new AccountAliasStore(database, accountId),
    credentialReport: new CredentialReportStore(database, accountId),
    thumbprintOf,
    policies: new PolicyStore(database, accountId),
    policyTags: new TagStore(database, accountId, "policy"),
    policyUsage: new PolicyUsageStore(database, accountId),
    attachments: new AttachmentStore(database, accountId),
    inlinePolicies: new InlinePolicyStore(database, accountId),
    existingPolicies: new Set(existingPolicies),
    noteUnknownPolicy,
  };
}

/** After this many duplicate ids in a row, the random bytes are not random. */
const MAX_ID_ATTEMPTS = 10;

/** Generates ids until one is free. An id has 44 random bits, so a collision is possible. */
function makeNewId(make: () => string, isTaken: (id: string) => boolean): string {
  for (let attempt = 0; attempt < MAX_ID_ATTEMPTS; attempt++) {
    const id = make();
    if (!isTaken(id)) return id;
  }
  throw new Error(`generated ${MAX_ID_ATTEMPTS} ids that already exist: check that the random bytes are random`);
}

/** Replaces the thumbprint that AWS fetches from the provider. Equal for equal hosts, regardless of case. */
function deriveThumbprint(url: string): string {
  return createHash("sha1").update(new URL(url).host).digest("hex");
}
