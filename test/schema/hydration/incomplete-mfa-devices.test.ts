import { CreateUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { makeCredentialReport } from "../../support/account.ts";
import { createCrowd, deviceOf } from "../../support/crowd.ts";

const query = graphql(`query MarkedDevices($first: Int!) {
  users(first: $first) {
    nodes { userName hasMfa mfaDevices { nodes { serialNumber } totalCount isComplete asOf } }
  }
}`);

/** 100 users with a virtual device, one of them also with a hardware key, followed by one user without a device. */
async function createLargeAccount() {
  const account = await createCrowd(100);
  account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0002" });
  await account.admin.send(new CreateUserCommand({ UserName: "without", Path: "/p/" }));
  return account;
}

describe("a page of more than 100 users, if more than 30 can hold the other devices", () => {
  it("looks up no user, marks lists as incomplete, and takes users without devices from the credential report", async () => {
    await using account = await createLargeAccount();
    await makeCredentialReport(account.admin);
    const { data, errors } = await account.execute(query, { first: 101 });
    expect(errors).toBeUndefined();
    expect(data?.users?.nodes).toEqual([
      ...account.names.map((userName) => ({
        userName,
        hasMfa: true,
        mfaDevices: { nodes: [{ serialNumber: deviceOf(userName) }], totalCount: null, isComplete: false, asOf: null },
      })),
      {
        userName: "without",
        hasMfa: false,
        mfaDevices: { nodes: [], totalCount: 0, isComplete: true, asOf: expect.any(String) },
      },
    ]);
    expect(account.counts()).toEqual({
      ...{ ListUsers: 1, ListVirtualMFADevices: 1, GetAccountSummary: 1, GetCredentialReport: 1 },
    });
  });

  it("without a credential report looks up the users without a known device if they are few", async () => {
    await using account = await createLargeAccount();
    account.embedded.setFaults({ deny: ["GetCredentialReport"] });
    const { data, errors } = await account.execute(query, { first: 101 });
    expect(errors).toBeUndefined();
    expect(data?.users?.nodes.at(-1)).toEqual({
      userName: "without",
      hasMfa: false,
      mfaDevices: { nodes: [], totalCount: 0, isComplete: true, asOf: null },
    });
    expect(account.counts()["ListMFADevices"]).toBe(1);
  });

  it("shows the virtual devices even if GetAccountSummary never returns", async () => {
    const never = new Promise<void>(() => {});
    await using account = await createCrowd(101, {
      limits: { requestTimeoutMs: 2000 },
      delay: ({ action }) => (action === "GetAccountSummary" ? never : undefined),
    });
    const { data, errors } = await account.execute(query, { first: 101 });
    expect(errors).toBeUndefined();
    expect(data?.users?.nodes.map(({ mfaDevices }) => mfaDevices)).toEqual(
      account.names.map((userName) => ({
        ...{ nodes: [{ serialNumber: deviceOf(userName) }], totalCount: null, isComplete: false, asOf: null },
      })),
    );
  });

  it("fails only users without a known device, and names a page size that works", async () => {
    await using account = await createLargeAccount();
    for (let index = 0; index < 30; index++) {
      await account.admin.send(new CreateUserCommand({ UserName: `without-${index}`, Path: "/p/" }));
    }
    account.embedded.setFaults({ deny: ["GetCredentialReport"] });
    const { data, errors = [] } = await account.execute(query, { first: 131 });
    const known = data?.users?.nodes.map(({ hasMfa, mfaDevices }) => [hasMfa, mfaDevices?.isComplete ?? null]);
    expect(known).toEqual([...Array(100).fill([true, false]), ...Array(31).fill([null, null])]);
    expect(errors).toHaveLength(62);
    for (const { extensions } of errors) {
      expect(extensions).toMatchObject({ code: "QUERY_TOO_EXPENSIVE", action: "ListMFADevices", pageSize: 100 });
    }
    expect(account.counts()).not.toHaveProperty("ListMFADevices");

    account.forgetCalls();
    const smaller = await account.execute(query, { first: Number(errors[0]?.extensions?.["pageSize"]) });
    expect(smaller.errors).toBeUndefined();
    expect(smaller.data?.users?.nodes.every(({ mfaDevices }) => mfaDevices?.isComplete)).toBe(true);
  });
});
