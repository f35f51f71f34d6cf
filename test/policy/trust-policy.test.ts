import { describe, expect, it } from "vitest";
import { validateTrustPolicy } from "../../src/policy/index.ts";

const accountId = "123456789012";
const ids = new Map([
  [`arn:aws:iam::${accountId}:user/team/alice`, "AIDAALICE"],
  [`arn:aws:iam::${accountId}:role/deploy`, "AROADEPLOY"],
]);
const account = {
  accountId,
  partition: "aws",
  idOf: (named: string) => ids.get(named) ?? [...ids.values()].find((id) => id === named),
};

const service = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };

function policy(...statements: unknown[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function verdict(text: string): string {
  const result = validateTrustPolicy(text, account);
  return "fault" in result ? result.fault : "accepted";
}

/** A statement that trusts a provider, under these conditions. */
function webIdentity(provider: string, Condition?: unknown) {
  const Federated =
    provider.includes("/") || !/^(?:cognito-identity\.|accounts\.google|www\.amazon|graph\.)/.test(provider);
  const principal = Federated ? `arn:aws:iam::${accountId}:oidc-provider/${provider}` : provider;
  return { Effect: "Allow", Principal: { Federated: principal }, Action: "sts:AssumeRoleWithWebIdentity", Condition };
}

describe("the validation of a trust policy", () => {
  it("says that a text is not JSON, and that JSON is not a policy", () => {
    const text = policy(service);
    expect(verdict(`${text.slice(0, -1)},}`)).toBe("This policy contains invalid Json");
    expect(verdict("[]")).toBe("Syntax errors in policy.");
  });

  it("accepts a policy without a version and of 2008", () => {
    expect(verdict(JSON.stringify({ Statement: service }))).toBe("accepted");
    expect(verdict(JSON.stringify({ Version: "2008-10-17", Statement: [service] }))).toBe("accepted");
  });

  it.each<[statement: object, text: string]>([
    [{ ...service, Resource: "*" }, "Has prohibited field Resource"],
    [{ ...service, Action: "s3:*", NotResource: "*" }, "Has prohibited field NotResource"],
    [{ ...service, Effect: "allow" }, "The policy failed legacy parsing"],
    [{ ...service, Action: [] }, "Policy statement must contain actions."],
    [{ ...service, Action: "sts:*" }, "AssumeRole policy may only specify STS AssumeRole actions."],
    [{ ...service, Action: ["sts:AssumeRole", "s3:x"] }, "AssumeRole policy may only specify STS AssumeRole actions."],
    [{ ...service, Action: "*" }, "AssumeRole policy may only specify STS AssumeRole actions."],
    [
      { Effect: "Allow", Action: "sts:AssumeRole" },
      "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!",
    ],
    [{ ...service, Principal: "*" }, `AssumeRolepolicy contained an invalid principal: "STAR":"*".`],
    [{ Effect: "Allow", NotPrincipal: { AWS: "*" }, Action: "sts:AssumeRole" }, "Has prohibited field NotPrincipal"],
  ])("says what is wrong with %j", (statement, text) => {
    expect(verdict(policy(statement))).toBe(text);
  });

  it("wants statements to have different Sids", () => {
    expect(verdict(policy({ ...service, Sid: "a" }, { ...service, Sid: "a" }))).toBe(
      "Statement IDs (SID) in a single policy must be unique.",
    );
  });

  it.each(["sts:AssumeRoleWithSAML", "STS:tagsession", "sts:SetSourceIdentity", "sts:SetContext", "sts:AssumeRole*"])(
    "accepts the action %s",
    (Action) => {
      expect(verdict(policy({ ...service, Action: ["sts:AssumeRole", Action] }))).toBe("accepted");
    },
  );

  it.each<[type: string, value: string]>([
    ["AWS", "arn:aws:iam::123456789012:user/missing"],
    ["AWS", "arn:aws:iam::123456789012:user/alice"],
    ["AWS", "arn:aws:iam::123456789012:role/*"],
    ["AWS", "arn:aws:iam::123456789012:group/admins"],
    ["AWS", "arn:aws-cn:iam::210987654321:root"],
    ["AWS", "AIDADELETED"],
    ["AWS", "12345678901"],
    ["Service", "x.amazonaws.com"],
    ["Service", "ec2.example.com"],
    ["Service", "*"],
    ["CanonicalUser", "79a59df900b949e55d96a1e698fbaced"],
  ])("rejects the %s principal %s", (type, value) => {
    expect(verdict(policy({ ...service, Principal: { [type]: value } }))).toBe(
      `Invalid principal in policy: "${type.toUpperCase()}":"${value}"`,
    );
  });

  it.each(["example", "arn:aws:iam::123456789012:role/deploy", "*", "arn:aws:iam::123456789012:oidc-provider/*"])(
    "rejects the federated principal %s",
    (Federated) => {
      expect(verdict(policy({ ...service, Principal: { Federated } }))).toBe(
        "Federated principals must be valid domain names or SAML metadata ARNs",
      );
    },
  );

  it.each<[type: string, value: string]>([
    ["AWS", "*"],
    ["AWS", "111111111111"],
    ["AWS", "arn:aws:iam::111111111111:root"],
    ["AWS", "arn:aws:iam::123456789012:user/team/alice"],
    ["AWS", "arn:aws:iam::210987654321:role/not/looked/up"],
    ["AWS", "arn:aws:sts::123456789012:assumed-role/deploy/session"],
    ["AWS", "arn:aws:sts::123456789012:federated-user/bob"],
    ["AWS", "AROADEPLOY"],
    ["Service", "lambda.amazonaws.com"],
    ["Service", "ops.apigateway.amazonaws.com"],
    ["Service", "states.us-east-1.amazonaws.com"],
    ["Service", "ec2.amazonaws.com.cn"],
    ["Federated", "arn:aws:iam::123456789012:oidc-provider/idp.example.com/missing"],
    ["Federated", "arn:aws:iam::123456789012:saml-provider/corporate"],
    ["Federated", "accounts.google.com"],
  ])("accepts the %s principal %s", (type, value) => {
    expect(verdict(policy({ ...service, Principal: { [type]: [value] } }))).toBe("accepted");
  });

  it("returns the ids of the users and roles of the account that the policy names", () => {
    const [alice, deploy] = [...ids.keys()];
    const text = policy(
      { ...service, Principal: { AWS: [alice, "111111111111"] } },
      { ...service, Principal: { AWS: deploy } },
    );
    expect(validateTrustPolicy(text, account)).toMatchObject({ boundPrincipals: ids });
  });
});

describe("the control of shared identity providers", () => {
  const github = "token.actions.githubusercontent.com";
  const untested = (principal: string, claim: string) =>
    `Trust policy with trusted principal ${principal} must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, ${claim} which is not scoped to all.`;

  it.each([
    ["no condition", undefined],
    ["another claim", { StringEquals: { "gitlab.com:aud": "x" } }],
    ["all subjects", { StringLike: { "gitlab.com:sub": "*" } }],
    ["all subjects among others", { StringLike: { "gitlab.com:sub": ["project_path:a/b", "*"] } }],
    ["a comparison that an absent claim passes", { StringEqualsIfExists: { "gitlab.com:sub": "a" } }],
    ["a negated comparison", { StringNotEquals: { "gitlab.com:sub": "a" } }],
    ["a test for presence", { Null: { "gitlab.com:sub": "false" } }],
  ])("rejects GitLab with %s", (_title, Condition) => {
    expect(verdict(policy(webIdentity("gitlab.com", Condition)))).toBe(untested("gitlab.com", "gitlab.com:sub"));
  });

  it.each([
    ["a subject", { StringEquals: { "gitlab.com:sub": "project_path:a/b" } }],
    ["a key in another case", { StringEqualsIgnoreCase: { "GitLab.com:SUB": "a" } }],
    ["a set operator", { "ForAnyValue:StringLike": { "gitlab.com:sub": "a*" } }],
    ["two stars", { StringLike: { "gitlab.com:sub": "**" } }],
    ["no values", { StringLike: { "gitlab.com:sub": [] } }],
    ["an empty value", { StringLike: { "gitlab.com:sub": "" } }],
  ])("accepts GitLab with %s", (_title, Condition) => {
    expect(verdict(policy(webIdentity("gitlab.com", Condition)))).toBe("accepted");
  });

  it("judges each statement that allows web identities, and no others", () => {
    const good = webIdentity("gitlab.com", { StringEquals: { "gitlab.com:sub": "a" } });
    const bad = webIdentity("gitlab.com");
    expect(verdict(policy(good, bad))).toContain("gitlab.com:sub");
    expect(verdict(policy({ ...bad, Action: ["sts:TagSession", "sts:AssumeRole*"] }))).toContain("gitlab.com:sub");
    expect(verdict(policy({ ...bad, Effect: "Deny" }))).toBe("accepted");
    expect(verdict(policy({ ...bad, Action: "sts:TagSession" }))).toBe("accepted");
  });

  it("knows the claim of each issuer", () => {
    expect(verdict(policy(webIdentity("api.pulumi.com/oidc")))).toBe(
      untested("api.pulumi.com/oidc", "api.pulumi.com/oidc:aud"),
    );
    const azure = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d";
    expect(verdict(policy(webIdentity(azure)))).toBe(untested(azure, "sts:RoleSessionName"));
    expect(verdict(policy(webIdentity(azure, { StringLike: { "sts:RoleSessionName": "a*" } })))).toBe("accepted");
    expect(verdict(policy(webIdentity("idp.example.com")))).toBe("accepted");
  });

  it.each([github, `${github}/acme`])("wants a subject or a workflow of GitHub Actions (%s)", (issuer) => {
    const arn = `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
    const text = untested(arn, `${issuer}:sub or ${issuer}:job_workflow_ref`);
    const sub = (value: string | string[]) => webIdentity(issuer, { StringLike: { [`${issuer}:sub`]: value } });
    expect(verdict(policy(webIdentity(issuer)))).toBe(text);
    for (const value of ["*", "*/widget", " ", "", ["repo:acme/widget:*", "*"]])
      expect(verdict(policy(sub(value)))).toBe(text);
    expect(verdict(policy(sub("repo:*")))).toBe("accepted");
    const workflow = webIdentity(issuer, { StringEquals: { [`${issuer}:job_workflow_ref`]: "acme/x" } });
    expect(verdict(policy(workflow))).toBe("accepted");
  });

  it("wants a condition for Cognito, and then its audience", () => {
    const cognito = "cognito-identity.amazonaws.com";
    expect(verdict(policy(webIdentity(cognito)))).toBe("A condition block must be present for the Cognito provider");
    expect(verdict(policy(webIdentity(cognito, {})))).toBe(untested(cognito, `${cognito}:aud`));
    expect(verdict(policy(webIdentity(cognito, { StringEquals: { [`${cognito}:aud`]: "pool" } })))).toBe("accepted");
  });

  it.each([
    ["accounts.google.com", "oaud"],
    ["www.amazon.com", "app_id"],
    ["graph.facebook.com", "sub"],
  ])("wants an application of %s, by a key in lower case", (provider, claim) => {
    const text = `Policy trusting ${provider} requires a StringEquals condition on an application id`;
    const equals = (key: string) => webIdentity(provider, { StringEquals: { [key]: "id" } });
    expect(verdict(policy(webIdentity(provider)))).toBe(text);
    expect(verdict(policy(equals(`${provider}:${claim.toUpperCase()}`)))).toBe(text);
    expect(verdict(policy(webIdentity(provider, { StringLike: { [`${provider}:${claim}`]: "id" } })))).toBe(text);
    expect(verdict(policy(equals(`${provider}:${claim}`)))).toBe("accepted");
  });
});
