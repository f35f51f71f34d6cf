import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";

/** A request whose parameters cannot be read is its sender's fault: told as such, and neither masked nor quoted in the log. */
export function useParameterErrors(): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          if (error instanceof GraphQLError) throw error;
          throw new GraphQLError('The request is not readable: expected "query" as text and "variables" as JSON.', {
            extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
          });
        }
      });
    },
  };
}
