import { TokenKind } from "graphql";
import { ARN_REFUSAL } from "../../../schema/index.ts";

/** A text that quotes a value. */
interface QuotingText {
  /** The whole text. */
  readonly whole?: string;
  /** The start of the text, if the rest quotes a value. */
  readonly begins?: string;
  /** The text for callers, from the names in the original text. @default the start of the text */
  readonly replacement?: (...names: readonly string[]) => string;
}

/**
 * The texts of graphql-js, its executor and yoga that a caller can cause. `%` matches a name or a type. A text that quotes a
 * value is cut where the value starts. All other texts are unknown.
 */
export const knownTexts: readonly (string | QuotingText)[] = [
  // Scalars and enums
  ARN_REFUSAL,
  { begins: "Int cannot represent non-integer value" },
  { begins: "Int cannot represent non 32-bit signed integer value" },
  { begins: "String cannot represent a non string value" },
  { begins: "Boolean cannot represent a non boolean value" },
  { begins: "ID cannot represent a non-string and non-integer value" },
  { begins: "ID cannot represent value" },
  { begins: 'Enum "%" cannot represent non-string value' },
  { begins: 'Enum "%" cannot represent non-enum value' },
  {
    whole: 'Value "%" does not exist in "%" enum.',
    replacement: (_value, type) => `The value does not exist in "${type}" enum.`,
  },
  { begins: 'Value "', replacement: () => "The value does not exist in the enum." },
  // Variables and input objects
  'Variable "$%" of required type "%" was not provided.',
  'Variable "$%" of non-null type "%" must not be null.',
  'Expected non-nullable type "%" not to be null.',
  'Expected type "%" to be an object.',
  'Field "%" of required type "%" was not provided.',
  'Field "%" is not defined by type "%".',
  // Validation
  { begins: 'Expected value of type "%"' },
  'Field "%.%" of required type "%" was not provided.',
  'The "%" definition is not executable.',
  "The schema definition is not executable.",
  'The operation type "%" is not supported.',
  'Cannot query field "%" on type "%".',
  'Fragment cannot condition on non composite type "%".',
  'Fragment "%" cannot condition on non composite type "%".',
  'Unknown argument "%" on field "%.%".',
  'Unknown argument "%" on directive "@%".',
  'Unknown directive "@%".',
  'Directive "@%" may not be used on %.',
  'Unknown fragment "%".',
  'Unknown type "%".',
  "This anonymous operation must be the only defined operation.",
  'Cannot spread fragment "%" within itself.',
  {
    begins: 'Cannot spread fragment "%" within itself via',
    replacement: (name) => `Cannot spread fragment "${name}" within itself.`,
  },
  'Variable "$%" is not defined by operation "%".',
  'Variable "$%" is not defined.',
  'Fragment "%" is never used.',
  'Variable "$%" is never used in operation "%".',
  'Variable "$%" is never used.',
  'Fields "%" conflict because "%" and "%" are different fields. Use different aliases on the fields to fetch both if this was intentional.',
  'Fields "%" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional.',
  'Fields "%" conflict because they have differing stream directives. Use different aliases on the fields to fetch both if this was intentional.',
  'Fields "%" conflict because they return conflicting types "%" and "%". Use different aliases on the fields to fetch both if this was intentional.',
  {
    begins: 'Fields "%" conflict because subfields',
    replacement: (name) =>
      `Fields "${name}" conflict because their subfields do. Use different aliases on the fields to fetch both if this was intentional.`,
  },
  'Fragment cannot be spread here as objects of type "%" can never be of type "%".',
  'Fragment "%" cannot be spread here as objects of type "%" can never be of type "%".',
  'Field "%" argument "%" of type "%" is required, but it was not provided.',
  'Directive "@%" argument "%" of type "%" is required, but it was not provided.',
  'Field "%" must not have a selection since type "%" has no subfields.',
  'Field "%" of type "%" must have a selection of subfields.',
  'There can be only one argument named "%".',
  'The directive "@%" can only be used once at this location.',
  'There can be only one fragment named "%".',
  'There can be only one input field named "%".',
  'There can be only one operation named "%".',
  'There can be only one variable named "$%".',
  'Variable "$%" cannot be non-input type "%".',
  'Variable "$%" of type "%" used in position expecting type "%".',
  "Maximum introspection depth exceeded",
  // Validation of @defer and @stream
  'Directive "%"\'s label argument must be a static string.',
  "Defer/Stream directive label argument must be unique.",
  'Defer directive cannot be used on root mutation type "%".',
  'Stream directive cannot be used on root mutation type "%".',
  'Stream directive cannot be used on non-list field "%" on type "%".',
  // Ours
  "The alias `then` is not supported: use another one.",
  "The variable name `$__proto__` is not supported: use another one.",
  // Yoga
  "Could not determine what operation to execute.",
  "Can only perform a mutation operation from a POST request.",
  "GraphQL only supports GET and POST requests.",
  // Syntax
  "Syntax Error: Unterminated string.",
  "Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (\")?",
  "Syntax Error: Unexpected description, descriptions are not supported on shorthand queries.",
  "Syntax Error: Unexpected description, only GraphQL definitions support descriptions.",
  { begins: "Syntax Error: Invalid character within String" },
  { begins: "Syntax Error: Invalid character escape sequence" },
  { begins: "Syntax Error: Invalid Unicode escape sequence" },
  { begins: "Syntax Error: Invalid number, unexpected digit after 0" },
  { begins: "Syntax Error: Invalid number, expected digit" },
  { begins: "Syntax Error: Unexpected character" },
  { begins: "Syntax Error: Invalid character: U+", replacement: () => "Syntax Error: Invalid character." },
  {
    begins: 'Syntax Error: Unexpected variable "$',
    replacement: () => "Syntax Error: Unexpected variable in constant value.",
  },
  // A field of an input object with an invalid name
  { begins: 'Field "', replacement: () => "A field is not defined by its type." },
];

