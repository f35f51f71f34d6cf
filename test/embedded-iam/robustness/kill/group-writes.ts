import { isWithoutPolicies, noPolicies } from "./account.ts";
import { anyOf, type Chooser, paths, put, sorted, without } from "./write.ts";

export const createGroup: Chooser = (account, { random, newName }) => {
  if (Object.keys(account.groups).length >= 4) return undefined;
  const [name, path] = [newName(), random.pick(paths)];
  return {
    name: "CreateGroup",
    send: (iam) => iam.createGroup({ GroupName: name, Path: path }),
    change: ({ groups }) => put(groups, name, { path, policies: structuredClone(noPolicies) }),
  };
};

export const renameGroup: Chooser = (account, { random, newName }) => {
  const [name, group] = anyOf(account.groups, random);
  if (name === undefined || group === undefined) return undefined;
  const [next, path] = [newName(), random.pick(paths)];
  return {
    name: "UpdateGroup",
    send: (iam) => iam.updateGroup({ GroupName: name, NewGroupName: next, NewPath: path }),
    change: ({ groups, users }) => {
      groups[next] = { ...structuredClone(group), path };
      delete groups[name];
      for (const user of Object.values(users)) {
        if (user.groups.includes(name)) user.groups = [...without(user.groups, name), next].toSorted();
      }
    },
  };
};

export const joinGroup: Chooser = (account, { random }) => {
  const [group] = anyOf(account.groups, random);
  const [name] = anyOf(account.users, random, (user) => !user.groups.includes(group ?? ""));
  if (name === undefined || group === undefined) return undefined;
  return {
    name: "AddUserToGroup",
    send: (iam) => iam.addUserToGroup({ UserName: name, GroupName: group }),
    change: ({ users }) => void Object.assign(users[name] ?? {}, { groups: sorted(users[name]?.groups, group) }),
  };
};

export const leaveGroup: Chooser = (account, { random }) => {
  const [name, user] = anyOf(account.users, random, ({ groups }) => groups.length > 0);
  const group = user?.groups[0];
  if (name === undefined || group === undefined) return undefined;
  return {
    name: "RemoveUserFromGroup",
    send: (iam) => iam.removeUserFromGroup({ UserName: name, GroupName: group }),
    change: ({ users }) => void users[name]?.groups.shift(),
  };
};

export const deleteGroup: Chooser = (account, { random }) => {
  const taken = new Set(Object.values(account.users).flatMap((user) => user.groups));
  const [name] = anyOf(account.groups, random, isWithoutPolicies);
  if (name === undefined || taken.has(name) || random.below(2) === 0) return undefined;
  return {
    name: "DeleteGroup",
    send: (iam) => iam.deleteGroup({ GroupName: name }),
    change: ({ groups }) => void delete groups[name],
  };
};
