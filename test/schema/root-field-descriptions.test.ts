import { readFileSync } from "node:fs";
import { buildSchema, type GraphQLField, type GraphQLObjectType, getNamedType, isUnionType } from "graphql";
import { describe, expect, it } from "vitest";
import { printSchemaText, schema } from "../../src/schema/index.ts";

const front = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));

const fieldsOf = (type: GraphQLObjectType | null | undefined) => Object.values(type?.getFields() ?? {});
const queries = fieldsOf(front.getQueryType());
const mutations = fieldsOf(front.getMutationType());

/** The scopes that the served field declares. */
function scopesOf(name: string): readonly string[] {
  const field = schema.getQueryType()?.getFields()[name] ?? schema.getMutationType()?.getFields()[name];
  return Object(field?.extensions)["scopes"];
}

const descriptionOf = ({ description }: GraphQLField<unknown, unknown>) => description ?? "";

describe("the description of a root field", () => {
  it.each([...queries, ...mutations].map((field) => [field.name, field] as const))(
    "%s names the scopes that it requires, and no other",
    (name, field) => {
      const [, sentence = ""] = /Requires the scopes? ([^.]*)\./.exec(descriptionOf(field)) ?? [];
      expect([...sentence.matchAll(/`([^`]+)`/g)].map(([, scope]) => scope)).toEqual(scopesOf(name));
    },
  );

  it("says what GraphiQL users need of a query and of a mutation", () => {
    const { users } = front.getQueryType()?.getFields() ?? {};
    const { createVirtualMfaDevice } = front.getMutationType()?.getFields() ?? {};
    expect(users?.description).toMatch(/ordered by name\. Requires the scope `iam:read`\.$/);
    expect(createVirtualMfaDevice?.description).toContain("Requires the scopes `iam:write` and `iam:secrets`.");
    expect(createVirtualMfaDevice?.description).toContain("then `enableMfaDevice`");
  });

  it.each(mutations.map((field) => [field.name, field] as const))(
    "%s names its typed errors and both places of the idempotency key",
    (_name, field) => {
      const result = getNamedType(field.type);
      const members = isUnionType(result) ? result.getTypes().map(({ name }) => name) : [];
      const [, sentence = ""] = /Typed errors: ([^.]*)\./.exec(descriptionOf(field)) ?? [];
      const named = [...sentence.matchAll(/`([^`]+)`/g)].map(([, error]) => error);
      expect(named).toEqual(members.filter((name) => name.endsWith("Error")));
      expect(named).toContain("InvalidInputError");
      expect(descriptionOf(field)).toContain("`idempotency-key`");
      expect(descriptionOf(field)).toContain("`input.idempotencyKey`");
    },
  );

  it("names the types of a schema with a prefix as they are there", () => {
    const prefixed = buildSchema(printSchemaText("Iam"));
    const { iamCreateUser } = prefixed.getMutationType()?.getFields() ?? {};
    expect(iamCreateUser?.description).toContain("`IamNoSuchEntityError`");
  });
});

describe("the description of a result union", () => {
  it("says that members can be added, and how to select all errors", () => {
    for (const { type } of mutations) {
      expect(getNamedType(type).description).toContain("Members can be added: select `... on IamError`");
    }
  });
});
