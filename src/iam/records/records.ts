/**
 * What IAM tells of its entities, as plain values. Of a user, different operations tell different parts: there
 * `undefined` means "this answer did not say" and `null` (or an empty list) "IAM says there is none". Absence in a
 * list answer is never read as "none" (ListUsers, for one, leaves out tags and boundary even where they are set).
 */

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface PermissionsBoundary {
  /** `Policy` on real AWS; the service model's enum says `PermissionsBoundaryPolicy`. */
  readonly type: string;
  readonly arn: string;
}

/** The facts that every operation which describes a user (rather than only naming it) tells. */
export interface UserIdentity {
  readonly userId: string;
  readonly arn: string;
  readonly path: string;
  readonly createDate: Date;
}

export interface User extends Partial<UserIdentity> {
  /** As IAM spells it. */
  readonly userName: string;
  /** Told by GetUser and ListUsers only. */
  readonly passwordLastUsed?: Date | null;
  /** Told by GetUser and GetAccountAuthorizationDetails only. */
  readonly tags?: readonly Tag[];
  /** Told by GetUser and GetAccountAuthorizationDetails only. */
  readonly permissionsBoundary?: PermissionsBoundary | null;
  /** Told by GetAccountAuthorizationDetails only: the groups that the user belongs to, by name. */
  readonly groupNames?: readonly string[];
}

/** What GetUser answers: nothing about the user itself is left open. */
export type CompleteUser = Required<Omit<User, "groupNames">> & Pick<User, "groupNames">;

/** What GetAccountAuthorizationDetails answers. */
export type DetailedUser = User & UserIdentity & Required<Pick<User, "tags" | "groupNames">>;

export interface Group {
  /** As IAM spells it. */
  readonly groupName: string;
  readonly groupId?: string;
  readonly arn?: string;
  readonly path?: string;
  readonly createDate?: Date;
}

/** What every operation which describes a group (rather than only naming it) tells. */
export type CompleteGroup = Required<Group>;

/** An enabled device of any kind, as ListMFADevices reports it. */
export interface MfaDevice {
  readonly userName: string;
  readonly serialNumber: string;
  /** Null where the answer has no date: the device is enabled. */
  readonly enableDate: Date | null;
}

/** Whose second factor a virtual device is. */
export interface DeviceAssignment {
  /** Null where the answer has no date: the device is enabled. */
  readonly enableDate: Date | null;
  readonly user: User | "root";
  /** True where the answer names no owner, and the device is taken for the root user's. */
  readonly isOwnerInferred?: true;
}

/** A virtual device, as ListVirtualMFADevices reports it: never with its seed, never with its tags. */
export interface VirtualMfaDevice {
  readonly serialNumber: string;
  /** Null for an unassigned device. */
  readonly assignment: DeviceAssignment | null;
  /** Told by ListMFADeviceTags, and known of a device that was just created. */
  readonly tags?: readonly Tag[];
}

/** A virtual device that was just created, with its secrets. */
export interface NewVirtualMfaDevice {
  readonly serialNumber: string;
  /** Secret: what codes are computed from, as base32 text. */
  readonly base32StringSeed: string;
  /** Secret: a PNG picture of the seed. */
  readonly qrCodePng: Uint8Array;
}

export interface OidcProvider {
  readonly arn: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  /** Null where the answer has no date. */
  readonly createDate: Date | null;
  readonly tags: readonly Tag[];
}

/** The part of GetAccountSummary's numbers that is served. */
export interface AccountSummary {
  readonly users: number;
  readonly usersQuota: number;
  readonly groups: number;
  readonly groupsQuota: number;
  readonly mfaDevices: number;
  readonly mfaDevicesInUse: number;
  /** Of the root user alone. */
  readonly accountMfaEnabled: boolean;
  /** OpenID Connect and SAML providers. */
  readonly providers: number;
}

/** What a credential report says of one user that is served. */
export interface CredentialRow {
  /** As IAM spells it. */
  readonly userName: string;
  /** Tells the user from one that had the name before, or has it since. In whole seconds. */
  readonly createDate: Date;
  readonly passwordEnabled: boolean;
  /** Whether any device is enabled for the user: virtual, hardware or FIDO. */
  readonly hasMfa: boolean;
}

/** The account's credential report. */
export interface CredentialReport {
  /** When IAM made it: up to four hours ago. */
  readonly asOf: Date;
  /** Null where the report has no readable row of the root user. */
  readonly root: { readonly hasMfa: boolean } | null;
  /** Each at most once. A user who is not among them is unknown to the report. */
  readonly users: readonly CredentialRow[];
  /** How many rows are left out of `users` because they cannot be read with certainty. */
  readonly unreadableRows: number;
}

/** What to list: a page of at most `maxItems` (1 to 1000; IAM's own 100 where absent) from `marker` on. */
export interface PageRequest {
  readonly marker?: string;
  readonly maxItems?: number;
}

/** One page of a list. `marker` is there exactly when IAM said `IsTruncated`; the page may be short or empty even then. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly marker?: string;
}
