import { quotas } from "../quotas.ts";
import { accountArn, accountId, noPolicies, type State, type User, wholeSeconds } from "../state.ts";
import { fold, TagSet } from "../tags.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "../types.ts";
import { boundaryFault, boundaryMissing, boundaryView, conflict, policyConflicts } from "./held-policies.ts";

const nameForm = /^[\w+=,.@-]+$/;

export function userView({ path, name, id, created }: User): Output {
  return { Path: path, UserName: name, UserId: id, Arn: `${accountArn}:user${path}${name}`, CreateDate: created };
}

/** A user with the members that only the user's own operations return. */
function fullView(user: User, tags = user.tags.list): Output {
  return {
    ...userView(user),
    ...boundaryView(user),
    ...(tags.length > 0 && { Tags: tags }),
  };
}

export function requireUser({ users }: State, name = ""): User {
  const user = users.get(fold(name));
  if (user === undefined) throw new Refusal(`404 NoSuchEntity: The user with name ${name} cannot be found.`);
  return user;
}

export function requireName(member: string, name = ""): void {
  if (nameForm.test(name)) return;
  const rule = "It must contain only alphanumeric characters and/or the following: +=,.@_-";
  throw new Refusal(`400 ValidationError: The specified value for ${member} is invalid. ${rule}`);
}

export function getUser(state: State, { UserName }: Input): Output {
  if (UserName !== undefined) return { User: fullView(requireUser(state, UserName)) };
  return { User: { UserId: accountId, Arn: `${accountArn}:root`, CreateDate: state.created } };
}

export function createUser(state: State, input: Input, { now, fresh }: Scene): Output {
  const { UserName = "", Path = "/", PermissionsBoundary, Tags = [] } = input;
  requireName("userName", UserName);
  if (state.users.has(fold(UserName))) throw userExists(UserName);
  const tags = new TagSet({ foldsKeys: true });
  refuseAnyOf(
    PermissionsBoundary !== undefined && boundaryFault(state, PermissionsBoundary, "user"),
    ...tags.faults(Tags),
    state.users.size >= quotas.usersPerAccount &&
      `409 LimitExceeded: Cannot exceed quota for UsersPerAccount: ${quotas.usersPerAccount}`,
  );
  tags.add(Tags);
  const user: User = {
    id: fresh("User", "UserId"),
    created: wholeSeconds(now),
    name: UserName,
    path: Path,
    boundary: PermissionsBoundary,
    tags,
    groups: new Set(),
    policies: noPolicies(),
  };
  state.users.set(fold(UserName), user);
  return { User: fullView(user, [...Tags]) };
}

export function updateUser(state: State, { UserName, NewUserName, NewPath }: Input): void {
  if (NewUserName !== undefined) requireName("newUserName", NewUserName);
  const user = requireUser(state, UserName);
  if (NewUserName !== undefined && NewUserName !== user.name) {
    // A change of case alone is rejected too.
    if (state.users.has(fold(NewUserName))) throw userExists(NewUserName);
    state.users.delete(fold(user.name));
    state.users.set(fold(NewUserName), user);
    user.name = NewUserName;
  }
  user.path = NewPath ?? user.path;
}

export function deleteUser(state: State, { UserName }: Input): void {
  const { id, name, groups, policies } = requireUser(state, UserName);
  const hasDevice = [...state.devices.values()].some((device) => device.assignment?.owner === id);
  refuseAnyOf(
    !hasDevice && [...state.keys.values()].some((key) => key.owner === id) && conflict("delete access keys"),
    hasDevice && conflict("remove tokens from principal"),
    groups.size > 0 && conflict("remove users from group"),
    ...policyConflicts(policies),
  );
  state.users.delete(fold(name));
}

export function putUserPermissionsBoundary(state: State, { UserName, PermissionsBoundary = "" }: Input): void {
  const user = requireUser(state, UserName);
  refuseAnyOf(boundaryFault(state, PermissionsBoundary, "user"));
  user.boundary = PermissionsBoundary;
}

export function deleteUserPermissionsBoundary(state: State, { UserName }: Input): void {
  const user = requireUser(state, UserName);
  refuseAnyOf(user.boundary === undefined && boundaryMissing("user", UserName));
  user.boundary = undefined;
}

function userExists(name: string): Refusal {
  return new Refusal(`409 EntityAlreadyExists: User with name ${name} already exists.`);
}
