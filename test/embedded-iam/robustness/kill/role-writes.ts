import { isWithoutPolicies, noPolicies } from "./account.ts";
import { anyOf, type Chooser, paths, put, someTags, sorted, tagList } from "./write.ts";

/** A trust policy with a random account. */
function trustPolicy(account: string): string {
  const Statement = { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

const accounts = ["111111111111", "222222222222", "333333333333"];

export const createRole: Chooser = (account, { random, newName }) => {
  if (Object.keys(account.roles).length >= 4) return undefined;
  const [name, path, tags] = [newName(), random.pick(paths), someTags(random)];
  const trust = trustPolicy(random.pick(accounts));
  const input = { RoleName: name, Path: path, AssumeRolePolicyDocument: trust, Tags: tagList(tags) };
  return {
    name: "CreateRole",
    send: (iam) => iam.createRole(input),
    change: ({ roles }) => put(roles, name, { path, trust, tags, profiles: [], policies: structuredClone(noPolicies) }),
  };
};

export const replaceTrust: Chooser = (account, { random }) => {
  const [name] = anyOf(account.roles, random);
  if (name === undefined) return undefined;
  const trust = trustPolicy(random.pick(accounts));
  return {
    name: "UpdateAssumeRolePolicy",
    send: (iam) => iam.updateAssumeRolePolicy({ RoleName: name, PolicyDocument: trust }),
    change: ({ roles }) => void Object.assign(roles[name] ?? {}, { trust }),
  };
};

export const createProfile: Chooser = (account, { newName }) => {
  if (Object.keys(account.profiles).length >= 4) return undefined;
  const name = newName();
  return {
    name: "CreateInstanceProfile",
    send: (iam) => iam.createInstanceProfile({ InstanceProfileName: name }),
    change: ({ profiles }) => put(profiles, name, {}),
  };
};

export const addToProfile: Chooser = (account, { random }) => {
  const taken = new Set(Object.values(account.roles).flatMap((role) => role.profiles));
  const profile = Object.keys(account.profiles).find((one) => !taken.has(one));
  const [name] = anyOf(account.roles, random);
  if (name === undefined || profile === undefined) return undefined;
  return {
    name: "AddRoleToInstanceProfile",
    send: (iam) => iam.addRoleToInstanceProfile({ RoleName: name, InstanceProfileName: profile }),
    change: ({ roles }) => void Object.assign(roles[name] ?? {}, { profiles: sorted(roles[name]?.profiles, profile) }),
  };
};

export const removeFromProfile: Chooser = (account, { random }) => {
  const [name, role] = anyOf(account.roles, random, ({ profiles }) => profiles.length > 0);
  const profile = role?.profiles[0];
  if (name === undefined || profile === undefined) return undefined;
  return {
    name: "RemoveRoleFromInstanceProfile",
    send: (iam) => iam.removeRoleFromInstanceProfile({ RoleName: name, InstanceProfileName: profile }),
    change: ({ roles }) => void roles[name]?.profiles.shift(),
  };
};

export const deleteRole: Chooser = (account, { random }) => {
  const [name] = anyOf(account.roles, random, (role) => role.profiles.length === 0 && isWithoutPolicies(role));
  if (name === undefined || random.below(2) === 0) return undefined;
  return {
    name: "DeleteRole",
    send: (iam) => iam.deleteRole({ RoleName: name }),
    change: ({ roles }) => void delete roles[name],
  };
};

export const deleteProfile: Chooser = (account, { random }) => {
  const taken = new Set(Object.values(account.roles).flatMap((role) => role.profiles));
  const profile = Object.keys(account.profiles).find((one) => !taken.has(one));
  if (profile === undefined || random.below(3) > 0) return undefined;
  return {
    name: "DeleteInstanceProfile",
    send: (iam) => iam.deleteInstanceProfile({ InstanceProfileName: profile }),
    change: ({ profiles }) => void delete profiles[profile],
  };
};
