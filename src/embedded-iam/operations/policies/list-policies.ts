import { awsManagedPolicies } from "../../../iam-model/aws-managed-policies/index.ts";
import type { PolicyUsage } from "../../store/index.ts";
import { joinedLists, type KeysetList, type OperationContext, operation, takePage } from "../framework/index.ts";
import { policyArn, policyElement } from "./elements.ts";
import type { KnownPolicy } from "./find-policy.ts";

/** A policy with its usage. */
export type UsedPolicy = KnownPolicy & { readonly usage: PolicyUsage };

/** PolicyUsageFilter acts only together with OnlyAttached (AWS-capture). */
export const listPolicies = operation(
  "ListPolicies",
  ({ Scope = "All", OnlyAttached = false, PathPrefix = "/", PolicyUsageFilter, ...input }, context) => {
    const usageFilter = OnlyAttached ? (PolicyUsageFilter ?? "Any") : "None";
    const filter = { pathPrefix: PathPrefix, matches: usageFilters[usageFilter] };
    const list = joinedLists(kindsByScope[Scope], (kind) =>
      kind === "local" ? localPolicies(context, filter) : awsPolicies(context, filter),
    );
    const page = takePage(context.markers, ["ListPolicies", Scope, PathPrefix, usageFilter], input, list);
    return { Policies: page.rows.map(({ row }) => policyElement(context, row, row.usage)), ...page.ending };
  },
);

const kindsByScope: Readonly<Record<"All" | "AWS" | "Local", readonly KnownPolicy["kind"][]>> = {
  All: ["local", "aws"],
  AWS: ["aws"],
  Local: ["local"],
};

const usageFilters = {
  None: () => true,
  Any: ({ attachments, boundaries }: PolicyUsage) => attachments + boundaries > 0,
  PermissionsPolicy: ({ attachments }: PolicyUsage) => attachments > 0,
  PermissionsBoundary: ({ boundaries }: PolicyUsage) => boundaries > 0,
} as const;

/** The policies that a list contains: those under a path whose usage matches. */
export interface PolicyFilter {
  readonly pathPrefix: string;
  readonly matches: (usage: PolicyUsage) => boolean;
}

/** How many policies are read at once while those that do not match are skipped. */
const chunkSize = 500;

/** The policies of the account by name. */
export function localPolicies(
  context: OperationContext,
  { matches, pathPrefix }: PolicyFilter,
): KeysetList<UsedPolicy> {
  return {
    keyOf: ({ policy }) => policy.name,
    rows: (after, limit) => {
      const found: UsedPolicy[] = [];
      for (let last = after; ; ) {
        const chunk = context.policies.list(pathPrefix, last, chunkSize);
        const local = chunk.map((policy): KnownPolicy => ({ kind: "local", policy }));
        found.push(...withUsage(context, local).filter(({ usage }) => matches(usage)));
        const end = chunk.at(-1);
        if (end === undefined || found.length >= limit || chunk.length < chunkSize) return found.slice(0, limit);
        last = end.name;
      }
    },
  };
}

/** The policies of AWS, the oldest first (AWS-recorded). */
export function awsPolicies(context: OperationContext, { matches, pathPrefix }: PolicyFilter): KeysetList<UsedPolicy> {
  return {
    keyOf: ({ policy }) => awsKey(policy),
    rows: (after, limit) => {
      const rest = [...awsManagedPolicies.values()]
        .filter((policy) => policy.path.startsWith(pathPrefix) && awsKey(policy) > after)
        .map((policy): KnownPolicy => ({ kind: "aws", policy }));
      return withUsage(context, rest)
        .filter(({ usage }) => matches(usage))
        .slice(0, limit);
    },
  };
}

/** Sorts as the catalogue does. */
function awsKey({ createDate, name, path }: KnownPolicy["policy"]): string {
  return `${createDate}${path}${name}`;
}

function withUsage(context: OperationContext, policies: readonly KnownPolicy[]): UsedPolicy[] {
  const arns = policies.map((known) => policyArn(context, known));
  const usages = context.policyUsage.ofMany(arns);
  return policies.map((known, index) => ({
    ...known,
    usage: usages.get(arns[index] ?? "") ?? { attachments: 0, boundaries: 0 },
  }));
}
