import type { IAM } from "@aws-sdk/client-iam";
import { type Account, isWithoutPolicies, noPolicies, type User } from "./account.ts";
import { anyOf, type Chooser, paths, put, someTags, tagList, without } from "./write.ts";

const boundaryArn = "arn:aws:iam::aws:policy/PowerUserAccess";

export const createUser: Chooser = (account, { random, newName }) => {
  if (Object.keys(account.users).length >= 5) return undefined;
  const [name, path, tags] = [newName(), random.pick(paths), someTags(random)];
  const boundary = random.below(2) === 0 ? boundaryArn : undefined;
  const user: User = { path, boundary, tags, groups: [], devices: [], keys: [], policies: structuredClone(noPolicies) };
  return {
    name: "CreateUser",
    send: (iam) => iam.createUser({ UserName: name, Path: path, PermissionsBoundary: boundary, Tags: tagList(tags) }),
    change: ({ users }) => put(users, name, user),
  };
};

export const tagUser: Chooser = (account, { random }) => {
  const [name] = anyOf(account.users, random);
  if (name === undefined) return undefined;
  const tags = someTags(random, 1);
  return {
    name: "TagUser",
    send: (iam) => iam.tagUser({ UserName: name, Tags: tagList(tags) }),
    change: (after) => void Object.assign(after.users[name]?.tags ?? {}, tags),
  };
};

export const untagUser: Chooser = (account, { random }) => {
  const [name] = anyOf(account.users, random, (user) => Object.keys(user.tags).length > 1);
  if (name === undefined) return undefined;
  const keys = Object.keys(account.users[name]?.tags ?? {}).slice(0, 3);
  return {
    name: "UntagUser",
    send: (iam) => iam.untagUser({ UserName: name, TagKeys: keys }),
    change: ({ users }) => {
      for (const key of keys) delete users[name]?.tags[key];
    },
  };
};

export const renameUser: Chooser = (account, { random, newName }) => {
  const [name, user] = anyOf(account.users, random);
  if (name === undefined || user === undefined) return undefined;
  const [next, path] = [newName(), random.pick(paths)];
  return {
    name: "UpdateUser",
    send: (iam) => iam.updateUser({ UserName: name, NewUserName: next, NewPath: path }),
    change: ({ users }) => {
      users[next] = { ...structuredClone(user), path };
      delete users[name];
    },
  };
};

export const deleteUser: Chooser = (account, { random }) => {
  const isFree = (user: User) =>
    user.groups.length + user.devices.length + user.keys.length === 0 && isWithoutPolicies(user);
  const [name] = anyOf(account.users, random, isFree);
  if (name === undefined) return undefined;
  return {
    name: "DeleteUser",
    send: (iam) => iam.deleteUser({ UserName: name }),
    change: ({ users }) => void delete users[name],
  };
};

export const createAccessKey: Chooser = (account, { random }) => {
  const [name] = anyOf(account.users, random, (user) => user.keys.length < 2);
  if (name === undefined) return undefined;
  return {
    name: "CreateAccessKey",
    send: (iam) => iam.createAccessKey({ UserName: name }),
    change: (after) => changeKeys(after, name, (keys) => [...keys, "Active"]),
  };
};

export const deactivateAccessKey: Chooser = (account, { random }) => {
  const [name] = anyOf(account.users, random, (user) => user.keys.includes("Active"));
  if (name === undefined) return undefined;
  return {
    name: "UpdateAccessKey",
    send: async (iam) =>
      iam.updateAccessKey({ UserName: name, AccessKeyId: await keyOf(iam, name, "Active"), Status: "Inactive" }),
    change: (after) => changeKeys(after, name, (keys) => [...without(keys, "Active"), "Inactive"]),
  };
};

export const deleteAccessKey: Chooser = (account, { random }) => {
  const [name, user] = anyOf(account.users, random, ({ keys }) => keys.length > 0);
  const status = user?.keys[0];
  if (name === undefined || status === undefined) return undefined;
  return {
    name: "DeleteAccessKey",
    send: async (iam) => iam.deleteAccessKey({ UserName: name, AccessKeyId: await keyOf(iam, name, status) }),
    change: (after) => changeKeys(after, name, (keys) => without(keys, status)),
  };
};

async function keyOf(iam: IAM, UserName: string, status: string): Promise<string | undefined> {
  const { AccessKeyMetadata = [] } = await iam.listAccessKeys({ UserName });
  return AccessKeyMetadata.find((key) => key.Status === status)?.AccessKeyId;
}

function changeKeys({ users }: Account, name: string, change: (keys: string[]) => string[]): void {
  const user = users[name];
  if (user !== undefined) user.keys = change(user.keys).toSorted();
}
