import { type DeleteBlocker, errorTexts, groupBlockers } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { GroupRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import {
  groupElement,
  operation,
  requireGroup,
  requireWithinQuota,
  takePage,
  userElement,
} from "../framework/index.ts";

/** Pages contain members. Every page contains the group itself. */
export const getGroup = operation("GetGroup", ({ GroupName, ...input }, { account, groups, markers }) => {
  const group = requireGroup({ groups }, GroupName);
  const page = takePage(markers, ["GetGroup", group.groupId], input, {
    rows: (after, limit) => groups.members(group.groupId, after, limit),
    keyOf: (user) => user.name,
  });
  return {
    Group: groupElement(account, group),
    Users: page.rows.map((user) => userElement(account, user)),
    ...page.ending,
  };
});

export const listGroups = operation("ListGroups", ({ PathPrefix = "/", ...input }, { account, groups, markers }) => {
  const page = takePage(markers, ["ListGroups", PathPrefix], input, {
    rows: (after, limit) => groups.list(PathPrefix, after, limit),
    keyOf: (group) => group.name,
  });
  return { Groups: page.rows.map((group) => groupElement(account, group)), ...page.ending };
});

export const createGroup = operation("CreateGroup", ({ GroupName, Path = "/" }, context) => {
  const { account, clock, groups, newId, quotas } = context;
  if (groups.find(GroupName) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.groupExists(GroupName));
  }
  requireWithinQuota("GroupsPerAccount", groups.count(), quotas.groupsPerAccount);
  const group: GroupRow = {
    groupId: newId("group"),
    name: GroupName,
    path: Path,
    createDate: timestamp(clock()),
  };
  groups.insert(group);
  return { Group: groupElement(account, group) };
});

export const updateGroup = operation("UpdateGroup", ({ GroupName, NewPath, NewGroupName }, { groups }) => {
  const group = requireGroup({ groups }, GroupName);
  const name = NewGroupName ?? group.name;
  // As for users: a change of case alone is rejected, the same name is accepted.
  if (name !== group.name && groups.find(name) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.groupExists(name));
  }
  groups.rename(group.groupId, name, NewPath ?? group.path);
});

export const deleteGroup = operation("DeleteGroup", ({ GroupName }, { attachments, groups, inlinePolicies }) => {
  const { groupId } = requireGroup({ groups }, GroupName);
  const isBlocked: Partial<Record<DeleteBlocker, () => boolean>> = {
    groupMemberships: () => groups.hasMembers(groupId),
    attachedPolicies: () => attachments.countOfOwner(groupId) > 0,
    inlinePolicies: () => inlinePolicies.countOfOwner(groupId) > 0,
  };
  const blocker = groupBlockers.find((one) => isBlocked[one]?.());
  if (blocker !== undefined) throw new ServiceError("DeleteConflict", errorTexts.deleteConflict(blocker));
  groups.delete(groupId);
});
