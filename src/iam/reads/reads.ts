import {
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandInput,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetGroupCommand,
  GetLoginProfileCommand,
  type GetLoginProfileCommandOutput,
  GetOpenIDConnectProviderCommand,
  GetUserCommand,
  type GetUserCommandOutput,
  type GroupDetail,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  ListOpenIDConnectProvidersCommand,
  type ListOpenIDConnectProvidersCommandOutput,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
  type ListVirtualMFADevicesCommandOutput,
  type MFADevice,
  type Group as SdkGroup,
  type Tag as SdkTag,
  type User as SdkUser,
  type VirtualMFADevice as SdkVirtualMfaDevice,
  type UserDetail,
} from "@aws-sdk/client-iam";
import type { Door } from "../calls/call-executor.ts";
import type { Freshness } from "../calls/shared-reads.ts";
import { IamError, nullIfAbsent } from "../errors/sdk-errors.ts";
import type {
  AccountSummary,
  CompleteGroup,
  CompleteUser,
  CredentialReport,
  DetailedUser,
  MfaDevice,
  OidcProvider,
  Page,
  PageRequest,
  Tag,
  User,
  VirtualMfaDevice,
} from "../records/records.ts";
import {
  accountSummaryOf,
  completeUserOf,
  detailedUserOf,
  groupOf,
  isRootArn,
  mfaDeviceOf,
  oidcProviderOf,
  pageOf,
  tagOf,
  told,
  userOf,
  virtualMfaDeviceOf,
} from "../records/sdk-records.ts";
import { credentialReportOf } from "./credential-report.ts";
import { noneIfNotOffered } from "./region-gaps.ts";

export interface ReadsOptions {
  /** Whether a user without a boundary in GetAccountAuthorizationDetails has none: see `detailedUserOf`. */
  readonly detailsCarryBoundary: boolean;
  /** Which answers will do. @default "recent" */
  readonly freshness?: Freshness;
}

export type AssignmentStatus = "Assigned" | "Unassigned" | "Any";

/**
 * IAM's reads, each one call of one operation. Every one of them rejects with an `IamError` where IAM
 * does not answer as asked, and is entered in the ledger it was made with.
 */
export interface IamReads {
  /** Without a name: the user whose key signs, or `null` where the root user or a role signs. */
  getSigningUser(): Promise<CompleteUser | null>;
  getUser(userName: string): Promise<CompleteUser>;
  listUsers(request: PageRequest & { pathPrefix?: string }): Promise<Page<User>>;
  /** The users of a page of GetAccountAuthorizationDetails: all that IAM knows of them but when they used their passwords. */
  getUserDetails(request: PageRequest): Promise<Page<DetailedUser>>;
  /** The groups of a page of GetAccountAuthorizationDetails. */
  getGroupDetails(request: PageRequest): Promise<Page<CompleteGroup>>;
  /** The group, and one page of its users. */
  getGroup(request: PageRequest & { groupName: string }): Promise<Page<User> & { readonly group: CompleteGroup }>;
  listGroups(request: PageRequest & { pathPrefix?: string }): Promise<Page<CompleteGroup>>;
  listGroupsForUser(request: PageRequest & { userName: string }): Promise<Page<CompleteGroup>>;
  listMfaDevices(request: PageRequest & { userName: string }): Promise<Page<MfaDevice>>;
  listVirtualMfaDevices(request: PageRequest & { assignmentStatus: AssignmentStatus }): Promise<Page<VirtualMfaDevice>>;
  /** What a walk through the list, by the reads that it is given, finds: IAM cannot look a virtual device up. */
  findVirtualMfaDevice(
    serialNumber: string,
    walk: (reads: Pick<IamReads, "listVirtualMfaDevices">) => Promise<VirtualMfaDevice | null>,
  ): Promise<VirtualMfaDevice | null>;
  listMfaDeviceTags(request: PageRequest & { serialNumber: string }): Promise<Page<Tag>>;
  /** The ARNs of all providers: this operation neither pages nor tells more. */
  listOidcProviders(): Promise<readonly string[]>;
  getOidcProvider(arn: string): Promise<OidcProvider>;
  getAccountSummary(): Promise<AccountSummary>;
  /** Whether the user has a password to sign in with; false too where there is no such user. */
  hasLoginProfile(userName: string): Promise<boolean>;
  /** Rejects where IAM has none that is younger than four hours; see `readCredentialReport`. */
  getCredentialReport(): Promise<CredentialReport>;
  generateCredentialReport(): Promise<object>;
}

