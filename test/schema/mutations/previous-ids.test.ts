import { describe, expect, it } from "vitest";
import { createVirtualDevice } from "../../support/account.ts";
import { createScene, documentOf, scene, typeFor } from "../../support/scene.ts";

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
