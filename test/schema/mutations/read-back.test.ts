import { GetUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { type Answer, iamError } from "../../support/gateway.ts";
import { createScene, documentOf, mutations, type Scene, typeFor } from "../../support/scene.ts";

const readBacks = Object.entries(mutations).flatMap(([field, { operation, input, costs }]) =>
  Object.entries(costs).flatMap(([selection, cost]) => {
    const [name = ""] = selection.split(" ");
    // The others are known from before the write, or from the write itself.
    const isReadBack =
      !field.startsWith("create") &&
      field !== "updateOidcProvider" &&
      name !== "steps" &&
      !(field === "deactivateMfaDevice" && name === "virtualMfaDevice") &&
      !/Id$|^wasPresent$/.test(name);
    return isReadBack ? [{ field, name, selection, operation, input, reads: Object.keys(cost) }] : [];
  }),
);

/** Operations that return the same data of an entity. */
const others: Readonly<Record<string, readonly string[]>> = {
  GetUser: ["ListUsers", "GetAccountAuthorizationDetails"],
  GetGroup: ["ListGroups"],
};

type ReadBack = (typeof readBacks)[number];

function write(account: Scene, { field, selection, input }: ReadBack) {
  return account.execute<Record<string, unknown>, object>(
    documentOf(field, `__typename ... on ${typeFor(field, "Payload")} { ${selection} }`),
    { input: input(account.ids) },
  );
}

describe("a payload whose entity cannot be read", () => {
  it.each(readBacks)("of $field has $name null with an error that says that the write is done", async (one) => {
    const [read = ""] = one.reads;
    await using account = await createScene();
    account.embedded.setFaults({ deny: [read, ...(others[read] ?? [])] });
    const { data, errors } = await write(account, one);
    expect(data).toEqual({ [one.field]: { __typename: typeFor(one.field, "Payload"), [one.name]: null } });
    expect(errors).toEqual([
      expect.objectContaining({
        path: [one.field, one.name],
        extensions: expect.objectContaining({ code: "IAM_ACCESS_DENIED", action: read, outcome: "DONE" }),
      }),
    ]);
    const { [read]: reads, [one.operation]: writes } = account.counts();
    expect([reads, writes]).toEqual([1, 1]);
  });

  it.each(readBacks.filter(({ reads: [read = ""] }) => read in others))(
    "of $field reads $name with another operation if the look-up is denied, and shows the write",
    async (one) => {
      const [read = ""] = one.reads;
      await using undisturbed = await createScene();
      await using account = await createScene();
      account.embedded.setFaults({ deny: [read] });
      expect(await answered(write(account, one))).toEqual(await answered(write(undisturbed, one)));
      expect(account.counts()).toMatchObject({ [one.operation]: 1, [read]: 1 });
    },
  );

  it("never shows the user as before the write if lists replace GetUser", async () => {
    await using account = await createScene();
    account.embedded.setFaults({ deny: ["GetUser"] });
    const { data, errors } = await account.execute(
      graphql(`mutation ReadBackByLists {
        first: tagUser(input: { userName: "bob", tags: [{ key: "A", value: "1" }] }) {
          ... on TagUserPayload { user { tags { key value } } }
        }
        second: tagUser(input: { userName: "bob", tags: [{ key: "A", value: "2" }] }) {
          ... on TagUserPayload { user { tags { key value } } }
        }
        rename: updateUser(input: { userName: "bob", newUserName: "Robert" }) {
          ... on UpdateUserPayload { user { userName arn tags { key value } } }
        }
      }`),
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      first: { user: { tags: [{ key: "A", value: "1" }] } },
      second: { user: { tags: [{ key: "A", value: "2" }] } },
      rename: {
        user: {
          userName: "Robert",
          arn: "arn:aws:iam::123456789012:user/Robert",
          tags: [{ key: "A", value: "2" }],
        },
      },
    });
  });

  it("does not affect the payload's other fields", async () => {
    await using account = await createScene();
    account.embedded.setFaults({ deny: ["GetGroup", "ListGroups"] });
    const { data, errors } = await account.execute(
      graphql(`mutation HalfReadBack {
        addUserToGroup(input: { userName: "bob", groupName: "ops" }) {
          ... on AddUserToGroupPayload { user { userName groups { totalCount } } group { groupName } }
        }
      }`),
    );
    expect(data?.addUserToGroup).toEqual({ user: { userName: "Bob", groups: { totalCount: 1 } }, group: null });
    expect(errors?.map((error) => error.path)).toEqual([["addUserToGroup", "group"]]);
  });

  it("is null with an error if the entity was deleted meanwhile", async () => {
    await using account = await createScene({
      propagation: { waitMs: 0 },
      intercept: ({ action }) =>
        action === "ListMFADevices"
          ? {
              status: 200,
              body: `<ListMFADevicesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListMFADevicesResult><MFADevices/><IsTruncated>false</IsTruncated></ListMFADevicesResult></ListMFADevicesResponse>`,
            }
          : undefined,
    });
    const { data, errors } = await account.execute(
      documentOf("enableMfaDevice", "... on EnableMfaDevicePayload { mfaDevice { serialNumber } }"),
      { input: mutations["enableMfaDevice"]?.input(account.ids) },
    );
    expect(data).toEqual({ enableMfaDevice: { mfaDevice: null } });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ["enableMfaDevice", "mfaDevice"],
        extensions: expect.objectContaining({ code: "IAM_REJECTED", action: "ListMFADevices" }),
      }),
    ]);
  });
});

