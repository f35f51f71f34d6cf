import { printSchemaText, printSubgraphText } from "../schema/index.ts";
import { parseSchemaPrefix } from "../settings/index.ts";
import { defineCommand } from "./shell/command.ts";
import { UsageError } from "./shell/failures.ts";
import { withOperatorErrors } from "./shell/operator-errors.ts";

export const command = defineCommand({
  name: "schema",
  description: [
    "Prints the GraphQL schema that the endpoint serves, with the names that IAMQL_SCHEMA_PREFIX gives it.",
  ],
  options: {
    subgraph: { type: "boolean", meaning: "as a subgraph of Apollo's federation" },
    "no-auth-directives": {
      type: "boolean",
      meaning: "with --subgraph: without @requiresScopes, for gateways that refuse it",
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
