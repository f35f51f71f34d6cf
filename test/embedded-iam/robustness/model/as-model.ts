import { accountSummary } from "./rules/account-summary.ts";
import { awsPolicyView } from "./rules/managed-policies.ts";
import { newState } from "./state.ts";
import type { Output } from "./types.ts";

/**
 * Converts an SDK's output to the model's form: bytes as text, and only what the account decides of the account summary and of
 * AWS's policies.
 */
export function asModel(output: Output): Output {
  return Object.fromEntries(Object.entries(output).map(([name, value]) => [name, convert(name, value)]));
}

const emptyState = newState(new Date(0));
const countNames = Object.keys(accountSummary(emptyState)["SummaryMap"] ?? {});
const awsPolicyMembers = Object.keys(awsPolicyView(emptyState, ""));

function convert(name: string, value: unknown): unknown {
  if (name === "SummaryMap") return pick(value, countNames);
  if (name === "Policy") return ownMembers(value);
  if (name === "Policies" && Array.isArray(value)) return value.map(ownMembers);
  return bytesAsText(value);
}

function ownMembers(policy: unknown): unknown {
  const arn = typeof policy === "object" && policy !== null && "Arn" in policy ? policy.Arn : undefined;
  return String(arn).startsWith("arn:aws:iam::aws:") ? pick(policy, awsPolicyMembers) : policy;
}

function pick(value: unknown, members: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => members.includes(name)));
}

function bytesAsText(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  if (typeof value !== "object" || value === null || value instanceof Date || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, bytesAsText(member)]));
}