/** The response without data that differs from request to request. */
async function answered(answer: Promise<Answer<unknown>>) {
  const { data, errors } = await answer;
  return { data, errors };
}

describe("an error below a payload", () => {
  const document = graphql(`mutation DoneAndNotDone {
    done: tagUser(input: { userName: "bob", tags: [{ key: "A", value: "1" }] }) {
      __typename
      ... on TagUserPayload { user { userName groups { totalCount } } }
    }
    failed: tagUser(input: { userName: "alice", tags: [{ key: "A", value: "1" }] }) { __typename }
  }`);

  it("has the outcome DONE, however deep it is, and one of the mutation itself has not", async () => {
    await using account = await createScene({
      intercept: ({ action, parameters }) =>
        action === "TagUser" && parameters["UserName"] === "alice" ? iamError(403, "AccessDenied", "No.") : undefined,
    });
    account.embedded.setFaults({ deny: ["ListGroupsForUser", "GetAccountAuthorizationDetails"] });
    const { data, errors } = await account.execute(document);
    expect(data).toEqual({
      done: { __typename: "TagUserPayload", user: { userName: "Bob", groups: null } },
      failed: null,
    });
    expect(errors?.map(({ path, extensions }) => [path, extensions?.["code"], extensions?.["outcome"]])).toEqual([
      [["done", "user", "groups"], "IAM_ACCESS_DENIED", "DONE"],
      [["failed"], "IAM_ACCESS_DENIED", undefined],
    ]);
  });

  it("is the same in the stored response of an idempotency key", async () => {
    await using account = await createScene();
    account.embedded.setFaults({ deny: ["ListGroupsForUser", "GetAccountAuthorizationDetails"] });
    const send = () => account.execute(document, undefined, { "idempotency-key": "outcome" });
    const [first, second] = [await send(), await send()];
    expect(second.response.headers.get("idempotency-replayed")).toBe("true");
    expect(first.errors?.map(({ extensions }) => extensions?.["outcome"])).toEqual(["DONE"]);
    expect(second.errors?.map(({ extensions }) => extensions)).toEqual(
      first.errors?.map(({ extensions }) => extensions),
    );
  });

  it("of a query has no outcome", async () => {
    await using account = await createScene();
    account.embedded.setFaults({ deny: ["ListGroupsForUser", "GetAccountAuthorizationDetails"] });
    const { errors } = await account.execute(
      graphql(`query FailedGroups { user(userName: "bob") { groups { totalCount } } }`),
    );
    expect(errors?.map(({ extensions }) => extensions)).toEqual([expect.not.objectContaining({ outcome: "DONE" })]);
  });
});

