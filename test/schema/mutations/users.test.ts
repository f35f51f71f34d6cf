import { GetUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { iamError } from "../../support/gateway.ts";
import { createScene, idOf, scene } from "../../support/scene.ts";

describe("Mutation.createUser", () => {
  const mutation = graphql(`mutation NewUser($input: CreateUserInput!) {
    createUser(input: $input) {
      __typename
      ... on CreateUserPayload {
        user { id userName arn path passwordLastUsed permissionsBoundary { arn } tags { key value } }
      }
      ... on IamError { message code requestId }
    }
  }`);

  it("sends the whole input, and returns the user from CreateUser's response", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, {
      input: {
        userName: "Carol",
        path: "/people/",
        permissionsBoundaryArn: scene.boundary,
        tags: [{ key: "Team", value: "" }],
      },
    });
    expect(data?.createUser).toEqual({
      __typename: "CreateUserPayload",
      user: {
        id: idOf("User:123456789012/Carol"),
        userName: "Carol",
        arn: "arn:aws:iam::123456789012:user/people/Carol",
        path: "/people/",
        passwordLastUsed: null,
        permissionsBoundary: { arn: scene.boundary },
        tags: [{ key: "Team", value: "" }],
      },
    });
    expect(account.calls).toEqual([
      {
        action: "CreateUser",
        parameters: {
          UserName: "Carol",
          Path: "/people/",
          PermissionsBoundary: scene.boundary,
          "Tags.member.1.Key": "Team",
          "Tags.member.1.Value": "",
        },
      },
    ]);
  });

  it("treats null as absent", async () => {
    await using account = await createScene();
    await account.execute(mutation, {
      input: { userName: "Carol", path: null, permissionsBoundaryArn: null, tags: null },
    });
    expect(account.calls).toEqual([{ action: "CreateUser", parameters: { UserName: "Carol" } }]);
  });

  it("returns EntityAlreadyExistsError with IAM's text for a taken name, in any case", async () => {
    await using account = await createScene();
    const { data, errors } = await account.execute(mutation, { input: { userName: "ALICE" } });
    expect([data?.createUser, errors]).toEqual([
      {
        __typename: "EntityAlreadyExistsError",
        message: "User with name ALICE already exists.",
        code: "EntityAlreadyExists",
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      undefined,
    ]);
  });

  it("returns LimitExceededError if the account is full", async () => {
    await using account = await createScene({ iam: { quotas: { usersPerAccount: 2 } } });
    const { data } = await account.execute(mutation, { input: { userName: "Carol" } });
    expect(data?.createUser).toMatchObject({
      __typename: "LimitExceededError",
      message: "Cannot exceed quota for UsersPerAccount: 2",
    });
  });

  it("returns NoSuchEntityError for a missing boundary", async () => {
    await using account = await createScene();
    const permissionsBoundaryArn = "arn:aws:iam::123456789012:policy/none";
    const { data } = await account.execute(mutation, { input: { userName: "Carol", permissionsBoundaryArn } });
    expect(data?.createUser?.__typename).toBe("NoSuchEntityError");
  });
});

describe("Mutation.updateUser", () => {
  const mutation = graphql(`mutation ChangedUser($input: UpdateUserInput!) {
    updateUser(input: $input) {
      __typename
      ... on UpdateUserPayload { previousId user { id userName path } }
      ... on IamError { message code }
    }
  }`);

  it("returns the user under its new name, and the previous id in IAM's spelling", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { userName: "ALICE", newUserName: "Alicia" } });
    expect(data?.updateUser).toEqual({
      __typename: "UpdateUserPayload",
      previousId: idOf("User:123456789012/Alice"),
      user: { id: idOf("User:123456789012/Alicia"), userName: "Alicia", path: "/people/" },
    });
    expect(account.calls).toEqual([
      { action: "GetUser", parameters: { UserName: "ALICE" } },
      { action: "UpdateUser", parameters: { UserName: "ALICE", NewUserName: "Alicia" } },
      { action: "GetUser", parameters: { UserName: "Alicia" } },
    ]);
  });

  it("keeps the id if only the path changes", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { userName: "alice", newPath: "/staff/" } });
    expect(data?.updateUser).toMatchObject({
      previousId: idOf("User:123456789012/Alice"),
      user: { id: idOf("User:123456789012/Alice"), path: "/staff/" },
    });
  });

  it("returns NoSuchEntityError before writing if the previous id is selected", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { userName: "missing", newPath: "/staff/" } });
    expect(data?.updateUser).toEqual({
      __typename: "NoSuchEntityError",
      message: "The user with name missing cannot be found.",
      code: "NoSuchEntity",
    });
    expect(account.counts()).toEqual({ GetUser: 1 });
  });

  it("returns EntityAlreadyExistsError for another user's name", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { userName: "alice", newUserName: "BOB" } });
    expect(data?.updateUser?.__typename).toBe("EntityAlreadyExistsError");
  });
});

