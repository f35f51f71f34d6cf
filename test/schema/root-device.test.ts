import { describe, expect, it } from "vitest";
import { iamAnswer, startFakeIam } from "../support/fake-iam.ts";
import { createTestGateway } from "../support/gateway.ts";

const account = "123456789012";
const serial = `arn:aws:iam::${account}:mfa/root-account-mfa-device`;
const date = "2026-01-02T03:04:05Z";
const enableDate = "2026-01-02T03:04:05.000Z";
const rootUser = `<UserId>${account}</UserId><Arn>arn:aws:iam::${account}:root</Arn><CreateDate>2020-01-02T03:04:05Z</CreateDate>`;
const alice = `<Path>/</Path><UserName>alice</UserName><UserId>AIDAALICE</UserId><Arn>arn:aws:iam::${account}:user/alice</Arn><CreateDate>${date}</CreateDate>`;

interface Device {
  readonly enableDate?: boolean;
  /** The content of the element `User`; omitted if undefined. */
  readonly user?: string;
}

const entryOf = (device: Device) =>
  `<member><SerialNumber>${serial}</SerialNumber>${device.enableDate ? `<EnableDate>${date}</EnableDate>` : ""}${
    device.user === undefined ? "" : `<User>${device.user}</User>`
  }</member>`;

/** A gateway over an IAM that lists one virtual device; `ofUser` is the response of ListMFADevices for its user. */
async function startWith(device: Device, { ofUser = "" } = {}) {
  const fake = await startFakeIam({
    answer({ action }) {
      if (action === "ListVirtualMFADevices") {
        return iamAnswer(
          action,
          `<VirtualMFADevices>${entryOf(device)}</VirtualMFADevices><IsTruncated>false</IsTruncated>`,
        );
      }
      if (action === "ListMFADevices") {
        return iamAnswer(action, `<MFADevices>${ofUser}</MFADevices><IsTruncated>false</IsTruncated>`);
      }
      return undefined;
    },
  });
  const gateway = await createTestGateway({ client: fake.createClient() });
  return {
    fake,
    list: (assignmentStatus = "ANY", fields = "assignmentStatus assignedToRoot enableDate user { userName }") =>
      gateway.execute<{ virtualMfaDevices: { nodes: object[] } | null }, object>(
        `{ virtualMfaDevices(assignmentStatus: ${assignmentStatus}) { nodes { ${fields} } } }`,
      ),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}

const ofRoot = { assignmentStatus: "ASSIGNED", assignedToRoot: true, enableDate, user: null };
const ofAlice = { assignmentStatus: "ASSIGNED", assignedToRoot: false, enableDate, user: { userName: "alice" } };

describe("the owner of a virtual device", () => {
  it.each<[string, Device, object]>([
    ["with a date and without an owner is the root user's", { enableDate: true }, ofRoot],
    ["with a date and an empty owner is the root user's", { enableDate: true, user: "" }, ofRoot],
    ["of the root user's ARN is the root user's", { enableDate: true, user: rootUser }, ofRoot],
    [
      "with the root user's ARN and the account's name is the root user's",
      { enableDate: true, user: `<UserName>my-company</UserName><Path>/</Path>${rootUser}` },
      ofRoot,
    ],
    [
      "with the root user's ARN and its name in credential reports is the root user's",
      { enableDate: true, user: `<UserName>&lt;root_account&gt;</UserName>${rootUser}` },
      ofRoot,
    ],
    ["of the account's id alone is the root user's", { enableDate: true, user: `<UserId>${account}</UserId>` }, ofRoot],
    ["of a user is that user's", { enableDate: true, user: alice }, ofAlice],
    ["with a user's name alone is that user's", { enableDate: true, user: "<UserName>alice</UserName>" }, ofAlice],
    [
      "with a user's ARN alone is that user's",
      { enableDate: true, user: `<Arn>arn:aws:iam::${account}:user/engineering/alice</Arn>` },
      ofAlice,
    ],
    [
      "with neither a date nor an owner is unassigned",
      {},
      { assignmentStatus: "UNASSIGNED", assignedToRoot: false, enableDate: null, user: null },
    ],
  ])("an entry %s", async (_case, device, expected) => {
    await using iam = await startWith(device);
    const { data, errors } = await iam.list();
    expect([data?.virtualMfaDevices?.nodes, errors]).toEqual([[expected], undefined]);
  });

  it("is not the root user if the entry has only the id of another user", async () => {
    await using iam = await startWith({ enableDate: true, user: "<UserId>AIDABOB</UserId>" });
    const { data, errors } = await iam.list();
    expect(data?.virtualMfaDevices).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: "IAM_UNAVAILABLE", action: "ListVirtualMFADevices" } }]);
  });
});

