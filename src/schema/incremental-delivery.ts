import { GraphQLDeferDirective, GraphQLStreamDirective } from "@graphql-tools/utils";
import { GraphQLDirective, GraphQLSchema } from "graphql";

const HOW =
  "A query whose request accepts `multipart/mixed` or `text/event-stream` is answered in parts then; all others are answered whole.";

/** `@defer` and `@stream`, by which a front end says what of a query it can wait for. */
export const INCREMENTAL_DIRECTIVES: readonly GraphQLDirective[] = [
  new GraphQLDirective({
    ...GraphQLDeferDirective.toConfig(),
    description: `What the fragment selects may come after the rest of the answer. ${HOW}`,
  }),
  new GraphQLDirective({
    ...GraphQLStreamDirective.toConfig(),
    description: `The list's entries behind the first \`initialCount\` may come after the rest of the answer. ${HOW}`,
  }),
];

/** The same schema with these directives. */
export function withIncrementalDelivery(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, directives: [...config.directives, ...INCREMENTAL_DIRECTIVES] });
}