describe("a user's tags", () => {
  const tagging = graphql(`mutation TaggedUser($input: TagUserInput!) {
    tagUser(input: $input) {
      ... on TagUserPayload { user { tags { key value } } }
      ... on IamError { code message }
    }
  }`);
  const untagging = graphql(`mutation UntaggedUser($input: UntagUserInput!) {
    untagUser(input: $input) { ... on UntagUserPayload { user { userName tags { key value } } } }
  }`);

  it("are added by tagUser, with case-insensitive keys", async () => {
    await using account = await createScene();
    const tags = [
      { key: "TEAM", value: "edge" },
      { key: "Empty", value: "" },
    ];
    const { data } = await account.execute(tagging, { input: { userName: "alice", tags } });
    expect(data?.tagUser).toEqual({
      user: {
        tags: [
          { key: "Empty", value: "" },
          { key: "TEAM", value: "edge" },
        ],
      },
    });
  });

  it("are removed by untagUser, which ignores missing keys", async () => {
    await using account = await createScene();
    const { data } = await account.execute(untagging, { input: { userName: "alice", tagKeys: ["team", "none"] } });
    expect(data?.untagUser).toEqual({ user: { userName: "Alice", tags: [] } });
  });

  it("over the quota of a user are LimitExceededError", async () => {
    await using account = await createScene();
    const tags = Array.from({ length: 50 }, (_, index) => ({ key: `key-${index}`, value: "" }));
    const { data } = await account.execute(tagging, { input: { userName: "alice", tags } });
    expect(data?.tagUser).toEqual({
      code: "LimitExceeded",
      message: "The number of tags has reached the maximum limit.",
    });
  });
});

describe("a user's permissions boundary", () => {
  const setting = graphql(`mutation BoundedUser($input: SetUserPermissionsBoundaryInput!) {
    setUserPermissionsBoundary(input: $input) {
      __typename
      ... on SetUserPermissionsBoundaryPayload { user { permissionsBoundary { arn type } } }
    }
  }`);

  it("is set by setUserPermissionsBoundary", async () => {
    await using account = await createScene();
    const input = { userName: "bob", permissionsBoundaryArn: scene.boundary };
    const { data } = await account.execute(setting, { input });
    expect(data?.setUserPermissionsBoundary).toMatchObject({
      user: { permissionsBoundary: { arn: scene.boundary, type: "Policy" } },
    });
  });

  it("is removed by removeUserPermissionsBoundary", async () => {
    await using account = await createScene();
    const { data } = await account.execute(
      graphql(`mutation UnboundedUser {
        removeUserPermissionsBoundary(input: { userName: "alice" }) {
          ... on RemoveUserPermissionsBoundaryPayload { user { userName permissionsBoundary { arn } } }
        }
      }`),
    );
    expect(data?.removeUserPermissionsBoundary).toEqual({ user: { userName: "Alice", permissionsBoundary: null } });
  });

  it("with a policy that cannot be attached is PolicyNotAttachableError", async () => {
    await using account = await createScene({
      intercept: ({ action }) =>
        action === "PutUserPermissionsBoundary" ? iamError(400, "PolicyNotAttachable", "Not this one.") : undefined,
    });
    const input = { userName: "bob", permissionsBoundaryArn: scene.boundary };
    const { data } = await account.execute(setting, { input });
    expect(data?.setUserPermissionsBoundary?.__typename).toBe("PolicyNotAttachableError");
    const { User } = await account.admin.send(new GetUserCommand({ UserName: "bob" }));
    expect(User?.PermissionsBoundary).toBeUndefined();
  });
});
