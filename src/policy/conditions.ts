/** One condition key under one operator: `{"StringLike": {"aws:userid": ["AIDA*"]}}`. */
export interface Condition {
  /** The operator without prefix and suffix. */
  readonly operator: Operator;
  readonly set: "ForAnyValue" | "ForAllValues" | undefined;
  readonly ifExists: boolean;
  /** The key in the document's spelling. Keys ignore case. */
  readonly key: string;
  /** Numbers and booleans are in their JSON form. */
  readonly values: readonly string[];
}

/** The kinds of literals in conditions. Values of the kind `text` and `boolean` are free. */
export type LiteralKind = "text" | "number" | "date" | "boolean" | "binary" | "address";

/** The condition operators with the kind of their values (AWS documentation, "IAM JSON policy elements: Condition operators"). */
export const operators = {
  StringEquals: "text",
  StringNotEquals: "text",
  StringEqualsIgnoreCase: "text",
  StringNotEqualsIgnoreCase: "text",
  StringLike: "text",
  StringNotLike: "text",
  NumericEquals: "number",
  NumericNotEquals: "number",
  NumericLessThan: "number",
  NumericLessThanEquals: "number",
  NumericGreaterThan: "number",
  NumericGreaterThanEquals: "number",
  DateEquals: "date",
  DateNotEquals: "date",
  DateLessThan: "date",
  DateLessThanEquals: "date",
  DateGreaterThan: "date",
  DateGreaterThanEquals: "date",
  Bool: "boolean",
  BinaryEquals: "binary",
  IpAddress: "address",
  NotIpAddress: "address",
  ArnEquals: "text",
  ArnLike: "text",
  ArnNotEquals: "text",
  ArnNotLike: "text",
  Null: "boolean",
} as const satisfies Readonly<Record<string, LiteralKind>>;

export type Operator = keyof typeof operators;

/**
 * Reads a Condition element; undefined if it breaks the grammar. An unknown operator breaks it only if it has a key
 * (AWS-recorded).
 */
export function readConditions(element: unknown): Condition[] | undefined {
  if (!isObject(element)) return undefined;
  const conditions: Condition[] = [];
  for (const [name, keys] of Object.entries(element)) {
    if (!isObject(keys)) return undefined;
    const operator = readOperator(name);
    for (const [key, value] of Object.entries(keys)) {
      const values = readValues(value);
      if (operator === undefined || values === undefined) return undefined;
      conditions.push({ ...operator, key, values });
    }
  }
  return conditions;
}

function readOperator(name: string): Pick<Condition, "operator" | "set" | "ifExists"> | undefined {
  const {
    set,
    base = "",
    suffix,
  } = /^(?:(?<set>ForAnyValue|ForAllValues):)?(?<base>[A-Za-z]+?)(?<suffix>IfExists)?$/.exec(name)?.groups ?? {};
  if (!isOperator(base)) return undefined;
  return {
    operator: base,
    set: set === "ForAnyValue" || set === "ForAllValues" ? set : undefined,
    ifExists: suffix !== undefined,
  };
}

function isOperator(name: string): name is Operator {
  return Object.hasOwn(operators, name);
}

function readValues(value: unknown): string[] | undefined {
  const values: string[] = [];
  for (const one of Array.isArray(value) ? value : [value]) {
    if (typeof one !== "string" && typeof one !== "number" && typeof one !== "boolean") return undefined;
    values.push(String(one));
  }
  return values;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
