import { type PolicyDocument, readPolicy, type Statement } from "./document.ts";
import { faults } from "./faults.ts";
import { findWebIdentityFault } from "./oidc-trust-controls.ts";
import { findActionFault, firstFault, hasDuplicateSids, hasReadableStatements, isEmpty } from "./statement-checks.ts";
import { findPrincipalFault, isEntityArn, type TrustingAccount } from "./trust-principals.ts";

/** The result of a validation: the document, or IAM's text about a fault (MalformedPolicyDocument). */
export type TrustPolicyValidation =
  | {
      readonly document: PolicyDocument;
      /**
       * The unique ids of the users and roles of the account that the document names, by ARN. IAM binds a principal to this
       * id when it saves the document.
       */
      readonly boundPrincipals: ReadonlyMap<string, string>;
    }
  | { readonly fault: string };

/**
 * Validates the trust policy of a role. The texts are AWS's; the order of the checks is not known. The size is not checked:
 * see `policySize`.
 */
export function validateTrustPolicy(text: string, account: TrustingAccount): TrustPolicyValidation {
  const read = readPolicy(text);
  if ("fault" in read) return { fault: read.fault === "not JSON" ? faults.notJson() : faults.syntax() };
  const { document } = read;
  const fault =
    findDocumentFault(document) ??
    firstFault(document.statements, (statement) => findStatementFault(statement, account)) ??
    firstFault(document.statements, findWebIdentityFault);
  return fault === undefined ? { document, boundPrincipals: bindPrincipals(document, account) } : { fault };
}

function findDocumentFault(document: PolicyDocument): string | undefined {
  const resources = document.statements.find((statement) => statement.resources !== undefined)?.resources;
  if (resources !== undefined) return faults.prohibitedField(resources.negated ? "NotResource" : "Resource");
  if (!hasReadableStatements(document)) return faults.legacyParsing();
  return hasDuplicateSids(document) ? faults.duplicateSid() : undefined;
}

function findStatementFault(statement: Statement, account: TrustingAccount): string | undefined {
  const { actions, effect, principals } = statement;
  if (actions === undefined || isEmpty(actions)) return faults.noActions();
  if (actions.negated || !actions.patterns.every(isTrustAction)) {
    return findActionFault(statement) ?? faults.trustActions();
  }
  if (principals === undefined || principals.named.length === 0) return faults.noPrincipals();
  if (principals.negated && effect === "Allow") return faults.prohibitedField("NotPrincipal");
  return findPrincipalFault(principals, account);
}

/** The actions of trust policies in lower case (AWS-capture). */
const trustActions: ReadonlySet<string> = new Set([
  "sts:assumerole",
  "sts:assumerolewithwebidentity",
  "sts:assumerolewithsaml",
  "sts:tagsession",
  "sts:setsourceidentity",
  "sts:setcontext",
]);

/** Wildcards after `sts:AssumeRole` are accepted; AWS's answer is not known. */
function isTrustAction(action: string): boolean {
  const lower = action.toLowerCase();
  return trustActions.has(lower) || /^sts:assumerole\w*[*?]/.test(lower);
}

/** The unique ids of the users and roles of the account that a document names, by ARN. */
export function bindPrincipals({ statements }: PolicyDocument, account: TrustingAccount): ReadonlyMap<string, string> {
  const bound = new Map<string, string>();
  for (const { principals } of statements) {
    if (principals === undefined || principals.named === "*") continue;
    for (const [type, value] of principals.named) {
      const id = type === "AWS" && isEntityArn(value, account) ? account.idOf(value) : undefined;
      if (id !== undefined) bound.set(value, id);
    }
  }
  return bound;
}
