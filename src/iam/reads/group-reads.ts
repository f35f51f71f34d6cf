import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandInput,
  GetGroupCommand,
  type GroupDetail,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  type Group as SdkGroup,
} from "@aws-sdk/client-iam";
import type { CallExecutor } from "../calls/index.ts";
import {
  type CompleteGroup,
  groupOf,
  type Page,
  type PageRequest,
  pageOf,
  type User,
  userOf,
} from "../records/index.ts";
import type { ReadsOptions } from "./options.ts";

export interface GroupReads {
  /** The groups of a page of GetAccountAuthorizationDetails. */
  getGroupDetails(request: PageRequest): Promise<Page<CompleteGroup>>;
  /** The group, and one page of its users. */
  getGroup(request: PageRequest & { groupName: string }): Promise<Page<User> & { readonly group: CompleteGroup }>;
  listGroups(request: PageRequest & { pathPrefix?: string }): Promise<Page<CompleteGroup>>;
  listGroupsForUser(request: PageRequest & { userName: string }): Promise<Page<CompleteGroup>>;
}

export function createGroupReads(calls: CallExecutor, { freshness }: ReadsOptions): GroupReads {
  return {
    getGroupDetails({ marker, maxItems }) {
      const action = "GetAccountAuthorizationDetails";
      const input: GetAccountAuthorizationDetailsCommandInput = {
        Filter: ["Group"],
        Marker: marker,
        MaxItems: maxItems,
      };
      const toGroup = (detail: GroupDetail) => groupOf(action, detail);
      return calls.read(
        action,
        GetAccountAuthorizationDetailsCommand,
        input,
        (output) => pageOf(action, output, output.GroupDetailList, toGroup),
        freshness,
      );
    },

    getGroup({ groupName, marker, maxItems }) {
      const action = "GetGroup";
      const input = { GroupName: groupName, Marker: marker, MaxItems: maxItems };
      return calls.read(
        action,
        GetGroupCommand,
        input,
        (output) => ({
          ...pageOf(action, output, output.Users, (user) => userOf(action, user)),
          group: groupOf(action, output.Group),
        }),
        freshness,
      );
    },

    listGroups({ pathPrefix, marker, maxItems }) {
      const action = "ListGroups";
      const input = { PathPrefix: pathPrefix, Marker: marker, MaxItems: maxItems };
      const toGroup = (group: SdkGroup) => groupOf(action, group);
      return calls.read(
        action,
        ListGroupsCommand,
        input,
        (output) => pageOf(action, output, output.Groups, toGroup),
        freshness,
      );
    },

    listGroupsForUser({ userName, marker, maxItems }) {
      const action = "ListGroupsForUser";
      const input = { UserName: userName, Marker: marker, MaxItems: maxItems };
      const toGroup = (group: SdkGroup) => groupOf(action, group);
      return calls.read(
        action,
        ListGroupsForUserCommand,
        input,
        (output) => pageOf(action, output, output.Groups, toGroup),
        freshness,
      );
    },
  };
}
