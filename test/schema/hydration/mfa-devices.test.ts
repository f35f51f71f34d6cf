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

/** So many users with a virtual device each, and behind these so many without. */
async function createHalfCrowd(withDevice: number, without: number, options: TestGatewayOptions = {}): Promise<Crowd> {
  const account = await createCrowd(withDevice, options);
  const names = Array.from({ length: without }, (_, index) => `without-${String(index).padStart(4, "0")}`);
  for (const UserName of names) await account.admin.send(new CreateUserCommand({ UserName, Path: "/p/" }));
  return Object.assign(account, { names: [...account.names, ...names] });
}

/** The serial numbers of each user's devices, by user, as the gateway tells them. */
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

/** What there is to tell where users have nothing but their virtual devices, and these besides. */
function virtualAnd({ names }: Crowd, others: Record<string, readonly string[]> = {}) {
  const ownOf = (name: string) => (name.startsWith("user-") ? [deviceOf(name)] : []);
  return Object.fromEntries(names.map((name) => [name, [...(others[name] ?? []), ...ownOf(name)].toSorted()]));
}

describe("the devices of a page of users", () => {
  it("are the account's virtual ones where no others are in use", async () => {
    await using account = await createHalfCrowd(30, 5);
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()).toEqual(bulk);
  });

  it("are counted after the walk's last page", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.setFaults({ shortPages: 1, seed: 3 });
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    const actions = account.calls.map(({ action }) => action).filter((action) => action !== "ListUsers");
    expect(actions.slice(0, -1)).toEqual(Array(actions.length - 1).fill("ListVirtualMFADevices"));
    expect([actions.length > 3, actions.at(-1)]).toEqual([true, "GetAccountSummary"]);
  });

  it("are counted anew, however lately the account was", async () => {
    await using account = await createHalfCrowd(30, 5);
    await account.execute("{ accountSummary { mfaDevicesInUse } }");
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0007" });
    expect(await devicesOf(account)).toEqual(virtualAnd(account, { "user-0007": ["GAHT00000001"] }));
  });

  it("are no others where the root user has a virtual one", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.addMfaDevice({ serialNumber: `${accountArn}:mfa/root-account-mfa-device`, root: true });
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()).toEqual(bulk);
  });

  it("are no others where the root user has a FIDO key and no virtual device", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.addMfaDevice({ serialNumber: rootFido });
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()).toEqual(bulk);
  });

  it("are looked for once where the root user has two FIDO keys, and known as of then from then on", async () => {
    await using account = await createHalfCrowd(30, 5);
    for (const key of [1, 2]) account.embedded.addMfaDevice({ serialNumber: `${accountArn}:u2f/root-user/key-${key}` });
    await makeCredentialReport(account.admin);
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()["ListMFADevices"]).toBe(35);
    account.forgetCalls();
    expect(await devicesOf(account)).toEqual(virtualAnd(account));
    expect(account.counts()).toEqual(bulk);
  });

  it("have a FIDO key among them that was enabled between the walk's last page and the count", async () => {
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

  it("are asked of the user that the credential report marks as active and that has no virtual one", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "without-0002" });
    await makeCredentialReport(account.admin);
    expect(await devicesOf(account)).toEqual(virtualAnd(account, { "without-0002": ["GAHT00000001"] }));
    expect(asked(account.calls)).toEqual(["without-0002"]);
    // Counted once more before the rest is left out.
    expect(account.counts()).toEqual({ ...bulk, GetAccountSummary: 2, GetCredentialReport: 1, ListMFADevices: 1 });
  });

  it("are looked for ten users at a time until they are found", async () => {
    await using account = await createHalfCrowd(30, 5);
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0002" });
    await makeCredentialReport(account.admin);
    expect(await devicesOf(account)).toEqual(virtualAnd(account, { "user-0002": ["GAHT00000001"] }));
    expect(asked(account.calls).toSorted()).toEqual(account.names.slice(0, 10));
    expect(account.counts()).toEqual({ ...bulk, GetAccountSummary: 2, GetCredentialReport: 1, ListMFADevices: 10 });
  });

  it("are found with users who have a virtual one", async () => {
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

  it("are looked for with everybody where they cannot be counted once more", async () => {
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

  it("are not looked for where that would take more calls than the request may make", async () => {
    await using account = await createHalfCrowd(31, 5, { limits: { maxIamCalls: 38 } });
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0002" });
    account.embedded.setFaults({ deny: ["GetCredentialReport"] });
    const { data, errors } = await account.execute(query);
    // Of users with a virtual device it is known that they have one; of the others nothing is.
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

describe("where IAM does not tell in bulk", () => {
  it.each([
    ["GetAccountSummary", bulk],
    ["ListVirtualMFADevices", { ListUsers: 1, ListVirtualMFADevices: 1 }],
  ] as const)("%s being denied, devices are asked for user by user, from then on at once", async (action, tried) => {
    await using account = await createHalfCrowd(10, 2);
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: "user-0003" });
    account.embedded.setFaults({ deny: [action] });
    const all = virtualAnd(account, { "user-0003": ["GAHT00000001"] });
    expect([await devicesOf(account), account.counts()]).toEqual([all, { ...tried, ListMFADevices: 12 }]);
    account.forgetCalls();
    expect([await devicesOf(account), account.counts()]).toEqual([all, { ListUsers: 1, ListMFADevices: 12 }]);
  });
});
