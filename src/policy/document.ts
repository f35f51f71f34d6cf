import { type Condition, readConditions } from "./conditions.ts";

/** A policy document whose syntax is correct. Its values are not checked. */
export interface PolicyDocument {
  readonly version: PolicyVersion | undefined;
  readonly id: string | undefined;
  readonly statements: readonly Statement[];
}

export type PolicyVersion = "2012-10-17" | "2008-10-17";

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  /** IAM reads the effect in any case, and rejects other spellings than `Allow` and `Deny` later. */
  readonly effectAsWritten: string;
  /** Undefined if the statement has neither Action nor NotAction. */
  readonly actions: Matched | undefined;
  /** Undefined if the statement has neither Resource nor NotResource. */
  readonly resources: Matched | undefined;
  /** Undefined if the statement has neither Principal nor NotPrincipal. */
  readonly principals: Principals | undefined;
  /** Undefined if the statement has no Condition element. */
  readonly conditions: readonly Condition[] | undefined;
}

/** What an element such as Action (or, negated, NotAction) matches. */
export interface Matched {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export interface Principals {
  readonly negated: boolean;
  /** Pairs such as `["AWS", "123456789012"]`, or `"*"` for the text `*` in place of an object. */
  readonly named: "*" | readonly (readonly [type: string, value: string])[];
}

/** Why a text is not a policy document: it is not JSON, or it breaks the grammar of policies. */
export type SyntaxFault = "not JSON" | "not a policy";

/** The result of reading a text: the document, or the reason why it is none. */
export type ReadPolicy = { readonly document: PolicyDocument } | { readonly fault: SyntaxFault };

/**
 * Reads a policy document. Takes time proportional to the length of the text. Of members that occur twice, the last one counts.
 * Source: AWS documentation, "Grammar of the IAM JSON policy language", as far as AWS-recorded refusals agree.
 */
export function readPolicy(text: string): ReadPolicy {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: "not JSON" };
  }
  const document = readDocument(value);
  return document === undefined ? { fault: "not a policy" } : { document };
}

/** The number of characters that count for IAM's quotas of policy sizes: all but white space (AWS documentation, "IAM quotas"). */
export function policySize(text: string): number {
  let size = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) size += 1;
  }
  return size;
}

const documentMembers: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);

const statementMembers: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
  "Principal",
  "NotPrincipal",
]);

function readDocument(value: unknown): PolicyDocument | undefined {
  if (!isObject(value) || !hasOnly(value, documentMembers)) return undefined;
  const { Version: version, Id: id, Statement: statement } = value;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") return undefined;
  if (id !== undefined && typeof id !== "string") return undefined;
  const list = isObject(statement) ? [statement] : statement;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const statements = allRead(list, readStatement);
  return statements && { version, id, statements };
}

function readStatement(value: unknown): Statement | undefined {
  if (!isObject(value) || !hasOnly(value, statementMembers)) return undefined;
  const { Sid: sid, Effect: effectAsWritten, Condition: condition } = value;
  if (sid !== undefined && typeof sid !== "string") return undefined;
  const effect = typeof effectAsWritten === "string" ? effects.get(effectAsWritten.toLowerCase()) : undefined;
  if (effect === undefined || typeof effectAsWritten !== "string") return undefined;
  const actions = readElement(value, "Action", readTexts);
  const resources = readElement(value, "Resource", readTexts);
  const principals = readElement(value, "Principal", readPrincipals);
  const conditions = condition === undefined ? [] : readConditions(condition);
  if (actions === "bad" || resources === "bad" || principals === "bad" || conditions === undefined) return undefined;
  return {
    sid,
    effect,
    effectAsWritten,
    actions: actions && { negated: actions.negated, patterns: actions.value },
    resources: resources && { negated: resources.negated, patterns: resources.value },
    principals: principals && { negated: principals.negated, named: principals.value },
    conditions: condition === undefined ? undefined : conditions,
  };
}

const effects: ReadonlyMap<string, Statement["effect"]> = new Map([
  ["allow", "Allow"],
  ["deny", "Deny"],
]);

/** The element or its negation, such as Action or NotAction; "bad" if both are present, or the value is wrong. */
function readElement<Value>(
  statement: JsonObject,
  name: string,
  read: (value: unknown) => Value | undefined,
): { readonly negated: boolean; readonly value: Value } | undefined | "bad" {
  const [plain, negation] = [statement[name], statement[`Not${name}`]];
  if (plain === undefined && negation === undefined) return undefined;
  if (plain !== undefined && negation !== undefined) return "bad";
  const value = read(plain ?? negation);
  return value === undefined ? "bad" : { negated: plain === undefined, value };
}

function readTexts(value: unknown): readonly string[] | undefined {
  return allRead(Array.isArray(value) ? value : [value], (text) => (typeof text === "string" ? text : undefined));
}

function readPrincipals(value: unknown): Principals["named"] | undefined {
  if (value === "*") return "*";
  if (!isObject(value)) return undefined;
  const types = allRead(Object.entries(value), ([type, named]) =>
    readTexts(named)?.map((text): readonly [string, string] => [type, text]),
  );
  return types?.flat();
}

/** The values as read; undefined if one of them could not be read. */
function allRead<From, To>(values: readonly From[], read: (value: From) => To | undefined): To[] | undefined {
  const results: To[] = [];
  for (const value of values) {
    const result = read(value);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasOnly(value: JsonObject, members: ReadonlySet<string>): boolean {
  return Object.keys(value).every((member) => members.has(member));
}
