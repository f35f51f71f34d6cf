import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { defaultQuotas, type Quotas } from "../../../src/iam-model/quotas.ts";
import { makeCertificate, samlMetadata } from "../../support/certificates.ts";
import { names, refusalOf, startService, type TestService } from "../test-service.ts";
import { allow, allowOfSize, holders } from "./policies/policy-scene.ts";

type Create = (service: TestService, index: number) => Promise<unknown>;

interface QuotaRow {
  /** AWS's default, from its documentation. */
  readonly standard: number;
  /** How much one use takes. @default 1 */
  readonly unit?: number;
  readonly prepare?: (service: TestService) => Promise<unknown>;
  /** Uses one more of the quota. */
  readonly create: Create;
  /** The error beyond a quota of 2 units. */
  readonly error: string;
}

const provider = "https://id.example.com";
const providerArn = "arn:aws:iam::123456789012:oidc-provider/id.example.com";
const createAlice = ({ iam }: TestService) => iam.createUser({ UserName: "alice" });
const createTeam = ({ iam }: TestService) => iam.createGroup({ GroupName: "team" });
const createDeploy = ({ iam }: TestService) => holders.role(iam).create("deploy");
const awsPolicies = names("policy", 4).map((name) => `arn:aws:iam::aws:policy/${name}`);
const createProvider = ({ iam }: TestService) => iam.createOpenIDConnectProvider({ Url: provider });

/** A trust policy with this many characters, without white space. */
function trustPolicyOfSize(size: number): string {
  const withSid = (sid: string) =>
    `{"Statement":{"Sid":"${sid}","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}`;
  return withSid("a".repeat(size - withSid("").length));
}

