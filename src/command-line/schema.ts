import { printIntrospection, printPossibleTypes, printSchemaText, printSubgraphText } from "../schema/index.ts";
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
    "possible-types": { type: "boolean", meaning: "print possibleTypes for Apollo Client's cache, as JSON" },
    introspection: { type: "boolean", meaning: "print the introspection result for other caches and tools, as JSON" },
  },
  async run({ options, env, output }) {
    const { subgraph, "no-auth-directives": withoutAuth, "possible-types": possibleTypes, introspection } = options;
    if (withoutAuth && !subgraph) throw new UsageError("Expected --no-auth-directives together with --subgraph.");
    if ([subgraph, possibleTypes, introspection].filter(Boolean).length > 1) {
      throw new UsageError("Expected at most one of --subgraph, --possible-types and --introspection.");
    }
    const prefix = await withOperatorErrors(async () => parseSchemaPrefix(env));
    if (subgraph) return output.write(printSubgraphText({ authDirectives: !withoutAuth }, prefix));
    if (possibleTypes) return output.write(printPossibleTypes(prefix));
    if (introspection) return output.write(printIntrospection(prefix));
    return output.write(printSchemaText(prefix));
  },
});
