import { GraphQLError } from "graphql";

/**
 * The same error with another message. Its place is copied: graphql-js would count the lines of the document for each error
 * again.
 */
export function withMessage(
  { path, nodes, source, positions, locations }: GraphQLError,
  message: string,
  extensions: GraphQLError["extensions"],
): GraphQLError {
  const place = { nodes, source, positions, locations };
  return Object.assign(new GraphQLError(message, { path, extensions }), place);
}
