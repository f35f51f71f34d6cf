import { type GraphQLError, Lexer, Source, TokenKind } from "graphql";
import type { Limits } from "./limits.ts";
import { tooExpensive } from "./refusal.ts";

/** Far beyond any name of the schema's: graphql compares an unknown name with each known one, letter by letter. */
const LONGEST_NAME = 256;
/** Beyond any IAMQL_MAX_DEPTH, and far below what graphql's own recursion can bear. */
const DEEPEST_NESTING = 250;

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * What is wrong with a document's bare tokens, found before it is parsed and without reading on behind the fault:
 * parsing takes memory for each of them, and stack for each level of brackets.
 */
export function findTokenFault(text: string, { maxTokens }: Pick<Limits, "maxTokens">): GraphQLError | undefined {
  // Graphql counts the lines before each error, and keeps each comment.
  if (hasMoreLines(text, maxTokens)) {
    return tooExpensive(`The document exceeds the limit of ${maxTokens} lines.`, { limit: maxTokens });
  }
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  for (let count = 1; ; count += 1) {
    const token = nextToken(lexer);
    // The parser tells of syntax errors.
    if (token === undefined || token.kind === TokenKind.EOF) return undefined;
    if (count > maxTokens) {
      return tooExpensive(`The document exceeds the limit of ${maxTokens} tokens.`, { limit: maxTokens });
    }
    if (token.kind === TokenKind.NAME && token.end - token.start > LONGEST_NAME) {
      const message = `A name in the document has ${token.end - token.start} characters: expected at most ${LONGEST_NAME}.`;
      return tooExpensive(message, { limit: LONGEST_NAME });
    }
    if (OPENING.has(token.kind)) depth += 1;
    if (CLOSING.has(token.kind)) depth -= 1;
    if (depth > DEEPEST_NESTING) {
      const message = `The document exceeds the limit of ${DEEPEST_NESTING} nested brackets.`;
      return tooExpensive(message, { limit: DEEPEST_NESTING });
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

/** Lines end as they do for graphql. */
function hasMoreLines(text: string, limit: number): boolean {
  return (
    text
      .matchAll(/\r\n|[\n\r]/g)
      .drop(limit)
      .next().done === false
  );
}