const rows: Record<keyof Quotas, QuotaRow> = {
  usersPerAccount: {
    standard: 5000,
    create: ({ iam }, index) => iam.createUser({ UserName: `user-${index}` }),
    error: "409 LimitExceeded: Cannot exceed quota for UsersPerAccount: 2",
  },
  groupsPerAccount: {
    standard: 300,
    create: ({ iam }, index) => iam.createGroup({ GroupName: `group-${index}` }),
    error: "409 LimitExceeded: Cannot exceed quota for GroupsPerAccount: 2",
  },
  rolesPerAccount: {
    standard: 1000,
    create: ({ iam }, index) =>
      iam.createRole({ RoleName: `role-${index}`, AssumeRolePolicyDocument: trustPolicyOfSize(150) }),
    error: "409 LimitExceeded: Cannot exceed quota for RolesPerAccount: 2",
  },
  trustPolicySize: {
    standard: 2048,
    unit: 200,
    create: ({ iam }, index) =>
      iam.createRole({ RoleName: `role-${index}`, AssumeRolePolicyDocument: trustPolicyOfSize(200 * (index + 1)) }),
    error: "409 LimitExceeded: Cannot exceed quota for ACLSizePerRole: 400",
  },
  instanceProfilesPerAccount: {
    standard: 1000,
    create: ({ iam }, index) => iam.createInstanceProfile({ InstanceProfileName: `profile-${index}` }),
    error: "409 LimitExceeded: Cannot exceed quota for InstanceProfilesPerAccount: 2",
  },
  groupsPerUser: {
    standard: 10,
    prepare: async (service) => {
      await createAlice(service);
      for (const index of [0, 1, 2]) await service.iam.createGroup({ GroupName: `group-${index}` });
    },
    create: ({ iam }, index) => iam.addUserToGroup({ UserName: "alice", GroupName: `group-${index}` }),
    error: "409 LimitExceeded: Cannot exceed quota for GroupsPerUser: 2",
  },
  mfaDevicesPerUser: {
    standard: 8,
    prepare: createAlice,
    // No operation creates FIDO keys and assigns them at once.
    create: async ({ service }, index) =>
      service.addMfaDevice({ serialNumber: `arn:aws:iam::123456789012:u2f/user/alice/key-${index}` }),
    error: "MfaDeviceError: Cannot exceed quota for MFADevicesPerUser: 2",
  },
  virtualMfaDevicesPerAccount: {
    standard: 5000,
    create: ({ iam }, index) => iam.createVirtualMFADevice({ VirtualMFADeviceName: `phone-${index}` }),
    error: "409 LimitExceeded: Cannot exceed quota for VirtualMFADevicesPerAccount: 2",
  },
  oidcProvidersPerAccount: {
    standard: 100,
    create: ({ iam }, index) => iam.createOpenIDConnectProvider({ Url: `${provider}/${index}` }),
    error: "409 LimitExceeded: Cannot exceed quota for OpenIdConnectProvidersPerAccount: 2",
  },
  clientIdsPerOidcProvider: {
    standard: 100,
    prepare: createProvider,
    create: ({ iam }, index) =>
      iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn: providerArn, ClientID: `client-${index}` }),
    error: "409 LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 2",
  },
  thumbprintsPerOidcProvider: {
    standard: 5,
    prepare: createProvider,
    create: ({ iam }, index) =>
      iam.updateOpenIDConnectProviderThumbprint({
        OpenIDConnectProviderArn: providerArn,
        ThumbprintList: Array.from({ length: index + 1 }, (_, one) => String(one).repeat(40)),
      }),
    error: "400 InvalidInput: Thumbprint list must contain fewer than 2 entries.",
  },
  tagsPerResource: {
    standard: 50,
    prepare: createAlice,
    create: ({ iam }, index) => iam.tagUser({ UserName: "alice", Tags: [{ Key: `key-${index}`, Value: "" }] }),
    error: "409 LimitExceeded: The number of tags has reached the maximum limit.",
  },
  accessKeysPerUser: {
    standard: 2,
    prepare: createAlice,
    create: ({ iam }) => iam.createAccessKey({ UserName: "alice" }),
    error: "409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2",
  },
  sshPublicKeysPerUser: {
    standard: 5,
    prepare: createAlice,
    create: ({ iam }) => {
      const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const SSHPublicKeyBody = publicKey.export({ type: "spki", format: "pem" }).toString();
      return iam.uploadSSHPublicKey({ UserName: "alice", SSHPublicKeyBody });
    },
    error: "409 LimitExceeded: Cannot exceed quota for SSHPublicKeysPerUser: 2",
  },
  signingCertificatesPerUser: {
    standard: 2,
    prepare: createAlice,
    create: ({ iam }) => iam.uploadSigningCertificate({ UserName: "alice", CertificateBody: makeCertificate().pem }),
    error: "409 LimitExceeded: Cannot exceed quota for CertificatesPerUser: 2",
  },
  serviceSpecificCredentialsPerUserAndService: {
    standard: 2,
    prepare: createAlice,
    create: ({ iam }) =>
      iam.createServiceSpecificCredential({ UserName: "alice", ServiceName: "codecommit.amazonaws.com" }),
    error: "409 LimitExceeded: Cannot exceed quota for ContextSpecificCredentialsPerUserPerContext: 2",
  },
  serverCertificatesPerAccount: {
    standard: 20,
    create: ({ iam }, index) => {
      const { pem, privateKeyPem } = makeCertificate();
      const material = { CertificateBody: pem, PrivateKey: privateKeyPem };
      return iam.uploadServerCertificate({ ServerCertificateName: `site-${index}`, ...material });
    },
    error: "409 LimitExceeded: Cannot exceed quota for ServerCertificatesPerAccount: 2",
  },
  samlProvidersPerAccount: {
    standard: 100,
    create: ({ iam }, index) => iam.createSAMLProvider({ Name: `idp-${index}`, SAMLMetadataDocument: samlMetadata() }),
    error: "409 LimitExceeded: Cannot exceed quota for SAMLProvidersPerAccount: 2",
  },
  policiesPerAccount: {
    standard: 1500,
    create: ({ iam }, index) => iam.createPolicy({ PolicyName: `policy-${index}`, PolicyDocument: allow() }),
    error: "409 LimitExceeded: Cannot exceed quota for PoliciesPerAccount: 2",
  },
  versionsPerPolicy: {
    standard: 5,
    create: ({ iam }, index) =>
      index === 0
        ? iam.createPolicy({ PolicyName: "read", PolicyDocument: allow() })
        : iam.createPolicyVersion({
            PolicyArn: "arn:aws:iam::123456789012:policy/read",
            PolicyDocument: allow(),
          }),
    error:
      "409 LimitExceeded: A managed policy can have up to 2 versions. Before you create a new version, you must delete an existing version.",
  },
  policiesPerUser: {
    standard: 10,
    prepare: createAlice,
    create: ({ iam }, index) => iam.attachUserPolicy({ UserName: "alice", PolicyArn: awsPolicies[index] }),
    error: "409 LimitExceeded: Cannot exceed quota for PoliciesPerUser: 2",
  },
  policiesPerGroup: {
    standard: 10,
    prepare: createTeam,
    create: ({ iam }, index) => iam.attachGroupPolicy({ GroupName: "team", PolicyArn: awsPolicies[index] }),
    error: "409 LimitExceeded: Cannot exceed quota for PoliciesPerGroup: 2",
  },
  policiesPerRole: {
    standard: 10,
    prepare: createDeploy,
    create: ({ iam }, index) => iam.attachRolePolicy({ RoleName: "deploy", PolicyArn: awsPolicies[index] }),
    error: "409 LimitExceeded: Cannot exceed quota for PoliciesPerRole: 2",
  },
  policySize: {
    standard: 6144,
    unit: 200,
    create: ({ iam }, index) =>
      iam.createPolicy({ PolicyName: `policy-${index}`, PolicyDocument: allowOfSize(200 * (index + 1)) }),
    error: "409 LimitExceeded: Cannot exceed quota for PolicySize: 400",
  },
  userPolicySize: {
    standard: 2048,
    unit: 200,
    prepare: createAlice,
    create: ({ iam }, index) =>
      iam.putUserPolicy({ UserName: "alice", PolicyName: `policy-${index}`, PolicyDocument: allowOfSize(200) }),
    error: "409 LimitExceeded: Maximum policy size of 400 bytes exceeded for user alice",
  },
  groupPolicySize: {
    standard: 5120,
    unit: 200,
    prepare: createTeam,
    create: ({ iam }, index) =>
      iam.putGroupPolicy({ GroupName: "team", PolicyName: `policy-${index}`, PolicyDocument: allowOfSize(200) }),
    error: "409 LimitExceeded: Maximum policy size of 400 bytes exceeded for group team",
  },
  rolePolicySize: {
    standard: 10_240,
    unit: 200,
    prepare: createDeploy,
    create: ({ iam }, index) =>
      iam.putRolePolicy({ RoleName: "deploy", PolicyName: `policy-${index}`, PolicyDocument: allowOfSize(200) }),
    error: "409 LimitExceeded: Maximum policy size of 400 bytes exceeded for role deploy",
  },
};

