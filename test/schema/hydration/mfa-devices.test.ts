import { CreateUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { makeCredentialReport } from "../../support/account.ts";
import { account as accountArn, type Crowd, createCrowd, deviceOf } from "../../support/crowd.ts";
import { iamError, type TestGatewayOptions, type UpstreamCall } from "../../support/gateway.ts";

const query = graphql(`query DevicesInBulk {
  users(first: 1000) { nodes { userName mfaDevices { nodes { serialNumber } } } }
}`);

const rootFido = `${accountArn}:u2f/root-user/key-1`;
const fidoOf = (userName: string) => `${accountArn}:u2f/user/${userName}/key-1`;
const bulk = { ListUsers: 1, ListVirtualMFADevices: 1, GetAccountSummary: 1 };

/** Users with a virtual device each, followed by users without. */
async function createHalfCrowd(withDevice: number, without: number, options: TestGatewayOptions = {}): Promise<Crowd> {
  const account = await createCrowd(withDevice, options);
  const names = Array.from({ length: without }, (_, index) => `without-${String(index).padStart(4, "0")}`);
  for (const UserName of names) await account.admin.send(new CreateUserCommand({ UserName, Path: "/p/" }));
  return Object.assign(account, { names: [...account.names, ...names] });
}

/** The serial numbers of each user's devices, by user, as the gateway returns them. */
async function devicesOf(account: Crowd) {
  const { data, errors } = await account.execute(query);
  expect(errors).toBeUndefined();
  return Object.fromEntries(
    (data?.users?.nodes ?? []).map(({ userName, mfaDevices }) => [
      userName,
      mfaDevices?.nodes.map(({ serialNumber }) => serialNumber).toSorted(),
    ]),
  );
}

/** The expected serial numbers: the virtual devices, and `others`. */
function virtualAnd({ names }: Crowd, others: Record<string, readonly string[]> = {}) {
  const ownOf = (name: string) => (name.startsWith("user-") ? [deviceOf(name)] : []);
  return Object.fromEntries(names.map((name) => [name, [...(others[name] ?? []), ...ownOf(name)].toSorted()]));
}

describe("the devices of a page of users", () => {
  it("are the account's virtual ones if no others are in use", async () => {
    await using account = await createHalfCrowd(30, 5);
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()).toEqual(bulk);
  });

  it("are counted after the last page of the list", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.setFaults({ shortPages: 1, seed: 3 });
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    const actions = account.calls.map(({ action }) => action).filter((action) => action !== "ListUsers");
    expect(actions.slice(0, -1)).toEqual(Array(actions.length - 1).fill("ListVirtualMFADevices"));
    expect([actions.length > 3, actions.at(-1)]).toEqual([true, "GetAccountSummary"]);
  });

  it("are counted again, even if the account's size is known", async () => {
    await using account = await createHalfCrowd(30, 5);
    await account.execute("{ accountSummary { mfaDevicesInUse } }");
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0007" });
    expect(await devicesOf(account)).toEqual(virtualAnd(account, { "user-0007": ["GAHT00000001"] }));
  });

  it("are virtual only if the root user has a virtual device", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.addMfaDevice({ serialNumber: `${accountArn}:mfa/root-account-mfa-device`, root: true });
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()).toEqual(bulk);
  });

  it("are virtual only if the root user has a FIDO key and no virtual device", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.addMfaDevice({ serialNumber: rootFido });
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()).toEqual(bulk);
  });

  it("are searched once if the root user has two FIDO keys, and then come from that search", async () => {
    await using account = await createHalfCrowd(30, 5);
    for (const key of [1, 2]) account.embedded.addMfaDevice({ serialNumber: `${accountArn}:u2f/root-user/key-${key}` });
    await makeCredentialReport(account.admin);
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()["ListMFADevices"]).toBe(35);
    account.forgetCalls();
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()).toEqual(bulk);
  });

  it("include a FIDO key that was enabled between the last page of the list and the count", async () => {
    let enable = () => {};
    await using account = await createHalfCrowd(30, 5, {
      intercept({ action }) {
        if (action === "GetAccountSummary") enable();
        return undefined;
      },
    });
    enable = () => void account.embedded.addMfaDevice({ serialNumber: fidoOf("user-0029") });
    expect(await devicesOf(account)).toEqual(virtualAnd(account, { "user-0029": [fidoOf("user-0029")] }));
  });
});

