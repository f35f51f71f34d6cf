import { CreateVirtualMFADeviceCommand, TagMFADeviceCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../generated/index.ts";
import { createUsers, createVirtualDevice } from "../support/account.ts";
import { createTestGateway } from "../support/gateway.ts";

/** 30 devices, assigned to 12 users in turn, and 5 unassigned ones. */
async function createDevices(account: Awaited<ReturnType<typeof createTestGateway>>) {
  const users = await createUsers(account.admin, 12);
  for (let index = 0; index < 30; index += 1) {
    await createVirtualDevice(account.admin, `device-${String(index).padStart(2, "0")}`, users[index % 12]);
  }
  for (let index = 0; index < 5; index += 1) await createVirtualDevice(account.admin, `spare-${index}`);
}

describe("Query.virtualMfaDevices", () => {
  it("has the owners of all devices without any GetUser", async () => {
    await using account = await createTestGateway();
    await createDevices(account);
    const { data } = await account.execute(
      graphql(`query DevicesWithUsers {
        virtualMfaDevices { nodes { serialNumber user { userName arn userId path createDate } } }
      }`),
    );
    expect(data?.virtualMfaDevices?.nodes).toHaveLength(35);
    expect(data?.virtualMfaDevices?.nodes[13]?.user).toMatchObject({
      userName: "user-0001",
      arn: "arn:aws:iam::123456789012:user/user-0001",
    });
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1 });
  });

  it("reads each distinct owner once for other fields, or all of them with two bulk reads", async () => {
    await using account = await createTestGateway();
    await createDevices(account);
    const { data } = await account.execute(
      graphql(`query DevicesWithTaggedUsers {
        virtualMfaDevices(first: 30) { nodes { user { userName tags { value } passwordLastUsed } } }
      }`),
    );
    for (const { user } of data?.virtualMfaDevices?.nodes ?? [])
      expect(user?.tags).toEqual([{ value: user?.userName }]);
    // ListUsers has passwordLastUsed, the details have tags: fewer calls than for twelve users.
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1, ListUsers: 1, GetAccountAuthorizationDetails: 1 });
  });

  it.each([
    ["ASSIGNED", 30],
    ["UNASSIGNED", 5],
    ["ANY", 35],
  ] as const)("lists the %s ones, counted by reading the list", async (status, count) => {
    await using account = await createTestGateway();
    await createDevices(account);
    const { data } = await account.execute(
      graphql(`query ByStatus($status: MfaAssignmentStatusFilter) {
        virtualMfaDevices(assignmentStatus: $status, first: 2) { totalCount nodes { assignmentStatus enableDate user { userName } } }
      }`),
      { status },
    );
    expect(data?.virtualMfaDevices?.totalCount).toBe(count);
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 2 });
    for (const device of data?.virtualMfaDevices?.nodes ?? []) {
      expect(device.assignmentStatus === "ASSIGNED").toBe(device.user !== null && device.enableDate !== null);
    }
  });

  it("reads tags device by device", async () => {
    await using account = await createTestGateway();
    const serialNumber = await createVirtualDevice(account.admin, "phone");
    const Tags = [{ Key: "Owner", Value: "" }];
    await account.admin.send(new TagMFADeviceCommand({ SerialNumber: serialNumber, Tags }));
    const { data } = await account.execute(
      graphql(`query DeviceTags { virtualMfaDevices { nodes { tags { key value } } } }`),
    );
    expect(data?.virtualMfaDevices?.nodes).toEqual([{ tags: [{ key: "Owner", value: "" }] }]);
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1, ListMFADeviceTags: 1 });
  });

  it("marks the root user's device, and has no user for it", async () => {
    await using account = await createTestGateway({
      intercept: () => ({
        status: 200,
        body: `<ListVirtualMFADevicesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListVirtualMFADevicesResult><VirtualMFADevices><member><SerialNumber>arn:aws:iam::123456789012:mfa/root-account-mfa-device</SerialNumber><EnableDate>2026-01-02T03:04:05Z</EnableDate><User><UserId>123456789012</UserId><Arn>arn:aws:iam::123456789012:root</Arn><CreateDate>2020-01-02T03:04:05Z</CreateDate></User></member></VirtualMFADevices><IsTruncated>false</IsTruncated></ListVirtualMFADevicesResult></ListVirtualMFADevicesResponse>`,
      }),
    });
    const { data } = await account.execute(
      graphql(
        `query RootDevice { virtualMfaDevices { nodes { assignmentStatus assignedToRoot enableDate user { userName } } } }`,
      ),
    );
    expect(data?.virtualMfaDevices?.nodes).toEqual([
      { assignmentStatus: "ASSIGNED", assignedToRoot: true, enableDate: "2026-01-02T03:04:05.000Z", user: null },
    ]);
  });
});

