/** The contents of the bench's account, from which it is filled and right responses are computed. */
export const ACCOUNT_ID = "123456789012";

/** The creation date of all entities. */
export const FILLED_AT = "2026-03-01T10:00:00Z";

/** The facts about a user. */
export interface UserFacts {
  readonly userName: string;
  readonly arn: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Sorted. */
  readonly groupNames: readonly string[];
  readonly boundaryArn: string | null;
  /** Whether the user has a virtual MFA device, named after the user. */
  readonly hasDevice: boolean;
}

/** The facts about an OpenID Connect provider. */
export interface ProviderFacts {
  readonly arn: string;
  readonly url: string;
  readonly clientIds: readonly string[];
}

const USERS = 5000;
const GROUPS = 20;
const PROVIDERS = 40;

/** The group names, sorted. */
export const groups: readonly string[] = Array.from({ length: GROUPS }, (_, place) => groupName(place));

/** The users, in the order of IAM's list. Three in five have a device; one in ten has a boundary. */
export const users: readonly UserFacts[] = Array.from({ length: USERS }, (_, place) => {
  const userName = `user-${digits(place, 4)}`;
  const team = { key: "Team", value: `team-${place % 50}` };
  return {
    userName,
    arn: arnOf("user", userName),
    tags: place % 2 === 0 ? [team] : [{ key: "CostCenter", value: `CC-${place % 7}` }, team],
    groupNames: [place % GROUPS, (place + 7) % GROUPS].toSorted((one, other) => one - other).map(groupName),
    boundaryArn: place % 10 === 0 ? "arn:aws:iam::aws:policy/PowerUserAccess" : null,
    hasDevice: place % 5 < 3,
  };
});

/** Twelve users spread over the account. */
export const namedUsers: readonly UserFacts[] = users.filter((_, place) => place % 450 === 17);

/** The providers, in the order of their ARNs. */
export const providers: readonly ProviderFacts[] = Array.from({ length: PROVIDERS }, (_, place) => {
  const host = `issuer-${digits(place, 2)}.example.com`;
  return { arn: arnOf("oidc-provider", host), url: `https://${host}`, clientIds: [`app-${place}`, `web-${place}`] };
});

/** The ARN of an entity without a path. */
export function arnOf(kind: "user" | "mfa" | "oidc-provider", name: string): string {
  return `arn:aws:iam::${ACCOUNT_ID}:${kind}/${name}`;
}

function groupName(place: number): string {
  return `group-${digits(place, 2)}`;
}

function digits(place: number, count: number): string {
  return String(place).padStart(count, "0");
}
