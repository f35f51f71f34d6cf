import { readFileSync } from "node:fs";
import { buildClientSchema, buildSchema, findBreakingChanges, isAbstractType, printSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { printIntrospection, printPossibleTypes } from "../../src/schema/index.ts";

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const schema = buildSchema(read("schema.graphql"));
const packageJson: { readonly exports: object; readonly files: readonly string[] } = JSON.parse(read("package.json"));

describe.each([
  ["possible-types.json", printPossibleTypes],
  ["introspection.json", printIntrospection],
])("%s", (file, print) => {
  it("is what `npm run schema` writes", () => {
    expect(read(file)).toBe(print());
  });

  it("is in the package, and exported by its name", () => {
    expect(packageJson.files).toContain(file);
    expect(packageJson.exports).toHaveProperty([`./${file}`], `./${file}`);
  });
});

describe("the files for the caches of clients", () => {
  it("have the possible types of every interface and union", () => {
    const possibleTypes: Record<string, string[]> = JSON.parse(read("possible-types.json"));
    const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
    expect(Object.keys(possibleTypes).toSorted()).toEqual(abstract.map(({ name }) => name).toSorted());
    for (const type of abstract) {
      expect(possibleTypes[type.name]).toEqual(schema.getPossibleTypes(type).map(({ name }) => name));
    }
    expect(possibleTypes["IamError"]).toContain("NoSuchEntityError");
  });

  it("have the whole schema as an introspection result, without descriptions", () => {
    const introspection = JSON.parse(read("introspection.json"));
    const client = buildClientSchema(introspection);
    // Without the scalars that the schema does not use.
    const printed = buildSchema(printSchema(client));
    expect([findBreakingChanges(schema, printed), findBreakingChanges(printed, schema)]).toEqual([[], []]);
    expect(read("introspection.json")).not.toContain('"description":"');
  });

  it("have the names of a schema with a prefix", () => {
    expect(JSON.parse(printPossibleTypes("Iam"))["Node"]).toContain("IamUser");
    expect(printIntrospection("Iam")).toContain('"name":"iamUsers"');
  });
});
