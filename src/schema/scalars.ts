import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";

/** The error message of `Arn`, in variables, documents and results. */
export const ARN_REFUSAL = "Arn is text: expected a string.";

/** An ARN. Input can be any string: the field that gets it validates it. The errors never quote a value. */
export const ArnScalar = new GraphQLScalarType<string, string>({
  name: "Arn",
  description:
    "An Amazon Resource Name, such as `arn:aws:iam::123456789012:user/engineering/alice`: unique across all of AWS.",
  serialize: (value) => textOf(value, ARN_REFUSAL),
  parseValue: (value) => textOf(value, ARN_REFUSAL),
  parseLiteral: (node) => textOf(node.kind === Kind.STRING ? node.value : undefined, ARN_REFUSAL, node),
});

/** Bytes as base64 text (RFC 4648, section 4). The errors never quote a value, because it can be a secret. */
export const ByteScalar = new GraphQLScalarType<string, string>({
  name: "Byte",
  description: "Bytes as base64 text (RFC 4648, section 4, with padding).",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc4648#section-4",
  serialize: (value) => (value instanceof Uint8Array ? Buffer.from(value).toString("base64") : base64Of(value)),
  parseValue: (value) => base64Of(value),
  parseLiteral: (node) => base64Of(node.kind === Kind.STRING ? node.value : undefined),
});

function textOf(value: unknown, refusal: string, node?: ValueNode): string {
  if (typeof value === "string") return value;
  throw new GraphQLError(refusal, { nodes: node });
}

function base64Of(value: unknown): string {
  const text = textOf(value, "Byte is text: expected a string.");
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return text;
  throw new GraphQLError("Byte is base64 text: expected characters of A-Z a-z 0-9 + / in fours, padded with =.");
}
