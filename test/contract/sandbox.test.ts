import { describe, expect, it, onTestFinished } from "vitest";
import { makeCertificate, samlMetadata } from "../support/certificates.ts";
import { createDevice, enable } from "./authenticator.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";
import { allow } from "./scenarios/managed-policies.ts";
import { publicKeyPem } from "./scenarios/ssh-public-keys.ts";
import { inProcess, targets } from "./targets.ts";

async function openAccount() {
  const account = await inProcess.open();
  onTestFinished(() => account[Symbol.asyncDispose]());
  const iam = account.connect();
  return { account, iam, summary: async () => (await iam.getAccountSummary({})).SummaryMap };
}

/** Creates one entity of each kind, and attaches them. */
async function makeAll(box: Sandbox): Promise<void> {
  const { iam, name, path } = box;
  const [UserName, GroupName] = [name("alice"), name("team")];
  await iam.createUser({ UserName, Path: path });
  await iam.createGroup({ GroupName, Path: path });
  await iam.addUserToGroup({ UserName, GroupName });
  await iam.createAccessKey({ UserName });
  await iam.createLoginProfile({ UserName, Password: "Secret-and-long-1!" });
  await enable(box, UserName, await createDevice(box, "phone"));
  await iam.createOpenIDConnectProvider({
    Url: `https://${name("idp")}.example.com/oidc`,
    ThumbprintList: ["c".repeat(40)],
  });
  const { Policy } = await iam.createPolicy({ PolicyName: name("read"), Path: path, PolicyDocument: allow() });
  await iam.createPolicyVersion({ PolicyArn: Policy?.Arn, PolicyDocument: allow() });
  await iam.attachUserPolicy({ UserName, PolicyArn: Policy?.Arn });
  await iam.attachGroupPolicy({ GroupName, PolicyArn: Policy?.Arn });
  await iam.putUserPolicy({ UserName, PolicyName: "read", PolicyDocument: allow() });
  await iam.putGroupPolicy({ GroupName, PolicyName: "read", PolicyDocument: allow() });
  await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: publicKeyPem() });
  const { pem: CertificateBody, privateKeyPem: PrivateKey } = makeCertificate();
  await iam.uploadSigningCertificate({ UserName, CertificateBody });
  await iam.createServiceSpecificCredential({ UserName, ServiceName: "codecommit.amazonaws.com" });
  const ServerCertificateName = name("site");
  await iam.uploadServerCertificate({ ServerCertificateName, Path: path, CertificateBody, PrivateKey });
  await iam.updateServerCertificate({ ServerCertificateName, NewServerCertificateName: name("shop") });
  await iam.createSAMLProvider({ Name: name("saml"), SAMLMetadataDocument: samlMetadata() });
  await iam.updateUser({ UserName, NewUserName: name("alicia"), NewPath: "/elsewhere/" });
  await iam.updateGroup({ GroupName, NewGroupName: name("crew"), NewPath: "/elsewhere/" });
}

describe("a scenario's sandbox", () => {
  it("is empty after a scenario, even if it fails half-way", async () => {
    const { account, summary } = await openAccount();
    const before = await summary();
    const scenario = async () => {
      await using box = openSandbox(account, "0b5e21f3");
      await makeAll(box);
      expect(await summary()).not.toEqual(before);
      throw new Error("half-way");
    };
    await expect(scenario()).rejects.toThrow("half-way");
    expect(await summary()).toEqual(before);
  });

  it("does not touch entities of others, and reports what it could not remove", async () => {
    const { account, iam } = await openAccount();
    await iam.createUser({ UserName: "bob" });
    const box = openSandbox(account, "0b5e21f3");
    const GroupName = box.name("team");
    await box.iam.createGroup({ GroupName });
    await box.iam.addUserToGroup({ GroupName, UserName: "bob" });
    await expect(box[Symbol.asyncDispose]()).rejects.toThrow("a scenario left something behind");
    expect((await iam.getGroup({ GroupName })).Users?.map((user) => user.UserName)).toEqual(["bob"]);
  });
});

describe("IAMQL_CONTRACT_ENDPOINT", () => {
  it.each([
    ["", ["the embedded IAM, in-process", "the embedded IAM, over HTTP"]],
    ["aws", ["the IAM that the AWS SDK resolves"]],
    ["http://127.0.0.1:4001", ["the IAM at http://127.0.0.1:4001"]],
  ])("%j chooses where the scenarios run", (endpoint, titles) => {
    expect(targets(endpoint).map((target) => target.title)).toEqual(titles);
  });
});