const HOLE = "%";
/** Above the length of names that a document can have, with the brackets of a type. */
const MAX_NAME_LENGTH = 300;
const SUGGESTION = " Did you mean ";

interface Template {
  readonly text: string;
  readonly parts: readonly string[];
  readonly isWhole: boolean;
  readonly replacement: ((...names: readonly string[]) => string) | undefined;
}

const templates: readonly Template[] = knownTexts.map((known) => {
  const { whole, begins, replacement }: QuotingText = typeof known === "string" ? { whole: known } : known;
  const text = whole ?? begins ?? "";
  return { text, parts: text.split(HOLE), isWhole: whole !== undefined, replacement };
});

/** The text that callers receive. */
export interface SafeText {
  /** The text without values. */
  readonly text: string;
  /** The matching row of `knownTexts`, for tests. */
  readonly known: string;
}

/** A known text without the values that it quotes; `undefined` if the text is unknown. Takes time linear to the text's length. */
export function safeText(text: string): SafeText | undefined {
  for (const template of templates) {
    const filled = fill(template, text);
    if (filled !== undefined) return { text: filled, known: template.text };
  }
  return syntaxText(text);
}

function fill({ parts, isWhole, replacement }: Template, text: string): string | undefined {
  const names: string[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (index > 0) {
      const end = endOfName(text, at);
      if (end === at) return undefined;
      names.push(text.slice(at, end));
      at = end;
    }
    if (!text.startsWith(part, at)) return undefined;
    at += part.length;
  }
  if (!isWhole) return replacement ? replacement(...names) : `${text.slice(0, at)}.`;
  // Only suggestions, which are names of the schema, can follow a whole text.
  if (at < text.length && !text.startsWith(SUGGESTION, at)) return undefined;
  return (replacement ? replacement(...names) : text.slice(0, at)) + text.slice(at);
}

function endOfName(text: string, start: number): number {
  let end = start;
  while (end < text.length && end - start < MAX_NAME_LENGTH && isOfName(text.charCodeAt(end))) end += 1;
  return end;
}

/** Whether a character can be part of a name or a type. */
function isOfName(code: number): boolean {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter || (code >= 48 && code <= 57) || ADDITIONAL.has(code);
}

const ADDITIONAL: ReadonlySet<number> = new Set(Array.from("_![]", (character) => character.charCodeAt(0)));

const SYNTAX_ERROR = "Syntax Error: ";
const FOUND = ", found ";
/** Maximum length of what graphql-js expects: the kind of a token, or a keyword. */
const MAX_EXPECTED_LENGTH = 60;
const NAMED_KINDS: ReadonlySet<string> = new Set([
  TokenKind.NAME,
  TokenKind.INT,
  TokenKind.FLOAT,
  TokenKind.STRING,
  TokenKind.BLOCK_STRING,
  TokenKind.COMMENT,
  TokenKind.SOF,
  TokenKind.EOF,
]);
const kindTexts = Object.values(TokenKind).map((kind) => (NAMED_KINDS.has(kind) ? kind : `"${kind}"`));

/** `Expected ..., found ...` and `Unexpected ...`, with the kind of the token in place of its text. */
function syntaxText(text: string): SafeText | undefined {
  if (!text.startsWith(SYNTAX_ERROR)) return undefined;
  if (text.startsWith("Unexpected ", SYNTAX_ERROR.length)) {
    const front = `${SYNTAX_ERROR}Unexpected `;
    return withKind(front, text.slice(front.length, front.length + MAX_EXPECTED_LENGTH));
  }
  const found = text.slice(0, SYNTAX_ERROR.length + MAX_EXPECTED_LENGTH).indexOf(FOUND);
  if (found === -1 || !text.startsWith("Expected ", SYNTAX_ERROR.length)) return undefined;
  const front = text.slice(0, found + FOUND.length);
  return withKind(front, text.slice(front.length, front.length + MAX_EXPECTED_LENGTH));
}

function withKind(front: string, token: string): SafeText | undefined {
  const kind = kindTexts.find((kind) => token.startsWith(kind));
  return kind === undefined ? undefined : { text: `${front}${kind}.`, known: `${front}%` };
}