describe("devices that are not virtual", () => {
  const asked = (calls: readonly UpstreamCall[]) =>
    calls.flatMap(({ action, parameters }) => (action === "ListMFADevices" ? [parameters["UserName"]] : []));

  it("are looked up for the active user in the credential report that has no virtual device", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "without-0002" });
    await makeCredentialReport(account.admin);
    expect(await devicesOf(account)).toEqual(virtualAnd(account, { "without-0002": ["GAHT00000001"] }));
    expect(asked(account.calls)).toEqual(["without-0002"]);
    // Counted once more before the other users are left out.
    expect(account.counts()).toEqual({ ...bulk, GetAccountSummary: 2, GetCredentialReport: 1, ListMFADevices: 1 });
  });

  it("are searched ten users at a time until they are found", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0002" });
    await makeCredentialReport(account.admin);
    expect(await devicesOf(account)).toEqual(virtualAnd(account, { "user-0002": ["GAHT00000001"] }));
    expect(asked(account.calls).toSorted()).toEqual(account.names.slice(0, 10));
    expect(account.counts()).toEqual({ ...bulk, GetAccountSummary: 2, GetCredentialReport: 1, ListMFADevices: 10 });
  });

  it("are found for users who also have a virtual device", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0020" });
    account.embedded.addMfaDevice({ serialNumber: fidoOf("user-0020") });
    expect(await devicesOf(account)).toEqual(
      virtualAnd(account, { "user-0020": ["GAHT00000001", fidoOf("user-0020")] }),
    );
    expect(asked(account.calls)).toHaveLength(30);
  });

  it("are all found where others are enabled while they are looked for", async () => {
    let enable = () => {};
    await using account = await createHalfCrowd(30, 5, {
      intercept({ action }) {
        if (action === "ListMFADevices") enable();
        return undefined;
      },
    });
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0029" });
    enable = () => {
      enable = () => {};
      account.embedded.addMfaDevice({ serialNumber: fidoOf("without-0000") });
    };
    expect(await devicesOf(account)).toEqual(
      virtualAnd(account, { "without-0000": [fidoOf("without-0000")], "user-0029": ["GAHT00000001"] }),
    );
  });

  it("are looked up for each user if the second count fails", async () => {
    let counts = 0;
    await using account = await createHalfCrowd(30, 5, {
      intercept: ({ action }) =>
        action === "GetAccountSummary" && ++counts > 1
          ? iamError(500, "ServiceFailure", "Something broke.")
          : undefined,
    });
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "without-0002" });
    await makeCredentialReport(account.admin);
    expect(await devicesOf(account)).toEqual(virtualAnd(account, { "without-0002": ["GAHT00000001"] }));
    expect(account.counts()).toEqual({ ...bulk, GetAccountSummary: 2, GetCredentialReport: 1, ListMFADevices: 35 });
  });

  it("are not searched if that exceeds the request's calls", async () => {
    await using account = await createHalfCrowd(31, 5, { limits: { maxIamCalls: 38 } });
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0002" });
    account.embedded.setFaults({ deny: ["GetCredentialReport"] });
    const { data, errors } = await account.execute(query);
    // Users with a virtual device have a known one. Nothing is known about the others.
    expect(data?.users?.nodes.map(({ mfaDevices }) => mfaDevices?.nodes.length ?? null)).toEqual([
      ...Array(31).fill(1),
      ...Array(5).fill(null),
    ]);
    expect(errors).toHaveLength(5);
    expect(errors?.[0]).toMatchObject({
      path: ["users", "nodes", 31, "mfaDevices"],
      extensions: { code: "QUERY_TOO_EXPENSIVE", action: "ListMFADevices", limit: 38, pageSize: 34 },
    });
    expect(account.counts()).toEqual({ ...bulk, GetCredentialReport: 1 });
  });
});

describe("a denied bulk read", () => {
  it.each([
    ["GetAccountSummary", bulk],
    ["ListVirtualMFADevices", { ListUsers: 1, ListVirtualMFADevices: 1 }],
  ] as const)("(%s) is replaced by a look-up of each user, and is not tried again", async (action, tried) => {
    await using account = await createHalfCrowd(10, 2);
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0003" });
    account.embedded.setFaults({ deny: [action] });
    const all = virtualAnd(account, { "user-0003": ["GAHT00000001"] });
    expect([await devicesOf(account), account.counts()]).toEqual([all, { ...tried, ListMFADevices: 12 }]);
    account.forgetCalls();
    expect([await devicesOf(account), account.counts()]).toEqual([all, { ListUsers: 1, ListMFADevices: 12 }]);
  });
});
