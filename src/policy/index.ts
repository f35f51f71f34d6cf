export type { Condition, LiteralKind, Operator } from "./conditions.ts";
export {
  type Matched,
  type PolicyDocument,
  type Principals,
  policySize,
  readPolicy,
  type Statement,
} from "./document.ts";
export { type PolicyValidation, validateIdentityPolicy } from "./identity-policy.ts";
export { bindPrincipals, type TrustPolicyValidation, validateTrustPolicy } from "./trust-policy.ts";
export type { TrustingAccount } from "./trust-principals.ts";
