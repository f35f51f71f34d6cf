import { quotas } from "../quotas.ts";
import { accountArn, type State } from "../state.ts";
import { fold } from "../tags.ts";

const allow = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

/** Documents of permissions, and what is wrong with them. Two of the first kind are within the quotas, and three are not. */
const permissionFaults: ReadonlyMap<string, string | undefined> = new Map([
  [allow({ Action: "s3:Get*", Resource: "*" }), undefined],
  [allow({ Action: "s3:Put(é)!'", Resource: "*" }), undefined],
  ['{ "Version": "2012-10-17",\n\t"Statement": {"Resource":"*", "Effect":"Deny", "Action":"s3:%2a"} }', undefined],
  [allow({ Action: "s3:Get*", Resource: [0, 1, 2, 3].map((bucket) => `arn:aws:s3:::a-bucket-${bucket}`) }), undefined],
  ["{", "Syntax errors in policy."],
  [allow({ Action: 1, Resource: "*" }), "Syntax errors in policy."],
  [
    '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
    "Policy document must be version 2012-10-17 or greater.",
  ],
  [allow({ Resource: "*" }), "Policy statement must contain actions."],
  [allow({ Action: "s3:*" }), "Policy statement must contain resources."],
]);

const trusting = (principal: object, action = "sts:AssumeRole") => allow({ Principal: principal, Action: action });

/** The ARNs of users and roles that trust policies name. */
const principals = ["user/ana", "user/team/ana", "user/bob", "role/app"].map((entity) => `${accountArn}:${entity}`);

/** Trust policies, and what is wrong with them apart from their principals. */
const trustFaults: ReadonlyMap<string, string | undefined> = new Map([
  [trusting({ Service: "ec2.amazonaws.com" }), undefined],
  [trusting({ AWS: "111111111111" }), undefined],
  [trusting({ Federated: `${accountArn}:oidc-provider/a.example.org` }, "sts:AssumeRoleWithWebIdentity"), undefined],
  ...principals.map((arn): [string, undefined] => [trusting({ AWS: arn }), undefined]),
  [trusting({ Service: ["ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com"] }), undefined],
  ["{", "This policy contains invalid Json"],
  [trusting({ Service: "ec2.amazonaws.com" }, "sts:*"), "AssumeRole policy may only specify STS AssumeRole actions."],
  [allow({ Principal: { AWS: "*" }, Action: "sts:AssumeRole", Resource: "*" }), "Has prohibited field Resource"],
]);

export const permissionDocuments = [...permissionFaults.keys()];
export const trustDocuments = [...trustFaults.keys()];

/** What is wrong with a document of permissions, apart from its size. */
export function permissionFault(document: string): string | undefined {
  const fault = permissionFaults.get(document);
  return fault && `400 MalformedPolicyDocument: ${fault}`;
}

/** White space does not count. */
export function sizeOf(document: string): number {
  return document.replaceAll(/\s/g, "").length;
}

/** What is wrong with a trust policy. */
export function trustFault(state: State, document: string): string | undefined {
  const unknown = namedIn(document).find((arn) => entityIdOf(state, arn) === undefined);
  const fault = unknown === undefined ? trustFaults.get(document) : `Invalid principal in policy: "AWS":"${unknown}"`;
  if (fault !== undefined) return `400 MalformedPolicyDocument: ${fault}`;
  const limit = quotas.trustPolicySize;
  return document.length > limit ? `409 LimitExceeded: Cannot exceed quota for ACLSizePerRole: ${limit}` : undefined;
}

/** The ids of the users and roles that a trust policy names by ARN. */
export function principalsOf(state: State, document: string): ReadonlyMap<string, string> {
  return new Map(namedIn(document).map((arn) => [arn, entityIdOf(state, arn) ?? ""]));
}

/** Percent-encoded by RFC 3986. */
export function encoded(document: string): string {
  const bytes = [...Buffer.from(document)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[\w.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return bytes.join("");
}

function namedIn(document: string): string[] {
  return principals.filter((arn) => document.includes(`"${arn}"`));
}

function entityIdOf({ users, roles }: State, arn: string): string | undefined {
  const [, kind, path, name] = /:(user|role)(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  const entity = (kind === "user" ? users : roles).get(fold(name ?? ""));
  return entity?.name === name && entity?.path === path ? entity?.id : undefined;
}
