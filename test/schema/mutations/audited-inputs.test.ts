import { getNamedType, isInputObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { schema } from "../../../src/schema/index.ts";
import { createScene, documentOf, mutations, scene } from "../../support/scene.ts";

const tags = [
  { key: "Team", value: "a-value-of-a-tag" },
  { key: "Colour", value: "a-value-of-a-tag" },
];
const tagKeys = ["Team", "Colour"];
const thumbprints = ["b".repeat(40)];

/** Of the scene's inputs, those that leave fields out, with all of them. */
const complete: Readonly<Record<string, object>> = {
  createUser: { userName: "Carol", path: "/new/", permissionsBoundaryArn: scene.boundary, tags },
  updateUser: { userName: scene.alice, newUserName: "Alicia", newPath: "/new/" },
  deleteUser: { userName: scene.bob, cascade: true, dryRun: false },
  createGroup: { groupName: "Staff", path: "/new/" },
  updateGroup: { groupName: scene.ops, newGroupName: "Operations", newPath: "/new/" },
  createVirtualMfaDevice: { virtualMfaDeviceName: "Phone", path: "/new/", tags },
  createOidcProvider: { url: "https://other.example", clientIds: ["one", "two"], thumbprints, tags },
};

/** What is never in the audit, and what of the tags is. */
function auditedOf({ authenticationCode1: _1, authenticationCode2: _2, tags, ...audited }: Record<string, unknown>) {
  const keys = Array.isArray(tags) ? tags.map(({ key }) => key) : undefined;
  return keys ? { ...audited, tagKeys: keys } : audited;
}

function fieldsOf(mutation: string): string[] {
  const field = schema.getMutationType()?.getFields()[mutation];
  const type = getNamedType(field?.args.find(({ name }) => name === "input")?.type);
  return isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}

describe("the audit of a mutation", () => {
  it.each(Object.entries(mutations))(
    "has all that %s was given, but secrets and values of tags",
    async (field, { input }) => {
      await using account = await createScene();
      const given: Record<string, unknown> = { ...(complete[field] ?? input(account.ids)) };
      // So that no field of any input is left out of this test.
      expect(Object.keys(given).toSorted()).toEqual(fieldsOf(field).toSorted());
      const { errors } = await account.execute(documentOf(field, "__typename"), { input: given });
      expect(errors).toBeUndefined();
      const lines = account.auditLines.map((line) => JSON.parse(line));
      expect(lines.map(({ event, entity }) => [event, entity])).toEqual([
        ["intent", auditedOf(given)],
        ["outcome", auditedOf(given)],
      ]);
      for (const { target } of lines.at(-1).writes) expect(target).not.toBe("");
      const text = account.auditLines.join();
      for (const secret of ["a-value-of-a-tag", given["authenticationCode1"], given["authenticationCode2"]]) {
        if (typeof secret === "string") expect(text).not.toContain(secret);
      }
    },
  );

  it("has the keys of tags", async () => {
    await using account = await createScene();
    await account.execute(documentOf("tagUser", "__typename"), { input: { userName: "bob", tags } });
    expect(JSON.parse(account.auditLines[0] ?? "")).toMatchObject({ entity: { userName: "bob", tagKeys } });
  });
});