describe("an assigned device without a date", () => {
  const entry = (more: string) =>
    `<member><UserName>alice</UserName><SerialNumber>${serial}</SerialNumber>${more}</member>`;

  it("is assigned if its owner is known, and has the date from ListMFADevices", async () => {
    await using iam = await startWith({ user: alice }, { ofUser: entry(`<EnableDate>${date}</EnableDate>`) });
    expect((await iam.list()).data?.virtualMfaDevices?.nodes).toEqual([ofAlice]);
    expect(iam.fake.counts()).toEqual({ ListVirtualMFADevices: 1, ListMFADevices: 1 });
  });

  it.each([
    ["where ListMFADevices has no date either", { user: alice }, entry("")],
    ["of the root user", { user: rootUser }, ""],
  ])("has a null date with an error %s, and is still assigned", async (_case, device, ofUser) => {
    await using iam = await startWith(device, { ofUser });
    const { data, errors } = await iam.list("ANY", "assignmentStatus enableDate");
    expect(data?.virtualMfaDevices?.nodes).toEqual([{ assignmentStatus: "ASSIGNED", enableDate: null }]);
    expect(errors).toMatchObject([
      { path: ["virtualMfaDevices", "nodes", 0, "enableDate"], extensions: { code: "IAM_UNAVAILABLE" } },
    ]);
  });

  it("is assigned if only assigned devices were requested, even without an owner", async () => {
    await using iam = await startWith({});
    const { data } = await iam.list("ASSIGNED", "assignmentStatus user { userName }");
    expect(data?.virtualMfaDevices?.nodes).toEqual([{ assignmentStatus: "ASSIGNED", user: null }]);
  });
});

describe("the signing user", () => {
  async function ask(user: string) {
    await using fake = await startFakeIam({ answer: ({ action }) => iamAnswer(action, `<User>${user}</User>`) });
    await using gateway = await createTestGateway({ client: fake.createClient() });
    return await gateway.execute<{ signingUser: object | null }, object>("{ signingUser { userName path } }");
  }

  it.each([
    ["without a name", rootUser],
    ["with the account's name", `<UserName>my-company</UserName><Path>/</Path>${rootUser}`],
  ])("is null if the root user signs, %s", async (_case, user) => {
    expect(await ask(user)).toMatchObject({ data: { signingUser: null }, errors: undefined });
  });

  it("is known by its ARN if the response has no name and no path", async () => {
    const bob = `<UserId>AIDABOB</UserId><Arn>arn:aws:iam::${account}:user/a/b/bob</Arn><CreateDate>${date}</CreateDate>`;
    expect((await ask(bob)).data).toEqual({ signingUser: { userName: "bob", path: "/a/b/" } });
  });

  it("is an error, not the root user, if the response has neither a name nor an ARN", async () => {
    const { data, errors } = await ask("<UserId>AIDABOB</UserId>");
    expect(data).toEqual({ signingUser: null });
    expect(errors).toMatchObject([{ extensions: { code: "IAM_UNAVAILABLE", action: "GetUser" } }]);
  });
});
