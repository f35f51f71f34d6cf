import { GraphQLError } from "graphql";

/** The same error with another message. Its locations are copied, because graphql-js would compute them again for each error. */
export function withMessage(
  { path, nodes, source, positions, locations }: GraphQLError,
  message: string,
  extensions: GraphQLError["extensions"],
): GraphQLError {
  const place = { nodes, source, positions, locations };
  return Object.assign(new GraphQLError(message, { path, extensions }), place);
}
