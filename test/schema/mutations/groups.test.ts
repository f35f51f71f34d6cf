import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createScene, idOf } from "../../support/scene.ts";

describe("Mutation.createGroup", () => {
  const mutation = graphql(`mutation NewGroup($input: CreateGroupInput!) {
    createGroup(input: $input) {
      __typename
      ... on CreateGroupPayload { group { id groupName path users { totalCount } } }
      ... on IamError { message code }
    }
  }`);

  it("returns the new group", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { groupName: "Staff", path: "/all/" } });
    expect(data?.createGroup).toEqual({
      __typename: "CreateGroupPayload",
      group: { id: idOf("Group:123456789012/Staff"), groupName: "Staff", path: "/all/", users: { totalCount: 0 } },
    });
    expect(account.calls).toEqual([
      { action: "CreateGroup", parameters: { GroupName: "Staff", Path: "/all/" } },
      { action: "GetGroup", parameters: expect.objectContaining({ GroupName: "Staff" }) },
    ]);
  });

  it("returns EntityAlreadyExistsError for a taken name, and LimitExceededError if the account is full", async () => {
    await using account = await createScene({ iam: { quotas: { groupsPerAccount: 2 } } });
    const taken = await account.execute(mutation, { input: { groupName: "OPS" } });
    expect(taken.data?.createGroup).toEqual({
      __typename: "EntityAlreadyExistsError",
      message: "Group with name OPS already exists.",
      code: "EntityAlreadyExists",
    });
    const full = await account.execute(mutation, { input: { groupName: "Staff" } });
    expect(full.data?.createGroup).toMatchObject({ message: "Cannot exceed quota for GroupsPerAccount: 2" });
  });
});

describe("Mutation.updateGroup", () => {
  const mutation = graphql(`mutation ChangedGroup($input: UpdateGroupInput!) {
    updateGroup(input: $input) {
      __typename
      ... on UpdateGroupPayload { previousId group { id path users { nodes { userName } } } }
      ... on IamError { code }
    }
  }`);

  it("returns the group under its new name with its users, and the previous id in IAM's spelling", async () => {
    await using account = await createScene();
    const input = { groupName: "OPS", newGroupName: "Operations", newPath: "/all/" };
    const { data } = await account.execute(mutation, { input });
    expect(data?.updateGroup).toEqual({
      __typename: "UpdateGroupPayload",
      previousId: idOf("Group:123456789012/Ops"),
      group: { id: idOf("Group:123456789012/Operations"), path: "/all/", users: { nodes: [{ userName: "Alice" }] } },
    });
    // The group's read includes its users.
    expect(account.calls.map(({ action }) => action)).toEqual(["GetGroup", "UpdateGroup", "GetGroup"]);
  });

  it("returns NoSuchEntityError for a missing group", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { groupName: "none", newPath: "/all/" } });
    expect(data?.updateGroup).toEqual({ __typename: "NoSuchEntityError", code: "NoSuchEntity" });
  });
});

describe("Mutation.deleteGroup", () => {
  const mutation = graphql(`mutation GoneGroup($groupName: String!) {
    deleteGroup(input: { groupName: $groupName }) {
      __typename
      ... on DeleteGroupPayload { deletedId }
      ... on IamError { message }
    }
  }`);

  it("returns the group's id in IAM's spelling", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { groupName: "EMPTY" });
    expect(data?.deleteGroup).toEqual({
      __typename: "DeleteGroupPayload",
      deletedId: idOf("Group:123456789012/Empty"),
    });
    expect(account.calls.map(({ action }) => action)).toEqual(["GetGroup", "DeleteGroup"]);
  });

  it("returns DeleteConflictError while the group has users", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { groupName: "ops" });
    expect(data?.deleteGroup).toEqual({
      __typename: "DeleteConflictError",
      message: "Cannot delete entity, must remove users from group first.",
    });
  });
});

describe("a membership", () => {
  const joining = graphql(`mutation Joined($input: AddUserToGroupInput!) {
    addUserToGroup(input: $input) {
      __typename
      ... on AddUserToGroupPayload {
        user { userName groups { nodes { groupName } } }
        group { groupName users { nodes { userName } } }
      }
      ... on IamError { message }
    }
  }`);

  it("is added by addUserToGroup, and shows on both sides", async () => {
    await using account = await createScene();
    const { data } = await account.execute(joining, { input: { userName: "bob", groupName: "ops" } });
    expect(data?.addUserToGroup).toEqual({
      __typename: "AddUserToGroupPayload",
      user: { userName: "Bob", groups: { nodes: [{ groupName: "Ops" }] } },
      group: { groupName: "Ops", users: { nodes: [{ userName: "Alice" }, { userName: "Bob" }] } },
    });
    expect(account.counts()).toEqual({ AddUserToGroup: 1, GetUser: 1, ListGroupsForUser: 1, GetGroup: 1 });
  });

  it("that already exists is not an error", async () => {
    await using account = await createScene();
    const { data } = await account.execute(joining, { input: { userName: "alice", groupName: "ops" } });
    expect(data?.addUserToGroup?.__typename).toBe("AddUserToGroupPayload");
  });

  it("is removed by removeUserFromGroup, and shows on both sides", async () => {
    await using account = await createScene();
    const { data } = await account.execute(
      graphql(`mutation Left {
        removeUserFromGroup(input: { userName: "alice", groupName: "ops" }) {
          ... on RemoveUserFromGroupPayload {
            user { groups { totalCount } }
            group { users { totalCount } }
          }
        }
      }`),
    );
    expect(data?.removeUserFromGroup).toEqual({
      user: { groups: { totalCount: 0 } },
      group: { users: { totalCount: 0 } },
    });
  });

  it.each([
    ["user", "missing", "ops", "The user with name missing cannot be found."],
    ["group", "bob", "none", "The group with name none cannot be found."],
  ])("of a missing %s is NoSuchEntityError", async (_title, userName, groupName, message) => {
    await using account = await createScene();
    const { data } = await account.execute(joining, { input: { userName, groupName } });
    expect(data?.addUserToGroup).toEqual({ __typename: "NoSuchEntityError", message });
  });

  it("over the user's quota is LimitExceededError", async () => {
    await using account = await createScene({ iam: { quotas: { groupsPerUser: 1 } } });
    const { data } = await account.execute(joining, { input: { userName: "alice", groupName: "empty" } });
    expect(data?.addUserToGroup).toEqual({
      __typename: "LimitExceededError",
      message: "Cannot exceed quota for GroupsPerUser: 1",
    });
  });
});
