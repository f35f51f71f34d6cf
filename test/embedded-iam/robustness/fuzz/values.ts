import fc from "fast-check";
import { credentialValues } from "./credential-values.ts";

/** Names with a special meaning in JavaScript, SQL or XML. */
export const trickyNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "null",
  "undefined",
  "NaN",
  "'; DROP TABLE users; --",
  "%' OR '1'='1",
  "]]>",
  "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
  "<script>alert(1)</script>",
  "../../etc/passwd",
  "$(id)",
  "\\",
];

/** Characters that XML cannot carry, or that readers change. */
export const oddCharacters = [
  "\u0000",
  "\u0001",
  "\u001f",
  "\t",
  "\n",
  "\r\n",
  "\u007f",
  "\u0085",
  "\u00a0",
  "\u200b",
  "\u2028",
  "\u202e",
  "\ufeff",
  "\ufffd",
  "\ufffe",
  "\uffff",
  "İ",
  "ẞ",
  "é",
  "😀",
];

/** Lone surrogates, which only raw percent-encoding can carry: form encoders reject or replace them. */
export const brokenEncodings = [
  "%ED%A0%80",
  "%ED%B0%80",
  "%C0%80",
  "%F8%88%80%80%80",
  "%FF",
  "%E2%82",
  "%",
  "%2",
  "%zz",
  "%u0041",
  "%%",
  "+%2B+",
];

const hugeText = fc
  .tuple(
    fc.constantFrom("a", "é", "&", "%", "/", "1", "😀", "\u0000"),
    fc.constantFrom(65, 129, 257, 513, 2049, 65_536),
  )
  .map(([character, length]) => character.repeat(length));

const oddText = fc
  .tuple(fc.string({ maxLength: 6 }), fc.constantFrom(...oddCharacters), fc.string({ maxLength: 6 }))
  .map((parts) => parts.join(""));

/** Any value with up to 64 Ki characters. */
export const hostileText = fc.oneof(
  { weight: 4, arbitrary: oddText },
  { weight: 3, arbitrary: fc.constantFrom(...trickyNames) },
  {
    weight: 3,
    arbitrary: fc.constantFrom("", " ", "/", "//", "-1", "0", "1e3", "0x10", "99999999999999999999", "true"),
  },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.toWellFormed()) },
  { weight: 1, arbitrary: hugeText },
);

