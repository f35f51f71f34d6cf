import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createGroup({ iam, name, path }: Sandbox, label = "team"): Promise<string> {
  await iam.createGroup({ GroupName: name(label), Path: path });
  return name(label);
}

async function createMember(box: Sandbox) {
  const [GroupName, UserName] = [await createGroup(box), box.name("alice")];
  await box.iam.createUser({ UserName, Path: box.path });
  return { GroupName, UserName };
}

const notFound = (name: string) => `404 NoSuchEntity: The group with name ${name} cannot be found.`;

// "Groups" (8): recorded on AWS, 2026-02, unless a comment says otherwise.
export const groupScenarios: Scenarios = {
  "CreateGroup returns path, name, id, ARN and date": async ({ iam, name, path, accountId }) => {
    const GroupName = name("team");
    const { Group } = await iam.createGroup({ GroupName, Path: path });
    expect(Object.keys(Group ?? {}).sort()).toEqual(["Arn", "CreateDate", "GroupId", "GroupName", "Path"]);
    expect(Group?.GroupId).toMatch(/^AGPA[A-Z2-7]{17}$/);
    expect(Group?.Arn).toBe(`arn:aws:iam::${accountId}:group${path}${GroupName}`);
    const { $metadata, ...answer } = await iam.getGroup({ GroupName });
    expect(answer).toEqual({ Group, Users: [], IsTruncated: false });
  },

  "CreateGroup rejects a name that is taken": async (box) => {
    const GroupName = await createGroup(box);
    expect(await refusalOf(box.iam.createGroup({ GroupName, Path: box.path }))).toBe(
      `409 EntityAlreadyExists: Group with name ${GroupName} already exists.`,
    );
  },

  "each operation on a group says which group it cannot find": async ({ iam, name, path }) => {
    const [GroupName, UserName] = [name("NoTeam"), name("alice")];
    await iam.createUser({ UserName, Path: path });
    const calls = {
      GetGroup: () => iam.getGroup({ GroupName }),
      UpdateGroup: () => iam.updateGroup({ GroupName, NewPath: path }),
      DeleteGroup: () => iam.deleteGroup({ GroupName }),
      AddUserToGroup: () => iam.addUserToGroup({ GroupName, UserName }),
      RemoveUserFromGroup: () => iam.removeUserFromGroup({ GroupName, UserName }),
    };
    for (const [operation, call] of Object.entries(calls)) {
      expect([operation, await refusalOf(call())]).toEqual([operation, notFound(GroupName)]);
    }
  },

  "UpdateGroup changes the path alone, or the name alone, and keeps id and members": async (box) => {
    const { iam, name, path, accountId } = box;
    const { GroupName, UserName } = await createMember(box);
    await iam.addUserToGroup({ GroupName, UserName });
    const before = (await iam.getGroup({ GroupName })).Group;

    await iam.updateGroup({ GroupName, NewPath: `${path}new/` });
    const Arn = `arn:aws:iam::${accountId}:group${path}new/${GroupName}`;
    expect((await iam.getGroup({ GroupName })).Group).toEqual({ ...before, Path: `${path}new/`, Arn });

    const NewGroupName = name("crew");
    await iam.updateGroup({ GroupName, NewGroupName });
    const { Group, Users = [] } = await iam.getGroup({ GroupName: NewGroupName });
    expect(Group).toMatchObject({ GroupId: before?.GroupId, Path: `${path}new/`, GroupName: NewGroupName });
    expect(Users.map((user) => user.UserName)).toEqual([UserName]);
    expect(await refusalOf(iam.getGroup({ GroupName }))).toBe(notFound(GroupName));
  },

  "UpdateGroup rejects a new name that is taken": async (box) => {
    const [GroupName, NewGroupName] = [await createGroup(box, "team"), await createGroup(box, "crew")];
    expect(await refusalOf(box.iam.updateGroup({ GroupName, NewGroupName }))).toBe(
      `409 EntityAlreadyExists: Group with name ${NewGroupName} already exists.`,
    );
  },

  // Reported from AWS (issues of delstack and terraform).
  "DeleteGroup fails if the group has members": async (box) => {
    const { GroupName, UserName } = await createMember(box);
    await box.iam.addUserToGroup({ GroupName, UserName });
    expect(await refusalOf(box.iam.deleteGroup({ GroupName }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must remove users from group first.",
    );
    await box.iam.removeUserFromGroup({ GroupName, UserName });
    await box.iam.deleteGroup({ GroupName });
    expect(await refusalOf(box.iam.getGroup({ GroupName }))).toBe(notFound(GroupName));
  },

  "AddUserToGroup succeeds twice and creates one membership": async (box) => {
    const { GroupName, UserName } = await createMember(box);
    await box.iam.addUserToGroup({ GroupName, UserName });
    await box.iam.addUserToGroup({ GroupName, UserName });
    const { Groups = [] } = await box.iam.listGroupsForUser({ UserName });
    expect(Groups.map((group) => group.GroupName)).toEqual([GroupName]);
    expect((await box.iam.getGroup({ GroupName })).Users).toHaveLength(1);
  },

  "RemoveUserFromGroup of a user who is not a member succeeds": async (box) => {
    const { GroupName, UserName } = await createMember(box);
    const { $metadata } = await box.iam.removeUserFromGroup({ GroupName, UserName });
    expect($metadata.httpStatusCode).toBe(200);
  },

  "RemoveUserFromGroup with unknown user and group reports the user": async ({ iam, name }) => {
    const [GroupName, UserName] = [name("no-team"), name("missing")];
    expect(await refusalOf(iam.removeUserFromGroup({ GroupName, UserName }))).toBe(
      `404 NoSuchEntity: The user with name ${UserName} cannot be found.`,
    );
  },

  "AddUserToGroup with an unknown user reports the user": async (box) => {
    const [GroupName, UserName] = [await createGroup(box), box.name("missing")];
    expect(await refusalOf(box.iam.addUserToGroup({ GroupName, UserName }))).toBe(
      `404 NoSuchEntity: The user with name ${UserName} cannot be found.`,
    );
  },

  "ListGroupsForUser returns an empty list for a user without groups": async (box) => {
    const { UserName } = await createMember(box);
    const { $metadata, ...answer } = await box.iam.listGroupsForUser({ UserName });
    expect(answer).toEqual({ Groups: [], IsTruncated: false });
  },
};