/** As `refusalOf`, also for errors of the library. */
async function errorOf(call: Promise<unknown>): Promise<string> {
  return await refusalOf(call).catch((error) => `${error.name}: ${error.message}`);
}

describe.each(Object.entries(rows))("the quota %s", (name, { standard, unit = 1, prepare, create, error }) => {
  it("has AWS's default", () => {
    expect(defaultQuotas[name as keyof Quotas]).toBe(standard);
  });

  it("allows as many as the option says, and no more", async () => {
    const service = await startService({ quotas: { [name]: 2 * unit } });
    await prepare?.(service);
    const errors: string[] = [];
    for (const index of [0, 1, 2]) errors.push(await errorOf(create(service, index)));
    expect(errors).toEqual(["no refusal", "no refusal", error]);
  });

  it("is independent of all other quotas", async () => {
    const others = Object.fromEntries(
      Object.entries(rows).map(([other, row]) => [other, (row.unit ?? 1) * (other === name ? 3 : 50)]),
    );
    const service = await startService({ quotas: others });
    await prepare?.(service);
    const errors: string[] = [];
    for (const index of [0, 1, 2]) errors.push(await errorOf(create(service, index)));
    expect(errors).toEqual(["no refusal", "no refusal", "no refusal"]);
    expect(await errorOf(create(service, 3))).not.toBe("no refusal");
  });
});

describe("EnableMFADevice", () => {
  it("enforces the quota of devices with AWS's text", async () => {
    const { iam } = await startService({ quotas: { mfaDevicesPerUser: 0 } });
    await iam.createUser({ UserName: "alice" });
    await iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone" });
    const SerialNumber = "arn:aws:iam::123456789012:mfa/phone";
    const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "123457" };
    expect(await refusalOf(iam.enableMFADevice({ UserName: "alice", SerialNumber, ...codes }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for MFADevicesPerUser: 0",
    );
  });
});

describe("the tags of every taggable resource", () => {
  const tags = names("key", 3).map((Key) => ({ Key, Value: "" }));
  const creations: Readonly<Record<string, (service: TestService) => Promise<unknown>>> = {
    user: ({ iam }) => iam.createUser({ UserName: "alice", Tags: tags }),
    "virtual MFA device": ({ iam }) => iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone", Tags: tags }),
    "OpenID Connect provider": ({ iam }) => iam.createOpenIDConnectProvider({ Url: provider, Tags: tags }),
    "server certificate": ({ iam }) => {
      const { pem, privateKeyPem } = makeCertificate();
      const material = { CertificateBody: pem, PrivateKey: privateKeyPem };
      return iam.uploadServerCertificate({ ServerCertificateName: "site", ...material, Tags: tags });
    },
    "SAML provider": ({ iam }) =>
      iam.createSAMLProvider({ Name: "idp", SAMLMetadataDocument: samlMetadata(), Tags: tags }),
    role: ({ iam }) =>
      iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustPolicyOfSize(150), Tags: tags }),
    "instance profile": ({ iam }) => iam.createInstanceProfile({ InstanceProfileName: "app", Tags: tags }),
  };

  it.each(Object.entries(creations))("are limited when it is created: %s", async (_resource, create) => {
    const service = await startService({ quotas: { tagsPerResource: 2 } });
    expect(await refusalOf(create(service))).toBe(
      "409 LimitExceeded: The number of tags has reached the maximum limit.",
    );
  });
});
