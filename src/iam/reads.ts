import {
  GetAccountSummaryCommand,
  GetGroupCommand,
  GetOpenIDConnectProviderCommand,
  GetUserCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  ListOpenIDConnectProvidersCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
} from "@aws-sdk/client-iam";
import type { Door } from "./door.ts";
import { IamError } from "./errors.ts";
import type {
  AccountSummary,
  CompleteUser,
  Group,
  MfaDevice,
  OidcProvider,
  Page,
  PageRequest,
  Tag,
  User,
  VirtualMfaDevice,
} from "./records.ts";
import {
  accountSummaryOf,
  completeUserOf,
  groupOf,
  pageOf,
  tagOf,
  told,
  userOf,
  virtualMfaDeviceOf,
} from "./sdk-records.ts";

export type AssignmentStatus = "Assigned" | "Unassigned" | "Any";

/**
 * IAM's reads, each one call of the operation it is named after. Every one of them rejects with an `IamError` where IAM
 * does not answer as asked, and is entered in the ledger it was made with.
 */
export interface IamReads {
  /** Without a name: the user whose key signs, or `null` where the root user or a role signs. */
  getSigningUser(): Promise<CompleteUser | null>;
  getUser(userName: string): Promise<CompleteUser>;
  listUsers(request: PageRequest & { pathPrefix?: string }): Promise<Page<User>>;
  /** The group, and one page of its users. */
  getGroup(request: PageRequest & { groupName: string }): Promise<Page<User> & { readonly group: Group }>;
  listGroups(request: PageRequest & { pathPrefix?: string }): Promise<Page<Group>>;
  listGroupsForUser(request: PageRequest & { userName: string }): Promise<Page<Group>>;
  listMfaDevices(request: PageRequest & { userName: string }): Promise<Page<MfaDevice>>;
  listVirtualMfaDevices(request: PageRequest & { assignmentStatus: AssignmentStatus }): Promise<Page<VirtualMfaDevice>>;
  /** What a walk through the list finds: IAM cannot look a virtual device up. */
  findVirtualMfaDevice(
    serialNumber: string,
    walk: () => Promise<VirtualMfaDevice | null>,
  ): Promise<VirtualMfaDevice | null>;
  listMfaDeviceTags(request: PageRequest & { serialNumber: string }): Promise<Page<Tag>>;
  /** The ARNs of all providers: this operation neither pages nor tells more. */
  listOidcProviders(): Promise<readonly string[]>;
  getOidcProvider(arn: string): Promise<OidcProvider>;
  getAccountSummary(): Promise<AccountSummary>;
}

/** IAM's reads, through one request's door. */
export function createReads(call: Door): IamReads {
  return {
    async getSigningUser() {
      try {
        const { User } = await call("GetUser", (client, options) => client.send(new GetUserCommand({}), options));
        // The root user's answer has no name: it is the account, not a user of it.
        return told("GetUser", "User", User).UserName === undefined ? null : completeUserOf("GetUser", User);
      } catch (error) {
        const signedByRole = error instanceof IamError && error.message.startsWith("Must specify userName");
        if (signedByRole) return null;
        throw error;
      }
    },

    async getUser(userName) {
      const { User } = await call("GetUser", (client, options) =>
        client.send(new GetUserCommand({ UserName: userName }), options),
      );
      return completeUserOf("GetUser", User);
    },

    async listUsers({ pathPrefix, marker, maxItems }) {
      const answer = await call("ListUsers", (client, options) =>
        client.send(new ListUsersCommand({ PathPrefix: pathPrefix, Marker: marker, MaxItems: maxItems }), options),
      );
      return pageOf("ListUsers", answer, answer.Users, (user) => ({
        ...userOf("ListUsers", user),
        passwordLastUsed: user.PasswordLastUsed ?? null,
      }));
    },

    async getGroup({ groupName, marker, maxItems }) {
      const answer = await call("GetGroup", (client, options) =>
        client.send(new GetGroupCommand({ GroupName: groupName, Marker: marker, MaxItems: maxItems }), options),
      );
      const page = pageOf("GetGroup", answer, answer.Users, (user) => userOf("GetGroup", user));
      return { ...page, group: groupOf("GetGroup", answer.Group) };
    },

    async listGroups({ pathPrefix, marker, maxItems }) {
      const answer = await call("ListGroups", (client, options) =>
        client.send(new ListGroupsCommand({ PathPrefix: pathPrefix, Marker: marker, MaxItems: maxItems }), options),
      );
      return pageOf("ListGroups", answer, answer.Groups, (group) => groupOf("ListGroups", group));
    },

    async listGroupsForUser({ userName, marker, maxItems }) {
      const answer = await call("ListGroupsForUser", (client, options) =>
        client.send(new ListGroupsForUserCommand({ UserName: userName, Marker: marker, MaxItems: maxItems }), options),
      );
      return pageOf("ListGroupsForUser", answer, answer.Groups, (group) => groupOf("ListGroupsForUser", group));
    },

    async listMfaDevices({ userName, marker, maxItems }) {
      const action = "ListMFADevices";
      const answer = await call(action, (client, options) =>
        client.send(new ListMFADevicesCommand({ UserName: userName, Marker: marker, MaxItems: maxItems }), options),
      );
      return pageOf(action, answer, answer.MFADevices, (device) => ({
        userName: told(action, "UserName", device.UserName),
        serialNumber: told(action, "SerialNumber", device.SerialNumber),
        enableDate: told(action, "EnableDate", device.EnableDate),
      }));
    },

    async listVirtualMfaDevices({ assignmentStatus, marker, maxItems }) {
      const answer = await call("ListVirtualMFADevices", (client, options) =>
        client.send(
          new ListVirtualMFADevicesCommand({
            AssignmentStatus: assignmentStatus,
            Marker: marker,
            MaxItems: maxItems,
          }),
          options,
        ),
      );
      return pageOf("ListVirtualMFADevices", answer, answer.VirtualMFADevices, virtualMfaDeviceOf);
    },

    findVirtualMfaDevice: (_serialNumber, walk) => walk(),

    async listMfaDeviceTags({ serialNumber, marker, maxItems }) {
      const answer = await call("ListMFADeviceTags", (client, options) =>
        client.send(
          new ListMFADeviceTagsCommand({ SerialNumber: serialNumber, Marker: marker, MaxItems: maxItems }),
          options,
        ),
      );
      return pageOf("ListMFADeviceTags", answer, answer.Tags, (tag) => tagOf("ListMFADeviceTags", tag));
    },

    async listOidcProviders() {
      const action = "ListOpenIDConnectProviders";
      const answer = await call(action, (client, options) =>
        client.send(new ListOpenIDConnectProvidersCommand({}), options),
      );
      return told(action, "its list", answer.OpenIDConnectProviderList).map((entry) => told(action, "Arn", entry.Arn));
    },

    async getOidcProvider(arn) {
      const action = "GetOpenIDConnectProvider";
      const answer = await call(action, (client, options) =>
        client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }), options),
      );
      return {
        arn,
        url: told(action, "Url", answer.Url),
        clientIds: told(action, "ClientIDList", answer.ClientIDList),
        thumbprints: told(action, "ThumbprintList", answer.ThumbprintList),
        createDate: answer.CreateDate ?? null,
        tags: (answer.Tags ?? []).map((tag) => tagOf(action, tag)),
      };
    },

    async getAccountSummary() {
      const { SummaryMap } = await call("GetAccountSummary", (client, options) =>
        client.send(new GetAccountSummaryCommand({}), options),
      );
      return accountSummaryOf(SummaryMap);
    },
  };
}