/** IAM's reads, through one request's door. */
export function createReads(door: Door, { detailsCarryBoundary, freshness = "recent" }: ReadsOptions): IamReads {
  const reads: IamReads = {
    async getSigningUser() {
      const action = "GetUser";
      try {
        const toSigner = ({ User }: GetUserCommandOutput) => ({
          user: isRootArn(told(action, "Arn", User?.Arn)) ? null : completeUserOf(action, User),
        });
        const { user } = await door.read(action, GetUserCommand, {}, toSigner, freshness);
        return user;
      } catch (error) {
        const signedByRole = error instanceof IamError && error.message.startsWith("Must specify userName");
        if (signedByRole) return null;
        throw error;
      }
    },

    getUser(userName) {
      const action = "GetUser";
      const input = { UserName: userName };
      return door.read(action, GetUserCommand, input, ({ User }) => completeUserOf(action, User), freshness);
    },

    listUsers({ pathPrefix, marker, maxItems }) {
      const action = "ListUsers";
      const input = { PathPrefix: pathPrefix, Marker: marker, MaxItems: maxItems };
      const toUser = (user: SdkUser) => ({ ...userOf(action, user), passwordLastUsed: user.PasswordLastUsed ?? null });
      return door.read(
        action,
        ListUsersCommand,
        input,
        (answer) => pageOf(action, answer, answer.Users, toUser),
        freshness,
      );
    },

    getUserDetails({ marker, maxItems }) {
      const action = "GetAccountAuthorizationDetails";
      const input: GetAccountAuthorizationDetailsCommandInput = {
        Filter: ["User"],
        Marker: marker,
        MaxItems: maxItems,
      };
      const toUser = (detail: UserDetail) => detailedUserOf(detail, detailsCarryBoundary);
      return door.read(
        action,
        GetAccountAuthorizationDetailsCommand,
        input,
        (answer) => pageOf(action, answer, answer.UserDetailList, toUser),
        freshness,
      );
    },

    getGroupDetails({ marker, maxItems }) {
      const action = "GetAccountAuthorizationDetails";
      const input: GetAccountAuthorizationDetailsCommandInput = {
        Filter: ["Group"],
        Marker: marker,
        MaxItems: maxItems,
      };
      const toGroup = (detail: GroupDetail) => groupOf(action, detail);
      return door.read(
        action,
        GetAccountAuthorizationDetailsCommand,
        input,
        (answer) => pageOf(action, answer, answer.GroupDetailList, toGroup),
        freshness,
      );
    },

    getGroup({ groupName, marker, maxItems }) {
      const action = "GetGroup";
      const input = { GroupName: groupName, Marker: marker, MaxItems: maxItems };
      return door.read(
        action,
        GetGroupCommand,
        input,
        (answer) => ({
          ...pageOf(action, answer, answer.Users, (user) => userOf(action, user)),
          group: groupOf(action, answer.Group),
        }),
        freshness,
      );
    },

    listGroups({ pathPrefix, marker, maxItems }) {
      const action = "ListGroups";
      const input = { PathPrefix: pathPrefix, Marker: marker, MaxItems: maxItems };
      const toGroup = (group: SdkGroup) => groupOf(action, group);
      return door.read(
        action,
        ListGroupsCommand,
        input,
        (answer) => pageOf(action, answer, answer.Groups, toGroup),
        freshness,
      );
    },

    listGroupsForUser({ userName, marker, maxItems }) {
      const action = "ListGroupsForUser";
      const input = { UserName: userName, Marker: marker, MaxItems: maxItems };
      const toGroup = (group: SdkGroup) => groupOf(action, group);
      return door.read(
        action,
        ListGroupsForUserCommand,
        input,
        (answer) => pageOf(action, answer, answer.Groups, toGroup),
        freshness,
      );
    },

    listMfaDevices({ userName, marker, maxItems }) {
      const action = "ListMFADevices";
      const input = { UserName: userName, Marker: marker, MaxItems: maxItems };
      const toDevice = (device: MFADevice) => mfaDeviceOf(device, userName);
      return noneIfNotOffered(
        door.read(
          action,
          ListMFADevicesCommand,
          input,
          (answer) => pageOf(action, answer, answer.MFADevices, toDevice),
          freshness,
        ),
      );
    },

    listVirtualMfaDevices({ assignmentStatus, marker, maxItems }) {
      const action = "ListVirtualMFADevices";
      const input = {
        AssignmentStatus: assignmentStatus,
        Marker: marker,
        MaxItems: maxItems,
      };
      const toDevice = (device: SdkVirtualMfaDevice) => virtualMfaDeviceOf(device, assignmentStatus === "Assigned");
      const toPage = (answer: ListVirtualMFADevicesCommandOutput) =>
        pageOf(action, answer, answer.VirtualMFADevices, toDevice);
      return noneIfNotOffered(door.read(action, ListVirtualMFADevicesCommand, input, toPage, freshness));
    },

    findVirtualMfaDevice: (_serialNumber, walk) => walk(reads),

    listMfaDeviceTags({ serialNumber, marker, maxItems }) {
      const action = "ListMFADeviceTags";
      const input = { SerialNumber: serialNumber, Marker: marker, MaxItems: maxItems };
      const toTag = (tag: SdkTag) => tagOf(action, tag);
      return noneIfNotOffered(
        door.read(
          action,
          ListMFADeviceTagsCommand,
          input,
          (answer) => pageOf(action, answer, answer.Tags, toTag),
          freshness,
        ),
      );
    },

    listOidcProviders() {
      const action = "ListOpenIDConnectProviders";
      const toArns = ({ OpenIDConnectProviderList }: ListOpenIDConnectProvidersCommandOutput) =>
        told(action, "its list", OpenIDConnectProviderList).map(({ Arn }) => told(action, "Arn", Arn));
      return door.read(action, ListOpenIDConnectProvidersCommand, {}, toArns, freshness);
    },

    getOidcProvider(arn) {
      const action = "GetOpenIDConnectProvider";
      const input = { OpenIDConnectProviderArn: arn };
      return door.read(
        action,
        GetOpenIDConnectProviderCommand,
        input,
        (answer) => oidcProviderOf(arn, answer),
        freshness,
      );
    },

    getAccountSummary() {
      return door.read(
        "GetAccountSummary",
        GetAccountSummaryCommand,
        {},
        ({ SummaryMap }) => accountSummaryOf(SummaryMap),
        freshness,
      );
    },

    async hasLoginProfile(userName) {
      const action = "GetLoginProfile";
      const input = { UserName: userName };
      const toProfile = ({ LoginProfile }: GetLoginProfileCommandOutput) => told(action, "LoginProfile", LoginProfile);
      const profile = door.read(action, GetLoginProfileCommand, input, toProfile, freshness);
      return (await nullIfAbsent(profile)) !== null;
    },

    getCredentialReport() {
      return door.read("GetCredentialReport", GetCredentialReportCommand, {}, credentialReportOf, freshness);
    },

    generateCredentialReport() {
      return door.read("GenerateCredentialReport", GenerateCredentialReportCommand, {}, () => ({}), freshness);
    },
  };
  return reads;
}
