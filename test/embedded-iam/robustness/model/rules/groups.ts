import { quotas } from "../quotas.ts";
import { accountArn, type Group, noPolicies, type State, wholeSeconds } from "../state.ts";
import { fold } from "../tags.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "../types.ts";
import { conflict, policyConflicts } from "./held-policies.ts";
import { requireName, requireUser } from "./users.ts";

export function groupView({ path, name, id, created }: Group): Output {
  return { Path: path, GroupName: name, GroupId: id, Arn: `${accountArn}:group${path}${name}`, CreateDate: created };
}

export function requireGroup({ groups }: State, name = ""): Group {
  const group = groups.get(fold(name));
  if (group === undefined) throw new Refusal(`404 NoSuchEntity: The group with name ${name} cannot be found.`);
  return group;
}

export function createGroup(state: State, { GroupName = "", Path = "/" }: Input, { now, fresh }: Scene): Output {
  requireName("groupName", GroupName);
  if (state.groups.has(fold(GroupName))) throw groupExists(GroupName);
  refuseAnyOf(
    state.groups.size >= quotas.groupsPerAccount &&
      `409 LimitExceeded: Cannot exceed quota for GroupsPerAccount: ${quotas.groupsPerAccount}`,
  );
  const group = {
    id: fresh("Group", "GroupId"),
    created: wholeSeconds(now),
    name: GroupName,
    path: Path,
    policies: noPolicies(),
  };
  state.groups.set(fold(GroupName), group);
  return { Group: groupView(group) };
}

export function updateGroup(state: State, { GroupName, NewGroupName, NewPath }: Input): void {
  if (NewGroupName !== undefined) requireName("newGroupName", NewGroupName);
  const group = requireGroup(state, GroupName);
  if (NewGroupName !== undefined && NewGroupName !== group.name) {
    if (state.groups.has(fold(NewGroupName))) throw groupExists(NewGroupName);
    state.groups.delete(fold(group.name));
    state.groups.set(fold(NewGroupName), group);
    group.name = NewGroupName;
  }
  group.path = NewPath ?? group.path;
}

export function deleteGroup(state: State, { GroupName }: Input): void {
  const { id, name, policies } = requireGroup(state, GroupName);
  const hasMembers = [...state.users.values()].some((user) => user.groups.has(id));
  refuseAnyOf(hasMembers && conflict("remove users from group"), ...policyConflicts(policies));
  state.groups.delete(fold(name));
}

/** Adding a member again changes nothing. */
export function addUserToGroup(state: State, { UserName, GroupName }: Input): void {
  const user = requireUser(state, UserName);
  const { id } = requireGroup(state, GroupName);
  refuseAnyOf(
    !user.groups.has(id) &&
      user.groups.size >= quotas.groupsPerUser &&
      `409 LimitExceeded: Cannot exceed quota for GroupsPerUser: ${quotas.groupsPerUser}`,
  );
  user.groups.add(id);
}

/** Removing a user who is not a member succeeds. */
export function removeUserFromGroup(state: State, { UserName, GroupName }: Input): void {
  const user = requireUser(state, UserName);
  user.groups.delete(requireGroup(state, GroupName).id);
}

function groupExists(name: string): Refusal {
  return new Refusal(`409 EntityAlreadyExists: Group with name ${name} already exists.`);
}
