import { createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeCertificate, samlMetadata } from "../../support/certificates.ts";
import { refusalOf, startService } from "../test-service.ts";

const tagged = (...keys: readonly string[]) => ({ Tags: keys.map((Key) => ({ Key, Value: "" })) });

describe("a full account", () => {
  it("rejects an invalid user for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { usersPerAccount: 0 } });
    expect(await refusalOf(iam.createUser({ UserName: "u", ...tagged("a", "A") }))).toContain("400 InvalidInput: ");
    expect(await refusalOf(iam.createUser({ UserName: "u", ...tagged("aws:a") }))).toContain("400 InvalidInput: ");
    const PermissionsBoundary = "arn:aws:iam::123456789012:policy/none";
    expect(await refusalOf(iam.createUser({ UserName: "u", PermissionsBoundary }))).toContain("404 NoSuchEntity: ");
    expect(await refusalOf(iam.createUser({ UserName: "u" }))).toContain("409 LimitExceeded: ");
  });

  it("rejects an existing group for its name, not for the quota", async () => {
    const { iam } = await startService({ quotas: { groupsPerAccount: 1 } });
    await iam.createGroup({ GroupName: "g" });
    expect(await refusalOf(iam.createGroup({ GroupName: "G" }))).toContain("409 EntityAlreadyExists: ");
    expect(await refusalOf(iam.createGroup({ GroupName: "h" }))).toContain("409 LimitExceeded: ");
  });

  it("rejects an invalid role for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { rolesPerAccount: 0 } });
    const Statement = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
    const role = { RoleName: "app", AssumeRolePolicyDocument: JSON.stringify({ Statement }) };
    expect(await refusalOf(iam.createRole({ ...role, AssumeRolePolicyDocument: "{" }))).toContain(
      "400 MalformedPolicyDocument: ",
    );
    expect(await refusalOf(iam.createRole({ ...role, ...tagged("a", "A") }))).toContain("400 InvalidInput: ");
    expect(await refusalOf(iam.createRole(role))).toContain("409 LimitExceeded: ");
  });

  it("rejects an invalid virtual MFA device for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { virtualMfaDevicesPerAccount: 0 } });
    const create = (...keys: readonly string[]) =>
      refusalOf(iam.createVirtualMFADevice({ VirtualMFADeviceName: "v", ...tagged(...keys) }));
    expect(await create("a", "a")).toContain("400 InvalidInput: ");
    expect(await create("aws:a")).toContain("400 InvalidInput: ");
    expect(await create("a", "A")).toContain("409 LimitExceeded: ");
  });

  it("rejects an invalid OpenID Connect provider for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { oidcProvidersPerAccount: 0 } });
    const create = (...keys: readonly string[]) =>
      refusalOf(iam.createOpenIDConnectProvider({ Url: "https://id.example.com", ...tagged(...keys) }));
    expect(await create("a", "a")).toContain("400 InvalidInput: ");
    expect(await create("a", "A")).toContain("409 LimitExceeded: ");
  });

  it("rejects an invalid server certificate for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { serverCertificatesPerAccount: 0 } });
    const { pem: CertificateBody, privateKeyPem: PrivateKey } = makeCertificate();
    const certificate = { ServerCertificateName: "site", CertificateBody, PrivateKey };
    const upload = (change: Partial<typeof certificate> & Partial<ReturnType<typeof tagged>>) =>
      refusalOf(iam.uploadServerCertificate({ ...certificate, ...change }));
    expect(await upload({ CertificateBody: "none" })).toContain("400 MalformedCertificate: ");
    expect(await upload(tagged("aws:a"))).toContain("400 InvalidInput: ");
    expect(await upload(tagged("a", "A"))).toContain("409 LimitExceeded: ");
  });

  it("rejects an invalid SAML provider for its errors, not for the quota", async () => {
    const { iam } = await startService({ quotas: { samlProvidersPerAccount: 0 } });
    const create = (SAMLMetadataDocument: string, ...keys: readonly string[]) =>
      refusalOf(iam.createSAMLProvider({ Name: "idp", SAMLMetadataDocument, ...tagged(...keys) }));
    expect(await create("x".repeat(1000))).toContain("400 InvalidInput: ");
    expect(await create(samlMetadata(), "aws:a")).toContain("400 InvalidInput: ");
    expect(await create(samlMetadata(), "a", "A")).toContain("409 LimitExceeded: ");
  });

  it("rejects an SSH key, a certificate and a service that are invalid for their errors, not for the quota", async () => {
    const quotas = {
      sshPublicKeysPerUser: 0,
      signingCertificatesPerUser: 0,
      serviceSpecificCredentialsPerUserAndService: 0,
    };
    const { iam } = await startService({ quotas });
    const UserName = "alice";
    await iam.createUser({ UserName });
    const key = (SSHPublicKeyBody: string) => refusalOf(iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody }));
    const certificate = (CertificateBody: string) =>
      refusalOf(iam.uploadSigningCertificate({ UserName, CertificateBody }));
    const credential = (ServiceName: string) =>
      refusalOf(iam.createServiceSpecificCredential({ UserName, ServiceName }));
    expect(await key("none")).toContain("400 UnrecognizedPublicKeyEncoding: ");
    expect(await certificate("none")).toContain("400 MalformedCertificate: ");
    expect(await credential("none.amazonaws.com")).toContain("404 NoSuchEntity: ");
    const { privateKey, pem } = makeCertificate();
    const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
    expect(await key(publicKey)).toContain("409 LimitExceeded: ");
    expect(await certificate(pem)).toContain("409 LimitExceeded: ");
    expect(await credential("codecommit.amazonaws.com")).toContain("409 LimitExceeded: ");
  });
});
