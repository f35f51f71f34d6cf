import type { ResponseError } from "../gateway/client.ts";
import { UsageError } from "../shell/failures.ts";
import { type Column, memberOf, type Node } from "./columns.ts";

const DEVICES = "mfaDevices";
const HAS_MFA = "hasMfa";

/** Whether the columns about MFA devices are complete for a user. */
const completeness: Column = { name: "mfaDevicesComplete", selection: "", read: (node) => !hasUnknownDevices(node) };

/** Whether a column depends on the MFA devices of users, which the gateway may know only in part. */
export function dependsOnDevices({ name }: Column): boolean {
  return name === DEVICES || name === HAS_MFA;
}

/** The columns, with `mfaDevicesComplete` after `mfaDevices`. @throws UsageError without `mfaDevices` */
export function withCompleteness(columns: readonly Column[]): readonly Column[] {
  if (!columns.some(({ name }) => name === DEVICES)) {
    throw new UsageError(`--allow-incomplete requires an export of users with ${DEVICES} in --fields.`);
  }
  return columns.flatMap((column) => (column.name === DEVICES ? [column, completeness] : [column]));
}

/** Whether a requested column about MFA devices is unknown or incomplete for a user. */
export function hasUnknownDevices(node: Node): boolean {
  if (node[HAS_MFA] === null) return true;
  return node[DEVICES] !== undefined && memberOf(node[DEVICES], "isComplete") !== true;
}

/** The user with these serial numbers as its MFA devices. */
export function withDevices(node: Node, serialNumbers: readonly string[]): Node {
  const nodes = serialNumbers.map((serialNumber) => ({ serialNumber }));
  return {
    ...node,
    ...(node[DEVICES] !== undefined && { [DEVICES]: { isComplete: true, nodes } }),
    ...(node[HAS_MFA] !== undefined && { [HAS_MFA]: nodes.length > 0 }),
  };
}

/** Reasons for unknown devices: the page is too large to read them, or ListMFADevices failed. */
const CODES: ReadonlySet<unknown> = new Set([
  "QUERY_TOO_EXPENSIVE",
  "IAM_ACCESS_DENIED",
  "IAM_UNAVAILABLE",
  "IAM_TIMEOUT",
]);

/** Whether an error of a page means only that the MFA devices of a user are unknown, and a retry does not help. */
export function isUnknownDevicesError({ path = [], extensions }: ResponseError): boolean {
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
