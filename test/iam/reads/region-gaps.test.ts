import { describe, expect, it } from "vitest";
import { createUsers } from "../../support/account.ts";
import { createTestGateway, type ForgedAnswer, iamError, type UpstreamCall } from "../../support/gateway.ts";

const notEnabled = ({ action }: UpstreamCall) =>
  iamError(400, "InvalidAction", `Operation ${action} is not enabled in region us-isob-east-1`);
const unknown = ({ action }: UpstreamCall) =>
  iamError(400, "InvalidAction", `Could not find operation ${action} for version 2010-05-08`);

const AFFECTED =
  /^List(?:Virtual)?MFADevice|^List(?:SSHPublicKeys|SigningCertificates|ServiceSpecificCredentials)|CredentialReport$/;

/** A gateway over an IAM with this response to operations on MFA devices, the report, and most other credentials. */
async function withoutMfa(answer: (call: UpstreamCall) => ForgedAnswer) {
  const account = await createTestGateway({
    intercept: (call) => (AFFECTED.test(call.action) ? answer(call) : undefined),
  });
  await createUsers(account.admin, 2);
  return account;
}

const DEVICES = `{
  user(userName: "user-0000") { mfaDevices { totalCount } }
  users(first: 10) { nodes { mfaDevices { totalCount } } }
  virtualMfaDevices(first: 10) { totalCount }
}`;
const REMOVAL = 'mutation { deleteUser(input: { userName: "user-0000", cascade: true }) { __typename } }';

describe("operations on MFA devices", () => {
  it("return no devices if IAM does not offer them in the region", async () => {
    await using account = await withoutMfa(notEnabled);
    const none = { mfaDevices: { totalCount: 0 } };
    const { data, errors } = await account.execute(DEVICES);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ user: none, users: { nodes: [none, none] }, virtualMfaDevices: { totalCount: 0 } });
  });

  it("do not prevent a cascade if IAM does not offer them in the region", async () => {
    await using account = await withoutMfa(notEnabled);
    expect((await account.execute(REMOVAL)).data).toEqual({ deleteUser: { __typename: "DeleteUserPayload" } });
  });

  it("are an error, and stop a cascade, if IAM does not know them for another reason", async () => {
    await using account = await withoutMfa(unknown);
    const { data, errors } = await account.execute(DEVICES);
    expect(data).toMatchObject({ user: { mfaDevices: null }, virtualMfaDevices: { totalCount: null } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "IAM_REJECTED", iamCode: "InvalidAction" });
    expect((await account.execute(REMOVAL)).data).toEqual({ deleteUser: null });
  });
});
