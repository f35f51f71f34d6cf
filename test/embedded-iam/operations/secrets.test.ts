import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeCertificate, samlMetadata } from "../../support/certificates.ts";
import { refusalOf, startService, temporaryFile } from "../test-service.ts";

describe("private keys, passwords of services and passwords", () => {
  it("are neither in the database, nor in recorded calls, nor in refusals", async () => {
    const file = temporaryFile();
    const { iam, service } = await startService({ file });
    const { pem, privateKeyPem } = makeCertificate();
    const password = "Correct-Horse-1";
    const user = { UserName: "alice" };
    await iam.createUser(user);
    await iam.createLoginProfile({ ...user, Password: password });
    const credential = { ...user, ServiceName: "codecommit.amazonaws.com" };
    const created = (await iam.createServiceSpecificCredential(credential)).ServiceSpecificCredential;
    const ServiceSpecificCredentialId = created?.ServiceSpecificCredentialId ?? "";
    const reset = await iam.resetServiceSpecificCredential({ ...user, ServiceSpecificCredentialId });
    const bedrock = await iam.createServiceSpecificCredential({ ...user, ServiceName: "bedrock.amazonaws.com" });
    const certificate = { ServerCertificateName: "site", CertificateBody: pem };
    await iam.uploadServerCertificate({ ...certificate, PrivateKey: privateKeyPem });
    const refusals = [
      await refusalOf(iam.uploadServerCertificate({ ...certificate, PrivateKey: `${privateKeyPem}x` })),
      await refusalOf(iam.uploadServerCertificate({ ...certificate, PrivateKey: makeCertificate().privateKeyPem })),
      await refusalOf(iam.changePassword({ OldPassword: password, NewPassword: password })),
    ];
    expect(refusals).not.toContain("no refusal");
    await iam.createSAMLProvider({
      Name: "idp",
      SAMLMetadataDocument: samlMetadata(),
      AddPrivateKey: privateKeyPem,
    });
    const calls = JSON.stringify(service.calls.read());
    await service.close();

    const stored = readFileSync(file, "latin1");
    expect(stored).toContain(ServiceSpecificCredentialId);
    const secrets = [
      privateKeyPem.split("\n")[1],
      password,
      created?.ServicePassword,
      reset.ServiceSpecificCredential?.ServicePassword,
      bedrock.ServiceSpecificCredential?.ServiceCredentialSecret,
    ];
    for (const secret of secrets) {
      expect(secret).toMatch(/.{12}/);
      for (const place of [stored, calls, ...refusals]) expect(place.includes(secret ?? "")).toBe(false);
    }
  });
});
