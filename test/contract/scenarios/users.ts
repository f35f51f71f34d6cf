import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { createDevice, enable } from "../authenticator.ts";
import { retryWhile } from "../retry-while.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createUser({ iam, name, path }: Sandbox, label: string) {
  const { User } = await iam.createUser({ UserName: name(label), Path: path });
  return { UserName: User?.UserName ?? "", UserId: User?.UserId, CreateDate: User?.CreateDate };
}

const members = ["Arn", "CreateDate", "Path", "UserId", "UserName"];

// "Users" (7), "identity, names, ids, ARNs" (4) and "tags" (5): recorded on AWS, 2026-02, unless a comment says otherwise.
export const userScenarios: Scenarios = {
  "CreateUser returns path, name, id, ARN and date, and no Tags if there are none": async ({ iam, ...box }) => {
    const UserName = box.name("Alice");
    const { User } = await iam.createUser({ UserName, Path: box.path });
    expect(Object.keys(User ?? {}).sort()).toEqual(members);
    expect(User).toMatchObject({ UserName, Path: box.path });
    expect(User?.Arn).toBe(`arn:aws:iam::${box.accountId}:user${box.path}${UserName}`);
    expect(User?.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
    expect((await iam.getUser({ UserName })).User).toEqual(User);
  },

  "CreateUser without Path returns an ARN with one slash": async ({ iam, name, accountId }) => {
    const { User } = await iam.createUser({ UserName: name("alice") });
    expect([User?.Path, User?.Arn]).toEqual(["/", `arn:aws:iam::${accountId}:user/${name("alice")}`]);
  },

  "CreateUser rejects a name that is taken": async ({ iam, name, path }) => {
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path });
    const taken = `409 EntityAlreadyExists: User with name ${UserName} already exists.`;
    expect(await refusalOf(iam.createUser({ UserName, Path: path }))).toBe(taken);
  },

  // Captured from AWS, 2026-09 (finding a user), and documented.
  "user names are unique and found regardless of case, and keep their case": async ({ iam, name, path }) => {
    await iam.createUser({ UserName: name("Alice"), Path: path });
    const UserName = name("aLICE");
    expect(await refusalOf(iam.createUser({ UserName }))).toMatch(/^409 EntityAlreadyExists: /);
    expect((await iam.getUser({ UserName })).User?.UserName).toBe(name("Alice"));
  },

  // From moto's tests, verified on AWS.
  "GetUser returns tags, and ListUsers and GetGroup do not": async ({ iam, name, path }) => {
    const [UserName, GroupName] = [name("alice"), name("team")];
    const Tags = [{ Key: "Team", Value: "Search" }];
    await iam.createUser({ UserName, Path: path, Tags });
    await iam.createGroup({ GroupName, Path: path });
    await iam.addUserToGroup({ GroupName, UserName });
    expect((await iam.getUser({ UserName })).User?.Tags).toEqual(Tags);
    const [listed] = (await iam.listUsers({ PathPrefix: path })).Users ?? [];
    const [member] = (await iam.getGroup({ GroupName })).Users ?? [];
    expect([listed, member].map((user) => Object.keys(user ?? {}).sort())).toEqual([members, members]);
  },

  "each operation on a user says which user it cannot find": async ({ iam, name, accountId }) => {
    const UserName = name("NoUser");
    const [Tags, TagKeys] = [[{ Key: "a", Value: "b" }], ["a"]];
    const [GroupName, SerialNumber, AccessKeyId] = [name("no-team"), name("no-phone"), "AKIAQQQQQQQQQQQQQQQQ"];
    const [Password, PermissionsBoundary] = [`Secret-${name("1")}!aB`, "arn:aws:iam::aws:policy/ReadOnlyAccess"];
    const codes = { AuthenticationCode1: "000000", AuthenticationCode2: "000001" };
    // GetMFADevice accepts only this kind of device (documented, and captured from AWS, 2026-09).
    const securityKey = `arn:aws:iam::${accountId}:u2f/user/${UserName}/no-key`;
    const calls = {
      GetUser: () => iam.getUser({ UserName }),
      UpdateUser: () => iam.updateUser({ UserName, NewPath: "/new/" }),
      DeleteUser: () => iam.deleteUser({ UserName }),
      TagUser: () => iam.tagUser({ UserName, Tags }),
      UntagUser: () => iam.untagUser({ UserName, TagKeys }),
      ListUserTags: () => iam.listUserTags({ UserName }),
      ListGroupsForUser: () => iam.listGroupsForUser({ UserName }),
      AddUserToGroup: () => iam.addUserToGroup({ UserName, GroupName }),
      RemoveUserFromGroup: () => iam.removeUserFromGroup({ UserName, GroupName }),
      EnableMFADevice: () => iam.enableMFADevice({ UserName, SerialNumber, ...codes }),
      ResyncMFADevice: () => iam.resyncMFADevice({ UserName, SerialNumber, ...codes }),
      DeactivateMFADevice: () => iam.deactivateMFADevice({ UserName, SerialNumber }),
      ListMFADevices: () => iam.listMFADevices({ UserName }),
      GetMFADevice: () => iam.getMFADevice({ UserName, SerialNumber: securityKey }),
      CreateAccessKey: () => iam.createAccessKey({ UserName }),
      ListAccessKeys: () => iam.listAccessKeys({ UserName }),
      UpdateAccessKey: () => iam.updateAccessKey({ UserName, AccessKeyId, Status: "Inactive" }),
      DeleteAccessKey: () => iam.deleteAccessKey({ UserName, AccessKeyId }),
      CreateLoginProfile: () => iam.createLoginProfile({ UserName, Password }),
      UpdateLoginProfile: () => iam.updateLoginProfile({ UserName, Password }),
      DeleteLoginProfile: () => iam.deleteLoginProfile({ UserName }),
      GetLoginProfile: () => iam.getLoginProfile({ UserName }),
      PutUserPermissionsBoundary: () => iam.putUserPermissionsBoundary({ UserName, PermissionsBoundary }),
      DeleteUserPermissionsBoundary: () => iam.deleteUserPermissionsBoundary({ UserName }),
    };
    for (const [operation, call] of Object.entries(calls)) {
      const text = `404 NoSuchEntity: The user with name ${UserName} cannot be found.`;
      expect([operation, await refusalOf(call())]).toEqual([operation, text]);
    }
  },

  "UpdateUser can rename and move in one call, and keeps id and date": async ({ iam, ...box }) => {
    const { UserName, UserId, CreateDate } = await createUser({ iam, ...box }, "alice");
    const [NewUserName, NewPath] = [box.name("alicia"), `${box.path}new/`];
    await iam.updateUser({ UserName, NewUserName, NewPath });
    const { User } = await iam.getUser({ UserName: NewUserName });
    const Arn = `arn:aws:iam::${box.accountId}:user${NewPath}${NewUserName}`;
    expect(User).toEqual({ UserName: NewUserName, Path: NewPath, Arn, UserId, CreateDate });
    expect(await refusalOf(iam.getUser({ UserName }))).toBe(
      `404 NoSuchEntity: The user with name ${UserName} cannot be found.`,
    );
  },

  "UpdateUser keeps memberships, access keys, login profile and MFA devices under the new name": async (box) => {
    const { iam, name, path } = box;
    const [UserName, NewUserName, GroupName] = [name("alice"), name("alicia"), name("team")];
    await createUser(box, "alice");
    await iam.createGroup({ GroupName, Path: path });
    await iam.addUserToGroup({ GroupName, UserName });
    const { AccessKey } = await iam.createAccessKey({ UserName });
    await iam.createLoginProfile({ UserName, Password: `Secret-${name("1")}!aB` });
    const device = await createDevice(box, "phone");
    await enable(box, UserName, device);

    await retryWhile("EntityTemporarilyUnmodifiable", () => iam.updateUser({ UserName, NewUserName }));

    expect((await iam.getUser({ UserName: NewUserName })).User?.Path).toBe(path);
    const [key] = (await iam.listAccessKeys({ UserName: NewUserName })).AccessKeyMetadata ?? [];
    expect(key).toMatchObject({ UserName: NewUserName, AccessKeyId: AccessKey?.AccessKeyId });
    const [listed] = (await iam.listMFADevices({ UserName: NewUserName })).MFADevices ?? [];
    expect(listed).toMatchObject({ UserName: NewUserName, SerialNumber: device.SerialNumber });
    expect((await iam.getLoginProfile({ UserName: NewUserName })).LoginProfile?.UserName).toBe(NewUserName);
    const groups = (await iam.listGroupsForUser({ UserName: NewUserName })).Groups ?? [];
    expect(groups.map((group) => group.GroupName)).toEqual([GroupName]);
    const { Users = [] } = await iam.getGroup({ GroupName });
    expect(Users.map((user) => user.UserName)).toEqual([NewUserName]);
  },

  // Captured from AWS, 2026-09.
  "a user's path may have empty segments, but must not be //": async ({ iam, name, path }) => {
    expect(await refusalOf(iam.createUser({ UserName: name("alice"), Path: "//" }))).toContain("400 ValidationError");
    const { User } = await iam.createUser({ UserName: name("alice"), Path: `${path}/b/` });
    expect(User?.Path).toBe(`${path}/b/`);
  },

  "DeleteUser fails the second time": async (box) => {
    const { UserName } = await createUser(box, "alice");
    await box.iam.deleteUser({ UserName });
    expect(await refusalOf(box.iam.deleteUser({ UserName }))).toBe(
      `404 NoSuchEntity: The user with name ${UserName} cannot be found.`,
    );
  },
};
