import {
  groupElement,
  operation,
  requireGroup,
  requireUser,
  requireWithinQuota,
  takePage,
} from "../framework/index.ts";

/** Adding a member again succeeds without a change (AWS-recorded). */
export const addUserToGroup = operation("AddUserToGroup", ({ GroupName, UserName }, { groups, quotas, users }) => {
  const { userId } = requireUser({ users }, UserName);
  const { groupId } = requireGroup({ groups }, GroupName);
  if (groups.isMember(groupId, userId)) return;
  requireWithinQuota("GroupsPerUser", groups.countOfUser(userId), quotas.groupsPerUser);
  groups.addMember(groupId, userId);
});

/**
 * Removing a user who is not a member succeeds. If user and group are both unknown, the user is reported
 * (AWS-recorded).
 */
export const removeUserFromGroup = operation("RemoveUserFromGroup", ({ GroupName, UserName }, { groups, users }) => {
  const { userId } = requireUser({ users }, UserName);
  const { groupId } = requireGroup({ groups }, GroupName);
  groups.removeMember(groupId, userId);
});

export const listGroupsForUser = operation("ListGroupsForUser", ({ UserName, ...input }, context) => {
  const { account, groups, markers } = context;
  const { userId } = requireUser(context, UserName);
  const page = takePage(markers, ["ListGroupsForUser", userId], input, {
    rows: (after, limit) => groups.ofUser(userId, after, limit),
    keyOf: (group) => group.name,
  });
  return { Groups: page.rows.map((group) => groupElement(account, group)), ...page.ending };
});
