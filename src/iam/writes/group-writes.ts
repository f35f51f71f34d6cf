import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from "@aws-sdk/client-iam";
import { isSameName } from "../../iam-model/name-folding.ts";
import { blockers, topicOf } from "../read-your-writes/index.ts";
import { groupOf, type Page } from "../records/index.ts";
import { countReads, groupReads, membershipReads } from "./invalidation.ts";
import { containsOrContinues, deletionOf, nothing, write } from "./write-row.ts";

const NO_CREDENTIALS = nothing("The credential report contains no groups.");
const NO_DEVICES = nothing("Groups have no MFA devices.");

export const createGroup = write({
  command: CreateGroupCommand,
  target: "GroupName",
  // A second create of the same name is refused.
  repeat: "once",
  dependsOn: { EntityAlreadyExists: (expectations, { GroupName }) => deletionOf(expectations, "group", GroupName) },
  invalidates: [...groupReads, ...countReads],
  laterReadsShow(expectations, { Path }, { Group }) {
    const { groupName, groupId } = groupOf("CreateGroup", Group);
    expectations.created("group", groupName, { id: groupId, path: Path ?? "/" });
  },
  credentials: NO_CREDENTIALS,
  deviceSearches: NO_DEVICES,
});

export const groupChanges = {
  UpdateGroup: write({
    command: UpdateGroupCommand,
    target: "GroupName",
    // A second rename finds no group with the old name.
    repeat: "once",
    dependsOn: {
      EntityAlreadyExists: (expectations, { NewGroupName }) => deletionOf(expectations, "group", NewGroupName),
    },
    invalidates: groupReads,
    laterReadsShow(expectations, { GroupName = "", NewGroupName, NewPath }) {
      if (NewGroupName !== undefined) {
        if (!isSameName(NewGroupName, GroupName)) expectations.deleted("group", GroupName);
        expectations.created("group", NewGroupName, { path: NewPath });
      } else if (NewPath !== undefined) {
        expectations.moved("group", GroupName, NewPath);
      }
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  DeleteGroup: write({
    command: DeleteGroupCommand,
    target: "GroupName",
    // A second delete finds no group.
    repeat: "once",
    dependsOn: { DeleteConflict: (expectations, { GroupName = "" }) => expectations.removalsOf("group", GroupName) },
    invalidates: [...groupReads, ...countReads],
    laterReadsShow: (expectations, { GroupName = "" }) => expectations.deleted("group", GroupName),
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  AddUserToGroup: write({
    command: AddUserToGroupCommand,
    target: "GroupName",
    repeat: "repeatable",
    dependsOn: nothing("Only user and group must exist, and every write waits for new ones."),
    invalidates: membershipReads,
    laterReadsShow(expectations, { UserName = "", GroupName = "" }) {
      const hasGroup = containsOrContinues<{ groupName: string }>(({ groupName }) => isSameName(groupName, GroupName));
      expectations.changed("groupsOfUser", UserName, topicOf("group", GroupName), hasGroup);
      const hasUser = containsOrContinues<{ userName: string }>(({ userName }) => isSameName(userName, UserName));
      expectations.changed("group", GroupName, topicOf("user", UserName), hasUser);
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  RemoveUserFromGroup: write({
    command: RemoveUserFromGroupCommand,
    target: "GroupName",
    repeat: "repeatable",
    dependsOn: nothing("IAM accepts the removal of a user that is not a member."),
    invalidates: membershipReads,
    laterReadsShow(expectations, { UserName = "", GroupName = "" }) {
      const ofEveryPage = true;
      const lacksGroup = ({ items }: Page<{ groupName: string }>) =>
        items.every(({ groupName }) => !isSameName(groupName, GroupName));
      expectations.changed("groupsOfUser", UserName, topicOf("group", GroupName), lacksGroup, { ofEveryPage });
      const lacksUser = ({ items }: Page<{ userName: string }>) =>
        items.every(({ userName }) => !isSameName(userName, UserName));
      expectations.changed("group", GroupName, topicOf("user", UserName), lacksUser, { ofEveryPage });
      expectations.unblocked("user", UserName, blockers.memberships);
      expectations.unblocked("group", GroupName, blockers.memberships);
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),
};
