import { createHash } from "node:crypto";
import type { AwsManagedPolicy } from "../../../iam-model/aws-managed-policies/index.ts";
import { arns } from "../../arns.ts";
import type { AttachmentRow, InlinePolicyRow, PolicyUsage, PolicyVersionRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import { encodeDocument, type OperationContext } from "../framework/index.ts";
import { type KnownPolicy, readPolicyArn } from "./find-policy.ts";

type ArnContext = Pick<OperationContext, "account">;

export function policyArn({ account }: ArnContext, { kind, policy }: KnownPolicy): string {
  return kind === "aws"
    ? arns.awsPolicy(account, policy.path, policy.name)
    : arns.policy(account, policy.path, policy.name);
}

/** A policy as lists return it, without description and tags (AWS-recorded). */
export function policyElement(context: ArnContext, known: KnownPolicy, usage: PolicyUsage | undefined) {
  const { createDate, name, path, updateDate } = known.policy;
  return {
    PolicyName: name,
    PolicyId: known.kind === "local" ? known.policy.policyId : (known.policy.id ?? derivedId(known.policy)),
    Arn: policyArn(context, known),
    Path: path,
    DefaultVersionId: versionId(known.kind === "local" ? known.policy.defaultVersion : known.policy.newestVersion),
    AttachmentCount: usage?.attachments ?? 0,
    PermissionsBoundaryUsageCount: usage?.boundaries ?? 0,
    IsAttachable: true,
    // GetPolicy's description stands here (model).
    Description: undefined as string | undefined,
    CreateDate: createDate,
    UpdateDate: updateDate,
  };
}

/** A policy of a user, a group or a role. */
export function attachedPolicyElement({ policyArn }: AttachmentRow) {
  return { PolicyName: readPolicyArn(policyArn)?.name ?? "", PolicyArn: policyArn };
}

/** A policy inside a user, a group or a role, with its document. */
export function inlinePolicyElement({ document, name }: InlinePolicyRow) {
  return { PolicyName: name, PolicyDocument: encodeDocument(document) };
}

/** A version as AWS names it. */
export function versionId(version: number): string {
  return `v${version}`;
}

/** The number in a version id; 0, which no version has, for an id with a suffix. */
export function versionNumber(id: string): number {
  return /^v\d{1,9}$/.test(id) ? Number(id.slice(1)) : 0;
}

/** A version without its document. */
export function versionElement({ createDate, version }: Omit<PolicyVersionRow, "document">, defaultVersion: number) {
  return {
    VersionId: versionId(version),
    IsDefaultVersion: version === defaultVersion,
    CreateDate: createDate,
  };
}

/** A version with its document, if that is known. */
export function versionWithDocument(row: KnownVersion, defaultVersion: number) {
  const Document = row.document === undefined ? undefined : encodeDocument(row.document);
  return { Document, ...versionElement(row, defaultVersion) };
}

/** A version of a policy of the account or of AWS. */
export interface KnownVersion extends Omit<PolicyVersionRow, "document"> {
  readonly document: string | undefined;
}

/**
 * The versions of a policy of the catalogue, the newest first. AWS keeps them all (AWS-capture). The dates between the first
 * and the newest version are not known: they are spread evenly.
 */
export function awsVersions({ createDate, document, newestVersion, updateDate }: AwsManagedPolicy): KnownVersion[] {
  const [start, end] = [Date.parse(createDate), Date.parse(updateDate)];
  return Array.from({ length: newestVersion }, (_, index) => {
    const version = newestVersion - index;
    const share = newestVersion === 1 ? 0 : (version - 1) / (newestVersion - 1);
    return {
      version,
      createDate: timestamp(new Date(start + share * (end - start))),
      document: version === newestVersion ? document : undefined,
    };
  });
}

/** An id for a policy whose own is not known. Equal in every account, as AWS's ids are. */
function derivedId({ name, path }: AwsManagedPolicy): string {
  const digest = createHash("sha256").update(`${path}${name}`).digest();
  return `ANPA${Array.from(digest.subarray(0, 17), (byte) => idAlphabet.charAt(byte & 31)).join("")}`;
}

const idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
