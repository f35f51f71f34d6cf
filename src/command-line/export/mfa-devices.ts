import type { AnswerError } from "../gateway/ask.ts";
import { UsageError } from "../shell/failures.ts";
import { type Column, memberOf, type Node } from "./columns.ts";

const DEVICES = "mfaDevices";
const HAS_MFA = "hasMfa";

/** Says of each user whether the columns about MFA devices are known and whole. */
const completeness: Column = { name: "mfaDevicesComplete", selection: "", read: (node) => !hasUnknownDevices(node) };

/** Whether a column depends on the MFA devices of users, all of which the gateway may not know. */
export function dependsOnDevices({ name }: Column): boolean {
  return name === DEVICES || name === HAS_MFA;
}

/** The columns, with `mfaDevicesComplete` after `mfaDevices`. @throws UsageError without `mfaDevices` */
export function withCompleteness(columns: readonly Column[]): readonly Column[] {
  if (!columns.some(({ name }) => name === DEVICES)) {
    throw new UsageError(`--allow-incomplete is for exports of users with ${DEVICES} among --fields.`);
  }
  return columns.flatMap((column) => (column.name === DEVICES ? [column, completeness] : [column]));
}

/** Whether the gateway does not know all MFA devices of a user, or not whether there are any, as far as columns ask for it. */
export function hasUnknownDevices(node: Node): boolean {
  if (node[HAS_MFA] === null) return true;
  return node[DEVICES] !== undefined && memberOf(node[DEVICES], "isComplete") !== true;
}

/** The user with all of its MFA devices, by their serial numbers, in the columns that depend on them. */
export function withDevices(node: Node, serialNumbers: readonly string[]): Node {
  const nodes = serialNumbers.map((serialNumber) => ({ serialNumber }));
  return {
    ...node,
    ...(node[DEVICES] !== undefined && { [DEVICES]: { isComplete: true, nodes } }),
    ...(node[HAS_MFA] !== undefined && { [HAS_MFA]: nodes.length > 0 }),
  };
}

/** Why a user's devices can be unknown: the page is too large to ask for them, or ListMFADevices fails. */
const CODES: ReadonlySet<unknown> = new Set([
  "QUERY_TOO_EXPENSIVE",
  "IAM_ACCESS_DENIED",
  "IAM_UNAVAILABLE",
  "IAM_TIMEOUT",
]);

/** Whether an error of a page says only that a user's MFA devices are unknown, and waiting does not help. */
export function isUnknownDevicesError({ path = [], extensions }: AnswerError): boolean {
  const [list, nodes, index, field, ...below] = path;
  return (
    CODES.has(extensions?.code) &&
    extensions?.retryAfterMs === undefined &&
    extensions?.["action"] === "ListMFADevices" &&
    list === "list" &&
    nodes === "nodes" &&
    typeof index === "number" &&
    (field === DEVICES || field === HAS_MFA) &&
    below.length === 0
  );
}
