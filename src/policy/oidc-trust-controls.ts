import type { Condition, Operator } from "./conditions.ts";
import type { Statement } from "./document.ts";
import { faults } from "./faults.ts";
import { firstFault } from "./statement-checks.ts";

const PROVIDER = ":oidc-provider/";

/**
 * The shared issuers, with the claim that a trust policy must test (AWS documentation, "Identity-provider controls for shared
 * OIDC providers"). GitHub Actions has its own rule below.
 */
const sharedIssuers: ReadonlyMap<string, string> = new Map([
  ["cognito-identity.amazonaws.com", "cognito-identity.amazonaws.com:aud"],
  ["sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d", "sts:RoleSessionName"],
  ...subjectsOf(
    "agent.buildkite.com",
    "oidc.codefresh.io",
    "studio.datachain.ai/api",
    "oidc-configuration.audit-log.githubusercontent.com",
    "vstoken.actions.githubusercontent.com",
    "gitlab.com",
    "rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7",
    "rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr",
    "rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg",
    "rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26",
    "oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb",
    "oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu",
    "scalr.io",
    "tokens.cloud.shisho.dev",
    "app.terraform.io",
    "proidc.upbound.io",
  ),
  ["api.pulumi.com/oidc", "api.pulumi.com/oidc:aud"],
  ["sandboxes.cloud", "sandboxes.cloud:aud"],
  ["oidc.vercel.com", "oidc.vercel.com:aud"],
]);

/** Its rule also holds for issuers that only begin with this name, such as those of enterprises (AWS-capture). */
const githubActions = "token.actions.githubusercontent.com";

/** The providers without an ARN that have an older rule: the claims of which one must be tested (AWS-capture). */
const applicationClaims: ReadonlyMap<string, readonly string[]> = new Map([
  ["accounts.google.com", ["aud", "oaud", "sub"]],
  ["www.amazon.com", ["app_id", "sub"]],
  ["graph.facebook.com", ["app_id", "sub"]],
]);

const cognito = "cognito-identity.amazonaws.com";

/**
 * The fault of a statement that allows web identities of a shared issuer without a test of the claim that tells the issuer's
 * customers apart (AWS-capture, 324 documents).
 */
export function findWebIdentityFault({ actions, conditions, effect, principals }: Statement): string | undefined {
  if (effect !== "Allow" || principals === undefined || principals.named === "*") return undefined;
  if (!(actions?.patterns ?? []).some(includesWebIdentity)) return undefined;
  const federated = principals.named.flatMap(([type, value]) => (type === "Federated" ? [value] : []));
  const positive = (conditions ?? []).filter(({ ifExists, operator }) => !ifExists && comparisons.has(operator));
  const byKey = Map.groupBy(positive, ({ key }) => key.toLowerCase());
  return firstFault([...new Set(federated)], (principal) => {
    if (principal === cognito && conditions === undefined) return faults.cognitoWithoutCondition();
    return findProviderFault(principal, byKey);
  });
}

const comparisons: ReadonlySet<Operator> = new Set(["StringEquals", "StringLike", "StringEqualsIgnoreCase"]);

/** Conditions that can narrow a claim, by key in lower case. */
type Comparisons = ReadonlyMap<string, readonly Condition[]>;

/** The issuer in a provider's ARN. Other principals are returned unchanged. */
function issuerOf(principal: string): string {
  const at = principal.indexOf(PROVIDER);
  return at < 0 ? principal : principal.slice(at + PROVIDER.length);
}

function findProviderFault(principal: string, comparisonsByKey: Comparisons): string | undefined {
  const application = applicationClaims.get(principal);
  if (application !== undefined) {
    const claims = application.map((claim) => `${principal}:${claim}`);
    const isEqual = ({ key, operator }: Condition) => operator !== "StringLike" && claims.includes(key);
    return compares(comparisonsByKey, claims, isEqual) ? undefined : faults.untestedApplication(principal);
  }
  const issuer = issuerOf(principal);
  if (issuer.startsWith(githubActions)) {
    const claims = [`${issuer}:sub`, `${issuer}:job_workflow_ref`];
    const isNarrow = (value: string) => value.trim() !== "" && !value.startsWith("*");
    const isTested = compares(comparisonsByKey, claims, ({ values }) => values.every(isNarrow));
    return isTested ? undefined : faults.untestedIssuer(principal, claims);
  }
  const claim = sharedIssuers.get(issuer);
  if (claim === undefined) return undefined;
  // Only a single star counts as all values. An empty list passes (AWS-capture).
  const isTested = compares(comparisonsByKey, [claim], ({ values }) => !values.includes("*"));
  return isTested ? undefined : faults.untestedIssuer(issuer, [claim]);
}

/** Whether there is a comparison of one of the claims that narrows it. Keys ignore case. */
function compares(
  comparisonsByKey: Comparisons,
  claims: readonly string[],
  narrows: (condition: Condition) => boolean,
): boolean {
  return claims.some((claim) => comparisonsByKey.get(claim.toLowerCase())?.some(narrows));
}

/** Whether an action, possibly with wildcards at its end, includes AssumeRoleWithWebIdentity. */
function includesWebIdentity(action: string): boolean {
  const webIdentity = "sts:assumerolewithwebidentity";
  const lower = action.toLowerCase();
  const wildcard = lower.search(/[*?]/);
  return wildcard < 0 ? lower === webIdentity : webIdentity.startsWith(lower.slice(0, wildcard));
}

function subjectsOf(...issuers: readonly string[]): [issuer: string, claim: string][] {
  return issuers.map((issuer) => [issuer, `${issuer}:sub`]);
}
