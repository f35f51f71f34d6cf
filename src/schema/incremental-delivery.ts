import { GraphQLDeferDirective, GraphQLStreamDirective } from "@graphql-tools/utils";
import { GraphQLDirective, GraphQLSchema } from "graphql";

const HOW =
  "Requires a query whose request accepts `multipart/mixed` or `text/event-stream`; other requests get the whole result at once.";

/** `@defer` and `@stream`, by which a client marks parts of a query that can arrive later. */
export const INCREMENTAL_DIRECTIVES: readonly GraphQLDirective[] = [
  new GraphQLDirective({
    ...GraphQLDeferDirective.toConfig(),
    description: `The fragment's fields can arrive after the rest of the result. ${HOW}`,
  }),
  new GraphQLDirective({
    ...GraphQLStreamDirective.toConfig(),
    description: `The list's entries after the first \`initialCount\` can arrive after the rest of the result. ${HOW}`,
  }),
];

const DESCRIPTION =
  "Users, groups, MFA devices and OpenID Connect providers of one AWS account, read from and written to AWS IAM. Lists are Relay connections; every entity has a global id for `node`. Each mutation returns a union of its payload and typed errors.";

/** A copy of the schema with a description and the directives of incremental delivery. */
export function withIncrementalDelivery(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    description: DESCRIPTION,
    directives: [...config.directives, ...INCREMENTAL_DIRECTIVES],
  });
}
