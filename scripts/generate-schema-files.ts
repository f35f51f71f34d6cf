// Writes the schema's files for front ends: `npm run schema`. Tests compare them with what the source generates.
import { writeFileSync } from "node:fs";
import { printIntrospection, printPossibleTypes, printSchemaText } from "../src/schema/index.ts";

const files = {
  "schema.graphql": printSchemaText,
  "possible-types.json": printPossibleTypes,
  "introspection.json": printIntrospection,
};

for (const [name, print] of Object.entries(files)) writeFileSync(new URL(`../${name}`, import.meta.url), print());
