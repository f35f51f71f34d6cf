import { getNamedType, isInputObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { schema } from "../../../src/schema/index.ts";
import { type InputRows, notSent, sent } from "../../../src/schema/mutation/input.ts";
import { createScene, documentOf, mutations, scene } from "../../support/scene.ts";

const tags = [
  { key: "Team", value: "a-value-of-a-tag" },
  { key: "Colour", value: "a-value-of-a-tag" },
];
const tagKeys = ["Team", "Colour"];
const thumbprints = ["b".repeat(40)];

/** Complete inputs of the mutations whose input in the scene omits fields. */
const complete: Readonly<Record<string, object>> = {
  createUser: { userName: "Carol", path: "/new/", permissionsBoundaryArn: scene.boundary, tags },
  updateUser: { userName: scene.alice, newUserName: "Alicia", newPath: "/new/" },
  deleteUser: { userName: scene.bob, cascade: true, dryRun: false },
  createGroup: { groupName: "Staff", path: "/new/" },
  updateGroup: { groupName: scene.ops, newGroupName: "Operations", newPath: "/new/" },
  createVirtualMfaDevice: { virtualMfaDeviceName: "Phone", path: "/new/", tags },
  updateOidcProvider: { arn: scene.issuer, clientIds: ["one"], thumbprints, tags },
  createOidcProvider: { url: "https://other.example", clientIds: ["one", "two"], thumbprints, tags },
};

/** Fields that decide what a mutation does, and that IAM does not know. */
const notSentFields = ["deleteUser.cascade", "deleteUser.dryRun"];

/** Every value in an input, with the path of its field. */
function valuesIn(value: unknown, path: string): [path: string, value: string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, member]) => valuesIn(member, `${path}.${name}`));
}

/** The audited part of an input: without secrets and the idempotency key, and of tags only their keys. */
function auditedOf({
  authenticationCode1: _1,
  authenticationCode2: _2,
  idempotencyKey: _3,
  tags,
  ...audited
}: Record<string, unknown>) {
  const keys = Array.isArray(tags) ? tags.map(({ key }) => key) : undefined;
  return keys ? { ...audited, tagKeys: keys } : audited;
}

function fieldsOf(mutation: string): string[] {
  const field = schema.getMutationType()?.getFields()[mutation];
  const type = getNamedType(field?.args.find(({ name }) => name === "input")?.type);
  return isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}

describe("every field of a mutation's input", () => {
  it.each(Object.entries(mutations))(
    "%s sends to IAM and audits, except secrets and values of tags",
    async (field, one) => {
      await using account = await createScene();
      const idempotencyKey = "a-key-of-the-caller";
      const given: Record<string, unknown> = { ...(complete[field] ?? one.input(account.ids)), idempotencyKey };
      // No field of the input is left out of this test.
      expect(Object.keys(given).toSorted()).toEqual(fieldsOf(field).toSorted());
      const { errors } = await account.execute(documentOf(field, "__typename"), { input: given });
      expect(errors).toBeUndefined();

      const sent: readonly unknown[] = account.calls.flatMap(({ parameters }) => Object.values(parameters));
      const dropped = valuesIn(given, field).filter(
        ([path, value]) => !sent.includes(value) && ![...notSentFields, `${field}.idempotencyKey`].includes(path),
      );
      expect(dropped).toEqual([]);
      expect(sent).not.toContain(idempotencyKey);

      const lines = account.auditLines.map((line) => JSON.parse(line));
      expect(lines.map(({ event, entity }) => [event, entity])).toEqual([
        ["intent", auditedOf(given)],
        ["outcome", auditedOf(given)],
      ]);
      for (const { target } of lines.at(-1).writes) expect(target).not.toBe("");
      const text = account.auditLines.join();
      for (const secret of [
        "a-value-of-a-tag",
        idempotencyKey,
        given["authenticationCode1"],
        given["authenticationCode2"],
      ]) {
        if (typeof secret === "string") expect(text).not.toContain(secret);
      }
    },
  );
});

describe("the rows of an input", () => {
  type Input = { readonly userName: string; readonly path?: string | null };
  type Rows = InputRows<Input, "UserName" | "Path">;

  it("are a type error if a field has no row, or is sent as a member that the operation does not have", () => {
    const complete: Rows = { userName: sent("UserName"), path: notSent };
    // @ts-expect-error path has no row
    const withoutPath: Rows = { userName: sent("UserName") };
    // @ts-expect-error the operation has no member PathPrefix
    const misspelt: Rows = { userName: sent("UserName"), path: sent("PathPrefix") };
    expect([complete, withoutPath, misspelt].map((rows) => rows.userName.member)).toEqual(Array(3).fill("UserName"));
  });
});

describe("the audit of a mutation", () => {
  it("has the keys of tags", async () => {
    await using account = await createScene();
    await account.execute(documentOf("tagUser", "__typename"), { input: { userName: "bob", tags } });
    expect(JSON.parse(account.auditLines[0] ?? "")).toMatchObject({ entity: { userName: "bob", tagKeys } });
  });
});
