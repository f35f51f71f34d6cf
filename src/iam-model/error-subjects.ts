/**
 * What IAM's messages are about: the patterns of the texts in `error-texts.ts`, each with the members of inputs that the text
 * can mean. The first member that an input has is the one.
 */
const subjects: readonly (readonly [text: RegExp, members: readonly string[]])[] = [
  [/^the user with name /i, ["UserName"]],
  [/^user with name .* already exists/i, ["NewUserName", "UserName"]],
  [/^the group with name /i, ["GroupName"]],
  [/^group with name .* already exists/i, ["NewGroupName", "GroupName"]],
  [/^(?:login profile|the permissions boundary of the user) /i, ["UserName"]],
  [/^mfa (?:virtual)?device /i, ["SerialNumber", "VirtualMFADeviceName"]],
  [/^authentication code /i, ["AuthenticationCode1"]],
  [
    /^(?:scope )?arn(?::)? .* (?:does not exist or is not attachable|is not valid)/i,
    ["PermissionsBoundary", "PolicyArn"],
  ],
  [/^a policy called .* already exists/i, ["PolicyName"]],
  [/^policy .* version .* does not exist or is not attachable/i, ["VersionId"]],
  [/^(?:policy .* (?:was not found|does not exist or is not attachable)|invalid arn partition)/i, ["PolicyArn"]],
  [/^the (?:user|group|role) policy with name /i, ["PolicyName"]],
  [/^provider with url /i, ["Url"]],
  [/^invalid open id connect provider url/i, ["Url"]],
  [/cannot connect to the openid connect identity provider url/i, ["Url"]],
  [/^(?:openid ?connect provider |invalid arn)/i, ["OpenIDConnectProviderArn"]],
  [/^thumbprint list /i, ["ThumbprintList"]],
  [/^(?:duplicate tag keys|tag keys beginning|the number of tags)/i, ["Tags", "TagKeys"]],
  [/\bClientIdsPerOpenIdConnectProvider\b/, ["ClientID", "ClientIDList"]],
  [/\b(?:GroupsPerUser|MFADevicesPerUser)\b/, ["UserName"]],
];

/** AWS's validation messages name a member with a lower-case first letter. */
const VALIDATION = /\b(?:Value at|The specified value for) '?(\w+)/;

/** The member of an input that a message of IAM is about, out of these; `undefined` if the message does not show it. */
export function subjectOf(message: string, members: readonly string[]): string | undefined {
  const named = VALIDATION.exec(message)?.[1]?.toLowerCase();
  if (named !== undefined) return members.find((member) => member.toLowerCase() === named);
  const [, candidates = []] = subjects.find(([text]) => text.test(message)) ?? [];
  return candidates.find((member) => members.includes(member));
}

/** The quota in a LimitExceeded message, such as `Cannot exceed quota for GroupsPerUser: 10`; `undefined` in other texts. */
export function quotaIn(message: string): { readonly quota: string; readonly limit: number } | undefined {
  const [, quota, limit] = /^Cannot exceed quota for (\w+): (\d+)/.exec(message) ?? [];
  return quota === undefined ? undefined : { quota, limit: Number(limit) };
}