describe("a virtual device", () => {
  it("has its name, path, ARN and account from its serial number", async () => {
    await using account = await createTestGateway();
    await createVirtualDevice(account.admin, "phone");
    const nested = { VirtualMFADeviceName: "phone", Path: "/team/a/" };
    await account.admin.send(new CreateVirtualMFADeviceCommand(nested));
    const { data } = await account.execute(
      graphql(
        `query DeviceParts { virtualMfaDevices { nodes { virtualMfaDeviceName path arn serialNumber accountId } } }`,
      ),
    );
    const shared = { virtualMfaDeviceName: "phone", accountId: "123456789012" };
    const [one, other] = ["phone", "team/a/phone"].map((name) => `arn:aws:iam::123456789012:mfa/${name}`);
    expect(data?.virtualMfaDevices?.nodes).toEqual([
      { ...shared, path: "/", arn: one, serialNumber: one },
      { ...shared, path: "/team/a/", arn: other, serialNumber: other },
    ]);
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1 });
  });
});

describe("Query.virtualMfaDevice", () => {
  const query = graphql(`query OneDevice($serial: String!, $other: String!) {
    one: virtualMfaDevice(serialNumber: $serial) { serialNumber }
    other: virtualMfaDevice(serialNumber: $other) { serialNumber }
  }`);

  it("finds devices with one scan for all look-ups of a request, and is null for a missing device", async () => {
    await using account = await createTestGateway();
    const serial = await createVirtualDevice(account.admin, "phone");
    const { data, errors } = await account.execute(query, { serial, other: `${serial}-other` });
    expect([data, errors]).toEqual([{ one: { serialNumber: serial }, other: null }, undefined]);
    expect(account.calls).toEqual([
      { action: "ListVirtualMFADevices", parameters: { AssignmentStatus: "Any", MaxItems: "1000" } },
    ]);
  });

  it("scans the list until the device is found, and binds the list's cursors to the filter", async () => {
    const page = (serial: string, marker?: string) => ({
      status: 200,
      body: `<ListVirtualMFADevicesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListVirtualMFADevicesResult><VirtualMFADevices><member><SerialNumber>arn:aws:iam::123456789012:mfa/${serial}</SerialNumber></member></VirtualMFADevices><IsTruncated>${marker !== undefined}</IsTruncated>${marker ? `<Marker>${marker}</Marker>` : ""}</ListVirtualMFADevicesResult></ListVirtualMFADevicesResponse>`,
    });
    await using account = await createTestGateway({
      intercept: ({ parameters }) => {
        if (parameters["Marker"] === undefined) return page("m", "one");
        return parameters["Marker"] === "one" ? page("c", "two") : page("x");
      },
    });
    const prefix = "arn:aws:iam::123456789012:mfa/";
    const { data } = await account.execute(query, { serial: `${prefix}c`, other: `${prefix}x` });
    expect([data?.one?.serialNumber, data?.other?.serialNumber]).toEqual([`${prefix}c`, `${prefix}x`]);
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 3 });

    const listed = await account.execute(
      graphql(`query ListedAny { virtualMfaDevices(assignmentStatus: null, first: 1) { pageInfo { endCursor } } }`),
    );
    const { errors } = await account.execute(
      graphql(`query ListedAfter($after: String) {
        any: virtualMfaDevices(after: $after) { nodes { serialNumber } }
        assigned: virtualMfaDevices(assignmentStatus: ASSIGNED, after: $after) { nodes { serialNumber } }
      }`),
      { after: listed.data?.virtualMfaDevices?.pageInfo.endCursor },
    );
    expect(errors?.map(({ path, extensions }) => [path, extensions?.["reason"]])).toEqual([
      [["assigned"], "CURSOR_INVALID"],
    ]);
  });
});