describe("a failed read before the write", () => {
  it("fails the mutation, and nothing is written", async () => {
    await using account = await createScene();
    account.embedded.setFaults({ deny: ["GetUser", "ListUsers", "GetAccountAuthorizationDetails"] });
    const { data, errors } = await account.execute(documentOf("deleteUser", "... on DeleteUserPayload { deletedId }"), {
      input: { userName: "bob" },
    });
    expect(data).toEqual({ deleteUser: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "IAM_ACCESS_DENIED", action: "GetUser" });
    expect(account.counts()).not.toHaveProperty("DeleteUser");
    account.embedded.setFaults({});
    await account.admin.send(new GetUserCommand({ UserName: "bob" }));
  });
});

describe("several mutations in one document", () => {
  it("run one after another, and each payload shows the state right after its own write", async () => {
    await using account = await createScene();
    const { data, errors } = await account.execute(
      graphql(`mutation Series {
        create: createUser(input: { userName: "Carol" }) { ... on CreateUserPayload { user { tags { key } } } }
        tag: tagUser(input: { userName: "carol", tags: [{ key: "A", value: "" }] }) {
          ... on TagUserPayload { user { tags { key } } }
        }
        rename: updateUser(input: { userName: "carol", newUserName: "Caroline" }) {
          ... on UpdateUserPayload { user { userName tags { key } } }
        }
        old: tagUser(input: { userName: "carol", tags: [] }) { __typename }
        join: addUserToGroup(input: { userName: "caroline", groupName: "ops" }) {
          ... on AddUserToGroupPayload { group { users { nodes { userName } } } }
        }
        leave: removeUserFromGroup(input: { userName: "caroline", groupName: "ops" }) {
          ... on RemoveUserFromGroupPayload { group { users { nodes { userName } } } }
        }
        delete: deleteUser(input: { userName: "caroline" }) { ... on DeleteUserPayload { deletedId } }
      }`),
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      create: { user: { tags: [] } },
      tag: { user: { tags: [{ key: "A" }] } },
      rename: { user: { userName: "Caroline", tags: [{ key: "A" }] } },
      old: { __typename: "NoSuchEntityError" },
      join: { group: { users: { nodes: [{ userName: "Alice" }, { userName: "Caroline" }] } } },
      leave: { group: { users: { nodes: [{ userName: "Alice" }] } } },
      delete: { deletedId: Buffer.from("User:123456789012/Caroline").toString("base64url") },
    });
    expect(account.calls.map(({ action }) => action)).toEqual([
      "CreateUser",
      "TagUser",
      "GetUser",
      "UpdateUser",
      "GetUser",
      "TagUser",
      "AddUserToGroup",
      "GetGroup",
      "RemoveUserFromGroup",
      "GetGroup",
      "GetUser",
      "DeleteUser",
    ]);
  });

  it("continue if one fails", async () => {
    await using account = await createScene({
      intercept: ({ action }) =>
        action === "TagUser" ? iamError(500, "ServiceFailure", "Something broke.") : undefined,
    });
    const { data, errors } = await account.execute(
      graphql(`mutation GoingOn {
        tagUser(input: { userName: "bob", tags: [{ key: "A", value: "" }] }) { __typename }
        deleteUser(input: { userName: "bob" }) { __typename }
      }`),
    );
    expect(data).toEqual({ tagUser: null, deleteUser: { __typename: "DeleteUserPayload" } });
    expect(errors?.map((error) => error.path)).toEqual([["tagUser"]]);
  });
});
