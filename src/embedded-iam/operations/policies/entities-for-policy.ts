import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { PolicyOwner, PolicyUserRow } from "../../store/index.ts";
import { type JoinedRow, joinedLists, operation, takePage } from "../framework/index.ts";
import { policyExists, requirePolicyArn } from "./find-policy.ts";

type Kind = PolicyOwner["kind"];

/** The kinds of a filter. AWS accepts the kinds of policies too, which have no entities (AWS-capture). */
const kindsOf = {
  Group: ["group"],
  User: ["user"],
  Role: ["role"],
  LocalManagedPolicy: [],
  AWSManagedPolicy: [],
} as const satisfies Readonly<Record<string, readonly Kind[]>>;

const allKinds: readonly Kind[] = ["group", "user", "role"];

/** Without a usage filter, the list contains both kinds of use (AWS-recorded). */
export const listEntitiesForPolicy = operation(
  "ListEntitiesForPolicy",
  ({ PolicyArn, EntityFilter, PathPrefix = "/", PolicyUsageFilter, ...input }, context) => {
    const { markers, policyUsage } = context;
    const { attachments, boundaries } = policyUsage.of(PolicyArn);
    const exists = policyExists(context, requirePolicyArn(context, PolicyArn), PolicyArn);
    // Policies of AWS outside the catalogue can be in use.
    if (!exists && attachments + boundaries === 0) {
      throw new ServiceError("NoSuchEntity", errorTexts.policyNotAttachable(PolicyArn));
    }
    const uses = {
      attachments: PolicyUsageFilter !== "PermissionsBoundary",
      boundaries: PolicyUsageFilter !== "PermissionsPolicy",
    };
    const kinds = EntityFilter === undefined ? allKinds : kindsOf[EntityFilter];
    const list = joinedLists(kinds, (kind) => ({
      keyOf: ({ name }: PolicyUserRow) => name,
      rows: (after, limit) => policyUsage.entities(kind, PolicyArn, uses, PathPrefix, after, limit),
    }));
    const filters = [EntityFilter ?? "", PathPrefix, PolicyUsageFilter ?? ""] as const;
    const page = takePage(markers, ["ListEntitiesForPolicy", PolicyArn, ...filters], input, list);
    return {
      PolicyGroups: rowsOf(page.rows, "group").map(({ id, name }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: rowsOf(page.rows, "user").map(({ id, name }) => ({ UserName: name, UserId: id })),
      PolicyRoles: rowsOf(page.rows, "role").map(({ id, name }) => ({ RoleName: name, RoleId: id })),
      ...page.ending,
    };
  },
);

function rowsOf(rows: readonly JoinedRow<Kind, PolicyUserRow>[], kind: Kind): readonly PolicyUserRow[] {
  return rows.filter((joined) => joined.kind === kind).map(({ row }) => row);
}
