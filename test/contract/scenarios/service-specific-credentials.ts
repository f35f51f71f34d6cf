import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

const ServiceName = "codecommit.amazonaws.com";

async function createUser({ iam, name, path }: Sandbox, label = "alice"): Promise<string> {
  await iam.createUser({ UserName: name(label), Path: path });
  return name(label);
}

// Service-specific credentials: captured from AWS, 2026-09, except where a comment says more.
export const serviceSpecificCredentialScenarios: Scenarios = {
  "the password is only in the response that made it": async (box) => {
    const UserName = await createUser(box);
    const created = await box.iam.createServiceSpecificCredential({ UserName, ServiceName });
    const { ServicePassword, ...metadata } = created.ServiceSpecificCredential ?? {};
    expect(ServicePassword).not.toBe("");
    expect(metadata).toMatchObject({
      UserName,
      ServiceName,
      ServiceUserName: `${UserName}-at-${box.accountId}`,
      Status: "Active",
      ServiceSpecificCredentialId: expect.stringMatching(/^ACCA/),
    });
    expect((await box.iam.listServiceSpecificCredentials({ UserName })).ServiceSpecificCredentials).toEqual([metadata]);
  },

  "a reset makes another password": async (box) => {
    const UserName = await createUser(box);
    const created = await box.iam.createServiceSpecificCredential({ UserName, ServiceName });
    const { ServiceSpecificCredentialId, ServicePassword } = created.ServiceSpecificCredential ?? {};
    const reset = await box.iam.resetServiceSpecificCredential({ UserName, ServiceSpecificCredentialId });
    expect(reset.ServiceSpecificCredential).toMatchObject({ UserName, ServiceSpecificCredentialId });
    expect(reset.ServiceSpecificCredential?.ServicePassword).not.toBe(ServicePassword);
  },

  "a user has two credentials for a service at most": async (box) => {
    const UserName = await createUser(box);
    const create = () => box.iam.createServiceSpecificCredential({ UserName, ServiceName });
    await create();
    await create();
    expect(await refusalOf(create())).toMatch(/^409 LimitExceeded: Cannot exceed quota for /);
  },

  "an unknown service and an unknown credential are reported by their names": async (box) => {
    const UserName = await createUser(box);
    expect(
      await refusalOf(box.iam.createServiceSpecificCredential({ UserName, ServiceName: "none.amazonaws.com" })),
    ).toBe("404 NoSuchEntity: No such service none.amazonaws.com is supported for Service Specific Credentials");
    const ServiceSpecificCredentialId = "ACCAXXXXXXXXXXXXXXXXX";
    expect(await refusalOf(box.iam.deleteServiceSpecificCredential({ UserName, ServiceSpecificCredentialId }))).toBe(
      `404 NoSuchEntity: No such credential ${ServiceSpecificCredentialId} exists`,
    );
  },

  "the credential of another user is refused": async (box) => {
    const [UserName, owner] = [await createUser(box), await createUser(box, "bob")];
    const created = await box.iam.createServiceSpecificCredential({ UserName: owner, ServiceName });
    const id = created.ServiceSpecificCredential?.ServiceSpecificCredentialId ?? "";
    expect(
      await refusalOf(box.iam.deleteServiceSpecificCredential({ UserName, ServiceSpecificCredentialId: id })),
    ).toBe(`400 ValidationError: User ${UserName} does not have a service specific credential with id ${id}`);
  },
};
