/**
 * IAM's entities as plain values. Operations describe different parts of a user: `undefined` means that the response does not
 * contain the member, and `null` or an empty list that the user has none. A member that a list leaves out is unknown, not
 * absent: ListUsers, for example, never contains tags and boundary.
 */

/** A tag of an entity. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The policy that limits the permissions of a user. */
export interface PermissionsBoundary {
  /** `Policy` on real AWS; the service model's enum says `PermissionsBoundaryPolicy`. */
  readonly type: string;
  readonly arn: string;
}

/** The members in every response that describes a user. Others contain only its name. */
export interface UserIdentity {
  readonly userId: string;
  readonly arn: string;
  readonly path: string;
  readonly createDate: Date;
}

/** A user with the members that a response contains. */
export interface User extends Partial<UserIdentity> {
  /** In IAM's spelling. */
  readonly userName: string;
  /** From GetUser and ListUsers only. */
  readonly passwordLastUsed?: Date | null;
  /** From GetUser and GetAccountAuthorizationDetails only. */
  readonly tags?: readonly Tag[];
  /** From GetUser and GetAccountAuthorizationDetails only. */
  readonly permissionsBoundary?: PermissionsBoundary | null;
  /** The names of the user's groups, from GetAccountAuthorizationDetails only. */
  readonly groupNames?: readonly string[];
}

/** A user from GetUser: all members are known. */
export type CompleteUser = Required<Omit<User, "groupNames">> & Pick<User, "groupNames">;

/** A user from GetAccountAuthorizationDetails. */
export type DetailedUser = User & UserIdentity & Required<Pick<User, "tags" | "groupNames">>;

/** A group with the members that a response contains. */
export interface Group {
  /** In IAM's spelling. */
  readonly groupName: string;
  readonly groupId?: string;
  readonly arn?: string;
  readonly path?: string;
  readonly createDate?: Date;
}

/** A group from any response that describes it. */
export type CompleteGroup = Required<Group>;

/** An enabled device of any kind, from ListMFADevices. */
export interface MfaDevice {
  readonly userName: string;
  readonly serialNumber: string;
  /** Null if the response has no date; the device is enabled anyway. */
  readonly enableDate: Date | null;
}

/** The owner of an assigned virtual device. */
export interface DeviceAssignment {
  /** Null if the response has no date; the device is enabled anyway. */
  readonly enableDate: Date | null;
  readonly user: User | "root";
  /** True if the response names no owner and the device is taken for the root user's. */
  readonly isOwnerInferred?: true;
}

/** A virtual device from ListVirtualMFADevices, which contains neither its seed nor its tags. */
export interface VirtualMfaDevice {
  readonly serialNumber: string;
  /** Null for an unassigned device. */
  readonly assignment: DeviceAssignment | null;
  /** From ListMFADeviceTags, and known for a device that was just created. */
  readonly tags?: readonly Tag[];
}

/** A new virtual device with its secrets. */
export interface NewVirtualMfaDevice {
  readonly serialNumber: string;
  /** Secret: the key of the codes, as base32 text. */
  readonly base32StringSeed: string;
  /** Secret: a QR code of the seed, as PNG. */
  readonly qrCodePng: Uint8Array;
}

/** An OIDC provider, from GetOpenIDConnectProvider. */
export interface OidcProvider {
  readonly arn: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  /** Null if the response has no date. */
  readonly createDate: Date | null;
  readonly tags: readonly Tag[];
}

/** Entity counts and quotas of the account, from GetAccountSummary. */
export interface AccountSummary {
  readonly users: number;
  readonly usersQuota: number;
  readonly groups: number;
  readonly groupsQuota: number;
  readonly mfaDevices: number;
  readonly mfaDevicesInUse: number;
  /** Whether the root user has an MFA device. */
  readonly accountMfaEnabled: boolean;
  /** OpenID Connect and SAML providers. */
  readonly providers: number;
}

/** One user's row of the credential report. */
export interface CredentialRow {
  /** In IAM's spelling. */
  readonly userName: string;
  /** Distinguishes the user from an earlier or later one with the same name. In whole seconds. */
  readonly createDate: Date;
  readonly passwordEnabled: boolean;
  /** Whether any device is enabled for the user: virtual, hardware or FIDO. */
  readonly hasMfa: boolean;
}

/** The account's credential report. */
export interface CredentialReport {
  /** When IAM created it: up to four hours ago. */
  readonly asOf: Date;
  /** Null if the report has no readable row of the root user. */
  readonly root: { readonly hasMfa: boolean } | null;
  /** Each user at most once. The report says nothing about other users. */
  readonly users: readonly CredentialRow[];
  /** The number of rows that are not in `users` because they cannot be read with certainty. */
  readonly unreadableRows: number;
}

/** A page of a list: at most `maxItems` (1 to 1000; IAM's default is 100), starting at `marker`. */
export interface PageRequest {
  readonly marker?: string;
  readonly maxItems?: number;
}

/** One page of a list. It has a `marker` exactly if IAM reported `IsTruncated`; it can be short or empty even then. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly marker?: string;
  /** False if the page is known to lack an entity that this process has created. @default true */
  readonly isComplete?: boolean;
}
