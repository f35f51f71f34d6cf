import { expect, it } from "vitest";
import { createScene, scene } from "./scene.ts";

it("the scene knows the ids that the account has generated", async () => {
  await using account = await createScene();
  const { data } = await account.execute(`{
    alice: user(userName: "${scene.alice}") { userId } bob: user(userName: "${scene.bob}") { userId }
    ops: group(groupName: "${scene.ops}") { groupId } empty: group(groupName: "${scene.empty}") { groupId }
  }`);
  const { alice, bob, ops, empty } = account.ids;
  expect(data).toEqual({
    alice: { userId: alice },
    bob: { userId: bob },
    ops: { groupId: ops },
    empty: { groupId: empty },
  });
});