const account = "123456789012";
const name = fc.constantFrom("ana", "Ana", "bob", "x+=,.@-_", "a".repeat(64));
const path = fc.constantFrom("/", "/team/", "/a//b/", "/!~/");
const tagKey = fc.constantFrom("Team", "team", "É", "a b", "aws:x", "__proto__", "constructor");
const url = fc.constantFrom(
  "https://a.example.org",
  "https://a.example.org/x",
  "https://a.example.org:443",
  "https://a.example.org?x",
  "http://a.example.org",
  "a.example.org",
);
const arn = fc.constantFrom(
  `arn:aws:iam::${account}:user/ana`,
  `arn:aws:iam::${account}:oidc-provider/a.example.org`,
  "arn:aws:iam::aws:policy/PowerUserAccess",
  `arn:aws:iam::${account}:policy/none`,
  `arn:aws:iam::${account}:policy/ana`,
  `arn:aws:iam::${account}:policy/bob`,
  `arn:aws:iam::${account}:saml-provider/ana`,
  `arn:aws:iam::${account}:policy/team/bob`,
  "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy",
  "arn:aws-cn:iam::aws:policy/PowerUserAccess",
  `arn:aws:iam::000000000000:oidc-provider/a.example.org`,
  "arn:aws:iam::aws:role/not-a-policy",
);
/** Trust policies, and texts that are none. */
export const trustPolicies = [
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
  `{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${account}:user/ana"},"Action":"sts:AssumeRole"}}`,
  `{"Statement":{"Effect":"Allow","Principal":{"AWS":["*","__proto__","AROA${"A".repeat(17)}"]},"Action":["sts:AssumeRole"]}}`,
  `{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"${"*?".repeat(500)}"}}}}`,
  '{"Statement":[]}',
  "{",
  "\u00ff<&>",
];
/** A valid document of permissions. */
export const policyDocument = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" },
});
/** Documents of permissions, and texts that are none. Deeply nested ones must not exhaust the stack. */
const policyDocuments = [
  policyDocument,
  `${policyDocument} ${"\t".repeat(2000)}`,
  policyDocument.replace("2012", "2008"),
  policyDocument.replace("s3:*", "É<&>%00:\u0000"),
  policyDocument.replace('"*"', JSON.stringify(Array.from({ length: 700 }, (_, index) => `arn:aws:s3:::${index}`))),
  `{"__proto__":${policyDocument}}`,
  `{"Version":"2012-10-17","Statement":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"__proto__":{"a":"b"},"DateLessThan":{"constructor":"${"9".repeat(400)}"}}}]}`,
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"${"*?".repeat(2000)}"}]}`,
  "{}",
  "[[[[",
  "<&>",
  "1e999",
  '"\\ud800"',
];
const service = fc.constantFrom("ec2", "autoscaling.amazonaws.com", "lex.amazonaws.com", "__proto__");
const serial = fc.constantFrom(
  `arn:aws:iam::${account}:mfa/ana`,
  `arn:aws:iam::${account}:mfa/team/bob`,
  `arn:aws:iam::${account}:u2f/user/ana/key`,
  "GAHT12345678",
);

/**
 * Values of an input shape, by its name in the model. Values of one kind repeat often, so that requests meet the same
 * entities.
 */
export const validValues: Readonly<Record<string, fc.Arbitrary<string>>> = {
  accessKeyIdType: fc.constantFrom("AKIAAAAAAAAAAAAAAAAA", "AKIA__proto__AAAAAA"),
  accountAliasType: fc.constantFrom("example", "example-2", "123456789012"),
  arnType: arn,
  assignmentStatusType: fc.constantFrom("Assigned", "Unassigned", "Any"),
  authenticationCodeType: fc.constantFrom("000000", "123456"),
  booleanType: fc.constantFrom("true", "false", "1", "0"),
  clientIDType: fc.constantFrom("sts.amazonaws.com", "<&>", "__proto__"),
  customSuffixType: fc.constantFrom("x", "a".repeat(64)),
  DeletionTaskIdType: fc.constantFrom("task", "task/aws-service-role/ec2/x/00000000-0000-4000-8000-000000000000"),
  EntityType: fc.constantFrom("User", "Group", "Role", "LocalManagedPolicy"),
  existingUserNameType: name,
  groupNameType: fc.oneof(name, service),
  instanceProfileNameType: name,
  markerType: fc.constantFrom("AAAA", "x", "ÿ".repeat(320)),
  OpenIDConnectProviderUrlType: url,
  passwordType: fc.constantFrom("Pass word 1!", "ÿ".repeat(128)),
  policyDescriptionType: fc.constantFrom("", "<&>", "É"),
  // Half of them are valid, so that roles and policies exist.
  policyDocumentType: fc.oneof(
    fc.constantFrom(policyDocument, trustPolicies[0] ?? ""),
    fc.constantFrom(...policyDocuments, ...trustPolicies),
  ),
  policyNameType: name,
  policyPathType: fc.constantFrom("/", "/team/", "/a/b/"),
  policyScopeType: fc.constantFrom("All", "AWS", "Local"),
  PolicyUsageType: fc.constantFrom("PermissionsPolicy", "PermissionsBoundary"),
  policyVersionIdType: fc.constantFrom("v1", "v2", "v9", "v1.suffix", "v99999999999"),
  roleNameType: name,
  pathPrefixType: fc.constantFrom("/", "/te", "/%", "/_"),
  pathType: path,
  roleDescriptionType: fc.constantFrom("", "x", "é<&>"),
  roleMaxSessionDurationType: fc.constantFrom("3600", "43200"),
  serialNumberType: serial,
  statusType: fc.constantFrom("Active", "Inactive", "Expired"),
  stsAccessKeyIdType: fc.constantFrom("AKIAQAAAAAAAAAAAAAAA", "ASIAIOSFODNN7EXAMPLE", "AKIA__proto__AAAAAA"),
  tagKeyType: tagKey,
  tagValueType: fc.constantFrom("", "x", "a b", "É"),
  thumbprintType: fc.constantFrom("a".repeat(40), "<&>'".repeat(10)),
  userNameType: name,
  virtualMFADeviceName: name,
  ...credentialValues,
  maxItemsType: fc.constantFrom("1", "2", "1000", "+5"),
};
