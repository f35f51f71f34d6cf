import { describe, expect, it } from "vitest";
import { graphql } from "../generated/index.ts";
import { createAccessKey, createUsers, createVirtualDevice } from "../support/account.ts";
import { iamAnswer, startFakeIam } from "../support/fake-iam.ts";
import { createTestGateway, iamError } from "../support/gateway.ts";

describe("Query.mfaDevices", () => {
  const query = graphql(`query DevicesOf($userName: String) {
    mfaDevices(userName: $userName) { totalCount nodes { serialNumber kind userName user { userName } } }
  }`);

  it("costs one ListMFADevices, including the user's name", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 1);
    const serialNumber = await createVirtualDevice(account.admin, "phone", "user-0000");
    const { data } = await account.execute(query, { userName: "user-0000" });
    expect(data?.mfaDevices).toEqual({
      totalCount: 1,
      nodes: [{ serialNumber, kind: "VIRTUAL", userName: "user-0000", user: { userName: "user-0000" } }],
    });
    expect(account.counts()).toEqual({ ListMFADevices: 1 });
  });

  it("is null for an unknown user, without an error", async () => {
    await using account = await createTestGateway();
    const answer = await account.execute(query, { userName: "missing" });
    expect(answer).toMatchObject({ data: { mfaDevices: null }, errors: undefined });
  });

  it("is null for an unknown user even if the requested page is empty", async () => {
    await using account = await createTestGateway();
    const answer = await account.execute(
      graphql(`query NoDevices {
        a: mfaDevices(userName: "missing", first: 0) { totalCount pageInfo { hasNextPage } }
        b: mfaDevices(userName: "missing", last: 0) { nodes { serialNumber } }
      }`),
    );
    expect(answer).toMatchObject({ data: { a: null, b: null }, errors: undefined });
  });

  it("binds its cursors to the user and to the field", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 2);
    await createVirtualDevice(account.admin, "a", "user-0000");
    const page = await account.execute(
      graphql(`query FirstDevice { mfaDevices(userName: "USER-0000", first: 1) { pageInfo { endCursor } } }`),
    );
    const { data, errors } = await account.execute(
      graphql(`query AfterDevice($after: String) {
        same: mfaDevices(userName: "user-0000", after: $after) { nodes { serialNumber } }
        user: mfaDevices(userName: "user-0001", after: $after) { nodes { serialNumber } }
        field: user(userName: "user-0000") { mfaDevices(after: $after) { nodes { serialNumber } } }
      }`),
      { after: page.data?.mfaDevices?.pageInfo.endCursor },
    );
    expect(data).toEqual({ same: { nodes: [] }, user: null, field: { mfaDevices: null } });
    expect(errors?.map((error) => error.extensions?.["reason"])).toEqual(["CURSOR_INVALID", "CURSOR_INVALID"]);
  });

  it("without a name lists the devices of the gateway's own user", async () => {
    await using account = await createTestGateway({
      async signAs(_embedded, admin) {
        await createUsers(admin, 1, "gateway");
        await createVirtualDevice(admin, "phone", "gateway0000");
        return createAccessKey(admin, "gateway0000");
      },
    });
    const { data } = await account.execute(query);
    expect(data?.mfaDevices?.nodes).toEqual([expect.objectContaining({ userName: "gateway0000" })]);
    expect(account.counts()).toEqual({ GetUser: 1, ListMFADevices: 1 });
  });

  it.each([
    ["the root user", undefined],
    ["a role", iamError(400, "ValidationError", "Must specify userName when calling with non-User credentials")],
  ])("without a name is rejected if %s signs", async (_who, forged) => {
    await using account = await createTestGateway({
      intercept: ({ action }) => (action === "GetUser" ? forged : undefined),
    });
    const { data, errors } = await account.execute(query);
    expect(data).toEqual({ mfaDevices: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ["mfaDevices"],
        message: expect.stringContaining('Argument "userName" is missing'),
        extensions: { code: "BAD_USER_INPUT" },
      }),
    ]);
  });

  it("derives the kind of each device from its serial number", async () => {
    const members = [
      "arn:aws:iam::123456789012:mfa/phone",
      "GAHT12345678",
      "arn:aws:iam::123456789012:u2f/user/alice/key-EXAMPLE",
    ]
      .map(
        (serial) =>
          `<member><UserName>alice</UserName><SerialNumber>${serial}</SerialNumber><EnableDate>2026-01-02T03:04:05Z</EnableDate></member>`,
      )
      .join("");
    await using account = await createTestGateway({
      intercept: () => ({
        status: 200,
        body: `<ListMFADevicesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListMFADevicesResult><MFADevices>${members}</MFADevices><IsTruncated>false</IsTruncated></ListMFADevicesResult></ListMFADevicesResponse>`,
      }),
    });
    const { data } = await account.execute(
      graphql(
        `query Kinds { mfaDevices(userName: "alice") { nodes { kind enableDate virtualDevice { serialNumber } } } }`,
      ),
    );
    const enableDate = "2026-01-02T03:04:05.000Z";
    expect(data?.mfaDevices?.nodes).toEqual([
      { kind: "VIRTUAL", enableDate, virtualDevice: { serialNumber: "arn:aws:iam::123456789012:mfa/phone" } },
      { kind: "FIDO", enableDate, virtualDevice: null },
      { kind: "HARDWARE", enableDate, virtualDevice: null },
    ]);
  });
});

