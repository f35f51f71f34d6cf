import { isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { schema } from "../../../src/schema/index.ts";
import { createVirtualDevice } from "../../support/account.ts";
import { iamError } from "../../support/gateway.ts";
import { createScene, documentOf, idOf, scene, typeFor } from "../../support/scene.ts";

async function createSceneWithPhone() {
  const account = await createScene();
  await createVirtualDevice(account.admin, "phone", scene.bob);
  return account;
}

describe("the previous id in a mutation's payload", () => {
  it.each([
    ["updateUser", "previousId", { userName: "ALICE", newUserName: "Alicia" }],
    ["updateUser", "previousId", { userName: "aLICE", newPath: "/other/" }],
    ["updateGroup", "previousId", { groupName: "OPS", newGroupName: "Operations" }],
    ["deleteUser", "deletedId", { userName: "ALICE", cascade: true }],
    ["deleteGroup", "deletedId", { groupName: "eMPTY" }],
    ["deactivateMfaDevice", "deactivatedId", { userName: "ALICE", serialNumber: scene.ofAlice.toLowerCase() }],
    ["deactivateMfaDevice", "deactivatedId", { userName: "BOB", serialNumber: "arn:aws:iam::123456789012:mfa/PHONE" }],
    ["deleteVirtualMfaDevice", "deletedId", { serialNumber: "arn:aws:iam::123456789012:mfa/SPARE" }],
    ["deleteOidcProvider", "deletedId", { arn: scene.issuer }],
  ])("of %s, %s is the id that `node` accepted before, given %j", async (field, idField, input) => {
    await using account = await createSceneWithPhone();
    const { data, errors } = await account.execute<Record<string, Record<string, string>>, object>(
      documentOf(field, `... on ${typeFor(field, "Payload")} { ${idField} }`),
      { input },
    );
    expect(errors).toBeUndefined();
    await using before = await createSceneWithPhone();
    const query = "query ($id: ID!) { node(id: $id) { id } }";
    const id = data?.[field]?.[idField];
    expect((await before.execute<object, object>(query, { id })).data).toEqual({ node: { id } });
    // After the mutation, only a moved entity still has its id.
    const isThere = "newPath" in input;
    expect((await account.execute<object, object>(query, { id })).data).toEqual({ node: isThere ? { id } : null });
  });

  it("is read from the list of unassigned devices only", async () => {
    await using account = await createSceneWithPhone();
    await account.execute(documentOf("deleteVirtualMfaDevice", "... on DeleteVirtualMfaDevicePayload { deletedId }"), {
      input: { serialNumber: scene.spare },
    });
    expect(account.calls).toEqual([
      { action: "ListVirtualMFADevices", parameters: { AssignmentStatus: "Unassigned", MaxItems: "1000" } },
      { action: "DeleteVirtualMFADevice", parameters: { SerialNumber: scene.spare } },
    ]);
  });
});

describe("the replaced id", () => {
  const replacing = (field: string) => documentOf(field, `... on ${typeFor(field, "Payload")} { replacedId }`);

  it.each([
    ["updateUser", { userName: "ALICE", newUserName: "Alicia" }, "User:123456789012/Alice", { GetUser: 1 }],
    ["updateUser", { userName: "alice", newUserName: "Alice", newPath: "/new/" }, null, { GetUser: 1 }],
    ["updateUser", { userName: "ALICE", newPath: "/new/" }, null, {}],
    ["updateUser", { userName: "ALICE", newUserName: null, newPath: "/new/" }, null, {}],
    ["updateGroup", { groupName: "OPS", newGroupName: "Operations" }, "Group:123456789012/Ops", { GetGroup: 1 }],
    ["updateGroup", { groupName: "ops", newGroupName: "Ops", newPath: "/new/" }, null, { GetGroup: 1 }],
    ["updateGroup", { groupName: "OPS", newPath: "/new/" }, null, {}],
  ])("of %s with %j is %s", async (field, input, replaced, calls) => {
    await using account = await createScene({ knowsAccount: false });
    const { data, errors } = await account.execute<object, object>(replacing(field), { input });
    const replacedId = replaced && idOf(replaced);
    expect([data, errors]).toEqual([{ [field]: { replacedId } }, undefined]);
    expect(account.counts()).toEqual({ ...calls, [field === "updateUser" ? "UpdateUser" : "UpdateGroup"]: 1 });
    if (replacedId === null) return;
    const node = await account.execute<object, object>("query ($id: ID!) { node(id: $id) { id } }", { id: replacedId });
    expect(node.data).toEqual({ node: null });
  });

  it("replaces the previous id, which is deprecated because it can be the current one", () => {
    for (const name of ["UpdateUserPayload", "UpdateGroupPayload"]) {
      const type = schema.getType(name);
      if (!isObjectType(type)) throw new Error(`expected ${name}`);
      expect(type.getFields()["previousId"]?.deprecationReason).toContain("replacedId");
    }
  });
});

describe("the id of a deactivated hardware device", () => {
  const mutation = documentOf("deactivateMfaDevice", "... on DeactivateMfaDevicePayload { deactivatedId }");
  const input = { userName: scene.alice, serialNumber: scene.ofAlice };

  it("costs one call of the process if the gateway does not know its account", async () => {
    await using account = await createScene({ knowsAccount: false });
    const { data } = await account.execute<object, object>(mutation, { input });
    const deactivatedId = idOf(`MfaDevice:123456789012/${scene.alice}/${scene.ofAlice}`);
    expect(data).toEqual({ deactivateMfaDevice: { deactivatedId } });
    expect(account.calls.map(({ action }) => action)).toEqual(["ListMFADevices", "GetUser", "DeactivateMFADevice"]);
  });

  it("fails before the change if the account cannot be read", async () => {
    await using account = await createScene({
      knowsAccount: false,
      intercept: ({ action }) =>
        /^(List|Get)/.test(action) && action !== "ListMFADevices" ? iamError(403, "AccessDenied", "No.") : undefined,
    });
    const { data, errors } = await account.execute<object, object>(mutation, { input });
    expect(data).toEqual({ deactivateMfaDevice: null });
    expect(errors).toMatchObject([{ path: ["deactivateMfaDevice"], extensions: { code: "IAM_ACCESS_DENIED" } }]);
    expect(account.counts()["DeactivateMFADevice"]).toBeUndefined();
  });
});
