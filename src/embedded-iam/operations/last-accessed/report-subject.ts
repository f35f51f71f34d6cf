import { errorTexts } from "../../../iam-model/error-texts.ts";
import { arns } from "../../arns.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { RoleRow, UserRow } from "../../store/index.ts";
import { type OperationContext, requireGroup, requireRole, requireUser } from "../framework/index.ts";
import { awsVersions } from "../policies/elements.ts";
import { findPolicy, type KnownPolicy, readPolicyArn, requirePolicy } from "../policies/find-policy.ts";

/** What a report is about: the documents of permissions, and the users and roles that have them, by their unique ids. */
export interface ReportSubject {
  readonly documents: readonly string[];
  /** The ARN of each user and role. */
  readonly entities: ReadonlyMap<string, string>;
}

/** Reads the subject of a report from its ARN. InvalidInput if it is none of this account, NoSuchEntity if it does not exist. */
export function requireSubject(context: OperationContext, arn: string): ReportSubject {
  if (readPolicyArn(arn) !== undefined) return policySubject(context, requirePolicy(context, arn), arn);
  const prefix = arns.resource(context.account, "");
  const resource = arn.startsWith(prefix) ? arn.slice(prefix.length) : "";
  const [, kind, name = ""] = /^(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(resource) ?? [];
  switch (kind) {
    case "user":
      return userSubject(context, requireUser(context, name));
    case "group":
      return groupSubject(context, requireGroup(context, name).groupId);
    case "role": {
      const role = requireRole(context, name);
      return { documents: documentsOf(context, [role.roleId]), entities: new Map([roleEntry(context, role)]) };
    }
    default:
      throw new ServiceError("InvalidInput", errorTexts.arnInvalid());
  }
}

/** A user also has the permissions of its groups (AWS-capture). */
function userSubject(context: OperationContext, user: UserRow): ReportSubject {
  const groups = allPages((after) => context.groups.ofUser(user.userId, after, pageSize));
  const owners = [user.userId, ...groups.map((group) => group.groupId)];
  return { documents: documentsOf(context, owners), entities: new Map([userEntry(context, user)]) };
}

function groupSubject(context: OperationContext, groupId: string): ReportSubject {
  const members = allPages((after) => context.groups.members(groupId, after, pageSize));
  return {
    documents: documentsOf(context, [groupId]),
    entities: new Map(members.map((user) => userEntry(context, user))),
  };
}

function policySubject(context: OperationContext, policy: KnownPolicy, arn: string): ReportSubject {
  const { policyUsage, roles, users } = context;
  const idsOf = (kind: "user" | "role") =>
    allPages((after) =>
      policyUsage.entities(kind, arn, { attachments: true, boundaries: false }, "/", after, pageSize),
    ).map(({ id }) => id);
  return {
    documents: documentOf(context, policy),
    entities: new Map([
      ...idsOf("user")
        .flatMap((id) => users.findById(id) ?? [])
        .map((user) => userEntry(context, user)),
      ...idsOf("role")
        .flatMap((id) => roles.findById(id) ?? [])
        .map((role) => roleEntry(context, role)),
    ]),
  };
}

type Entry = readonly [id: string, arn: string];

function userEntry({ account }: Pick<OperationContext, "account">, user: UserRow): Entry {
  return [user.userId, arns.user(account, user.path, user.name)];
}

function roleEntry({ account }: Pick<OperationContext, "account">, role: RoleRow): Entry {
  return [role.roleId, arns.role(account, role.path, role.name)];
}

/** The inline policies of users, groups and roles, and the default versions of those attached, as far as they are known. */
function documentsOf(context: OperationContext, ownerIds: readonly string[]): readonly string[] {
  const inline = [...context.inlinePolicies.ofMany(ownerIds).values()].flat().map((policy) => policy.document);
  const attached = [...context.attachments.ofMany(ownerIds).values()].flat().flatMap(({ policyArn }) => {
    const arn = readPolicyArn(policyArn);
    const policy = arn && findPolicy(context, arn);
    return policy === undefined ? [] : documentOf(context, policy);
  });
  return [...inline, ...attached];
}

function documentOf({ policies }: Pick<OperationContext, "policies">, known: KnownPolicy): readonly string[] {
  const version =
    known.kind === "local"
      ? policies.findVersion(known.policy.policyId, known.policy.defaultVersion)
      : awsVersions(known.policy)[0];
  return version?.document === undefined ? [] : [version.document];
}

const pageSize = 1000;

/** Reads a whole list that is sorted by name. */
function allPages<Row extends { readonly name: string }>(read: (after: string) => readonly Row[]): readonly Row[] {
  const rows: Row[] = [];
  for (;;) {
    const page = read(rows.at(-1)?.name ?? "");
    rows.push(...page);
    if (page.length < pageSize) return rows;
  }
}
