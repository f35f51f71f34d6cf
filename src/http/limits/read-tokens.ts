import { type GraphQLError, Lexer, Source, TokenKind } from "graphql";
import type { Limits } from "./limits.ts";
import { tooExpensive } from "./refusal.ts";

/** Far above any name of the schema. graphql-js compares an unknown name with each known name, letter by letter. */
const MAX_NAME_LENGTH = 256;
/** Above any IAMQL_MAX_DEPTH, and far below the recursion that exhausts the stack of graphql-js. */
const MAX_NESTING = 250;

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * An error if a document has too many lines, tokens or nested brackets, or too long a name. It is called before the document
 * is parsed, because parsing takes memory for each token and stack for each level of brackets. It stops reading at the first
 * error.
 */
export function findTokenError(text: string, { maxTokens }: Pick<Limits, "maxTokens">): GraphQLError | undefined {
  // graphql-js counts the lines before each error, and keeps each comment.
  if (hasMoreLines(text, maxTokens)) {
    return tooExpensive(`The document exceeds the limit of ${maxTokens} lines.`, { limit: maxTokens });
  }
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  for (let count = 1; ; count += 1) {
    const token = nextToken(lexer);
    // The parser reports syntax errors.
    if (token === undefined || token.kind === TokenKind.EOF) return undefined;
    if (count > maxTokens) {
      return tooExpensive(`The document exceeds the limit of ${maxTokens} tokens.`, { limit: maxTokens });
    }
    if (token.kind === TokenKind.NAME && token.end - token.start > MAX_NAME_LENGTH) {
      const message = `A name in the document has ${token.end - token.start} characters; the limit is ${MAX_NAME_LENGTH}.`;
      return tooExpensive(message, { limit: MAX_NAME_LENGTH });
    }
    if (OPENING.has(token.kind)) depth += 1;
    if (CLOSING.has(token.kind)) depth -= 1;
    if (depth > MAX_NESTING) {
      const message = `The document exceeds the limit of ${MAX_NESTING} nested brackets.`;
      return tooExpensive(message, { limit: MAX_NESTING });
    }
  }
}

function nextToken(lexer: Lexer) {
  try {
    return lexer.advance();
  } catch {
    return undefined;
  }
}

/** Line ends are those of graphql-js. */
function hasMoreLines(text: string, limit: number): boolean {
  return (
    text
      .matchAll(/\r\n|[\n\r]/g)
      .drop(limit)
      .next().done === false
  );
}
