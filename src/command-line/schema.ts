import { printSchemaText, printSubgraphText } from "../schema/index.ts";
import { parseSchemaPrefix } from "../settings/index.ts";
import { defineCommand } from "./shell/command.ts";
import { UsageError } from "./shell/failures.ts";
import { withOperatorErrors } from "./shell/operator-errors.ts";

export const command = defineCommand({
  name: "schema",
  description: ["Prints the GraphQL schema of the endpoint. IAMQL_SCHEMA_PREFIX applies to its names."],
  options: {
    subgraph: { type: "boolean", meaning: "print the schema of a subgraph for Apollo Federation" },
    "no-auth-directives": {
      type: "boolean",
      meaning: "with --subgraph: omit @requiresScopes, for routers that reject it",
    },
  },
  async run({ options: { subgraph = false, "no-auth-directives": withoutAuth = false }, env, output }) {
    if (withoutAuth && !subgraph) throw new UsageError("Expected --no-auth-directives together with --subgraph.");
    const prefix = await withOperatorErrors(async () => parseSchemaPrefix(env));
    await output.write(
      subgraph ? printSubgraphText({ authDirectives: !withoutAuth }, prefix) : printSchemaText(prefix),
    );
  },
});
