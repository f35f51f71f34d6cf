import type { Principals } from "./document.ts";
import { faults } from "./faults.ts";
import { serviceNames } from "./service-names.ts";
import { firstFault } from "./statement-checks.ts";

/** What the validation of a trust policy must know about the role's account. */
export interface TrustingAccount {
  readonly accountId: string;
  /** Such as `aws`. */
  readonly partition: string;
  /** The unique id of a user or role of this account, found by its ARN or by that id; undefined if it does not exist. */
  readonly idOf: (arnOrId: string) => string | undefined;
}

/** The fault of the first principal that IAM refuses. */
export function findPrincipalFault({ named }: Principals, account: TrustingAccount): string | undefined {
  if (named === "*") return faults.anyPrincipal();
  return firstFault(named, ([type, value]) => {
    if (type === "Federated") return isFederated(value) ? undefined : faults.federatedPrincipal();
    const isValid = type === "AWS" ? isAwsPrincipal(value, account) : type === "Service" && isService(value);
    return isValid ? undefined : faults.invalidPrincipal(type, value);
  });
}

/** Whether a principal is the ARN of a user or role of this account, which must exist. */
export function isEntityArn(value: string, { accountId, partition }: TrustingAccount): boolean {
  return /^(?:user|role)\//.test(resourceOf(value, partition, "iam", accountId) ?? "");
}

/** AWS documentation, "AWS JSON policy elements: Principal". Entities of other accounts are not looked up. */
function isAwsPrincipal(value: string, account: TrustingAccount): boolean {
  if (value === "*" || /^\d{12}$/.test(value)) return true;
  if (/[*?]/.test(value)) return false;
  if (isEntityArn(value, account) || /^(?:AIDA|AROA)\w+$/.test(value)) return account.idOf(value) !== undefined;
  const ofIam = resourceOf(value, account.partition, "iam");
  if (ofIam !== undefined) return ofIam === "root" || /^(?:user|role)\/./.test(ofIam);
  return /^(?:assumed-role\/[^/]+|federated-user)\/[^/]+$/.test(resourceOf(value, account.partition, "sts") ?? "");
}

/** The resource part of an ARN of a service in an account; undefined for other texts. */
function resourceOf(arn: string, partition: string, service: string, accountId?: string): string | undefined {
  const prefix = `arn:${partition}:${service}::`;
  if (!arn.startsWith(prefix)) return undefined;
  const [, account, resource] = /^(\d{12}):(.+)$/.exec(arn.slice(prefix.length)) ?? [];
  return accountId === undefined || accountId === account ? resource : undefined;
}

/** An ARN of an identity provider, or a domain name. Whether the provider exists does not matter. */
function isFederated(value: string): boolean {
  if (/[*?]/.test(value)) return false;
  if (/^arn:[\w-]+:iam::\d{12}:(?:oidc|saml)-provider\/./.test(value)) return true;
  return value.length <= 253 && /^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/.test(value);
}

/** A service such as `ec2.amazonaws.com`, `ops.apigateway.amazonaws.com` or `states.us-east-1.amazonaws.com`. */
function isService(value: string): boolean {
  const [, name = ""] = /^([a-z0-9.-]+)\.amazonaws\.com(?:\.cn)?$/.exec(value) ?? [];
  const labels = name.split(".");
  if (labels.length > 1 && /^[a-z]{2,}(?:-[a-z]+)+-\d$/.test(labels.at(-1) ?? "")) labels.pop();
  return serviceNames.has(labels.at(-1) ?? "");
}