describe("MfaDevice.kind", () => {
  it.each([
    ["VIRTUAL", "arn:aws:iam::123456789012:mfa/phone"],
    ["VIRTUAL", "arn:aws-us-gov:iam::123456789012:mfa/team/phone"],
    ["FIDO", "arn:aws:iam::123456789012:u2f/user/alice/key-EXAMPLE"],
    ["SMS", "arn:aws:iam::123456789012:sms-mfa/alice"],
    ["UNKNOWN", "arn:aws:iam::123456789012:some-future-kind/alice"],
    ["UNKNOWN", "arn:aws:iam::123456789012:mfa"],
    ["HARDWARE", "GAHT12345678"],
  ])("is %s for the serial number %s", async (kind, serial) => {
    const member = `<member><UserName>alice</UserName><SerialNumber>${serial}</SerialNumber><EnableDate>2026-01-02T03:04:05Z</EnableDate></member>`;
    await using fake = await startFakeIam({
      answer: ({ action }) => iamAnswer(action, `<MFADevices>${member}</MFADevices><IsTruncated>false</IsTruncated>`),
    });
    await using account = await createTestGateway({ client: fake.createClient() });
    const { data } = await account.execute(
      graphql(`query Kind { mfaDevices(userName: "alice") { nodes { kind virtualDevice { serialNumber } } } }`),
    );
    const virtualDevice = kind === "VIRTUAL" ? { serialNumber: serial } : null;
    expect(data?.mfaDevices?.nodes).toEqual([{ kind, virtualDevice }]);
  });
});

describe("User.mfaDevices", () => {
  it("costs one ListMFADevices for each user; the virtual devices cost no further call", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 3);
    await createVirtualDevice(account.admin, "b-phone", "user-0001");
    await createVirtualDevice(account.admin, "a-phone", "user-0001");
    const { data } = await account.execute(
      graphql(`query DevicesOfUsers {
        users { nodes { mfaDevices { totalCount nodes { serialNumber virtualDevice { assignmentStatus assignedToRoot enableDate user { userName } } } } } }
      }`),
    );
    const devices = data?.users?.nodes.map((user) => user.mfaDevices?.nodes.map((device) => device.serialNumber));
    expect(devices).toEqual([
      [],
      ["arn:aws:iam::123456789012:mfa/a-phone", "arn:aws:iam::123456789012:mfa/b-phone"],
      [],
    ]);
    expect(data?.users?.nodes[1]?.mfaDevices?.nodes[0]?.virtualDevice).toMatchObject({
      assignmentStatus: "ASSIGNED",
      assignedToRoot: false,
      user: { userName: "user-0001" },
    });
    expect(account.counts()).toEqual({ ListUsers: 1, ListMFADevices: 3 });
  });
});
