import { type PolicyDocument, readPolicy, type Statement } from "./document.ts";
import { faults } from "./faults.ts";
import { findResourceFault, isReadableResource } from "./resources.ts";
import { findActionFault, firstFault, hasDuplicateSids, hasReadableStatements, isEmpty } from "./statement-checks.ts";

/** The result of a validation: the document, or IAM's text about its first fault (MalformedPolicyDocument). */
export type PolicyValidation = { readonly document: PolicyDocument } | { readonly fault: string };

/**
 * Validates a permissions policy (managed or inline), with the faults in IAM's order (AWS-recorded).
 * @param partition the partition that ARNs must have, such as `aws`
 */
export function validateIdentityPolicy(text: string, partition = "aws"): PolicyValidation {
  const read = readPolicy(text);
  if ("fault" in read) return { fault: faults.syntax() };
  const { document } = read;
  const fault = findDocumentFault(document, partition) ?? findStatementFault(document.statements, partition);
  return fault === undefined ? { document } : { fault };
}

function findDocumentFault(document: PolicyDocument, partition: string): string | undefined {
  const { statements, version } = document;
  if (version !== "2012-10-17") return faults.version();
  const principals = statements.find((statement) => statement.principals !== undefined)?.principals;
  if (principals !== undefined) return faults.prohibitedField(principals.negated ? "NotPrincipal" : "Principal");
  const hasReadableResources = statements.every(
    ({ resources }) => resources?.patterns.every((resource) => isReadableResource(resource, partition)) ?? true,
  );
  if (!hasReadableStatements(document) || !hasReadableResources) return faults.legacyParsing();
  return hasDuplicateSids(document) ? faults.duplicateSid() : undefined;
}

function findStatementFault(statements: readonly Statement[], partition: string): string | undefined {
  return firstFault(statements, (statement) => {
    if (isEmpty(statement.actions)) return faults.noActions();
    if (isEmpty(statement.resources)) return faults.noResources();
    const resources = statement.resources?.patterns ?? [];
    return firstFault(resources, (resource) => findResourceFault(resource, partition)) ?? findActionFault(statement);
  });
}
