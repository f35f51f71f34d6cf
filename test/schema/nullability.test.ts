import { readFileSync } from "node:fs";
import { buildSchema, isNonNullType, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { printSchemaText, schema } from "../../src/schema/index.ts";
import { nullWhenOf } from "../../src/schema/nullability/index.ts";
import { semanticNonNullFields } from "../support/semantic-nulls.ts";

const served = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));

/** The nullable fields of all object types, as `Type.field`, each with what its definition declares. */
function nullableFields(): Map<string, string> {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith("_"));
  return new Map(
    types.filter(isObjectType).flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => !isNonNullType(field.type))
        .map((field) => {
          const nullWhen = nullWhenOf(field);
          return [`${type.name}.${field.name}`, typeof nullWhen === "symbol" ? "failed" : (nullWhen ?? "undeclared")];
        }),
    ),
  );
}

describe("a nullable field", () => {
  it("declares with its option nullWhen whether it is null only with an error, or else when", () => {
    const undeclared = [...nullableFields()].filter(([, nullWhen]) => nullWhen === "undeclared");
    expect(undeclared.map(([name]) => name)).toEqual([]);
  });

  it("has @semanticNonNull in schema.graphql exactly if it is null only with an error", () => {
    const failing = [...nullableFields()].filter(([, nullWhen]) => nullWhen === "failed").map(([name]) => name);
    expect(semanticNonNullFields(served).toSorted()).toEqual(failing.toSorted());
    expect(failing).toEqual(
      expect.arrayContaining([
        "Mutation.createUser",
        "OidcProvider.clientIds",
        "Query.users",
        "TagUserPayload.user",
        "User.hasMfa",
        "User.passwordEnabled",
        "User.tags",
      ]),
    );
  });

  it("does not have @semanticNonNull if it can be null without an error", () => {
    const names = semanticNonNullFields(served);
    const reallyNullable = [
      "NoSuchEntityError.requestId",
      "PageInfo.endCursor",
      "Query.node",
      "Query.user",
      "User.passwordLastUsed",
      "User.permissionsBoundary",
      "UserConnection.totalCount",
      "VirtualMfaDevice.user",
    ];
    expect(reallyNullable.filter((name) => names.includes(name))).toEqual([]);
    expect([...nullableFields().keys()]).toEqual(expect.arrayContaining(reallyNullable));
  });

  it("keeps the directive if names have a prefix", () => {
    const prefixed = buildSchema(printSchemaText("Iam"));
    expect(semanticNonNullFields(prefixed)).toEqual(expect.arrayContaining(["IamUser.tags", "Query.iamUsers"]));
  });
});
