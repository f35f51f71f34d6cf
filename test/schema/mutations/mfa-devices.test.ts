import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createVirtualDevice } from "../../support/account.ts";
import { codes, createScene, idOf, scene } from "../../support/scene.ts";

describe("Mutation.createVirtualMfaDevice", () => {
  const mutation = graphql(`mutation NewDevice($input: CreateVirtualMfaDeviceInput!) {
    createVirtualMfaDevice(input: $input) {
      __typename
      ... on CreateVirtualMfaDevicePayload {
        virtualMfaDevice { id serialNumber assignmentStatus assignedToRoot user { userName } tags { key value } }
        base32StringSeed
        qrCodePng
      }
      ... on IamError { message code }
    }
  }`);

  it("returns the device, its seed and a PNG image, with one call", async () => {
    await using account = await createScene();
    const tags = [{ key: "Owner", value: "bob" }];
    const { data } = await account.execute(mutation, {
      input: { virtualMfaDeviceName: "Phone", path: "/people/", tags },
    });
    const serialNumber = "arn:aws:iam::123456789012:mfa/people/Phone";
    expect(data?.createVirtualMfaDevice).toEqual({
      __typename: "CreateVirtualMfaDevicePayload",
      virtualMfaDevice: {
        id: idOf(`VirtualMfaDevice:${serialNumber}`),
        serialNumber,
        assignmentStatus: "UNASSIGNED",
        assignedToRoot: false,
        user: null,
        tags,
      },
      base32StringSeed: expect.stringMatching(/^[A-Z2-7]{64}$/),
      // The signature of a PNG.
      qrCodePng: expect.stringMatching(/^iVBORw0KGgo/),
    });
    expect(account.counts()).toEqual({ CreateVirtualMFADevice: 1 });
  });

  it("returns EntityAlreadyExistsError for an existing device", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { virtualMfaDeviceName: "spare" } });
    expect(data?.createVirtualMfaDevice).toEqual({
      __typename: "EntityAlreadyExistsError",
      message: "MFA device already exists.",
      code: "EntityAlreadyExists",
    });
  });

  it("returns LimitExceededError if the account is full", async () => {
    await using account = await createScene({ iam: { quotas: { virtualMfaDevicesPerAccount: 1 } } });
    const { data } = await account.execute(
      graphql(`mutation OneTooMany($input: CreateVirtualMfaDeviceInput!) {
        createVirtualMfaDevice(input: $input) { __typename ... on LimitExceededError { quota limit path } }
      }`),
      { input: { virtualMfaDeviceName: "Phone" } },
    );
    expect(data?.createVirtualMfaDevice).toEqual({
      __typename: "LimitExceededError",
      quota: "VirtualMFADevicesPerAccount",
      limit: 1,
      path: ["input", "virtualMfaDeviceName"],
    });
  });
});

describe("Mutation.enableMfaDevice", () => {
  const mutation = graphql(`mutation EnabledDevice($input: EnableMfaDeviceInput!) {
    enableMfaDevice(input: $input) {
      __typename
      ... on EnableMfaDevicePayload { mfaDevice { id serialNumber kind userName user { arn } } }
      ... on IamError { message code }
    }
  }`);

  it("returns the user's device, both in IAM's spelling", async () => {
    await using account = await createScene();
    const input = { userName: "BOB", serialNumber: scene.unused.toLowerCase(), ...codes() };
    const { data } = await account.execute(mutation, { input });
    expect(data?.enableMfaDevice).toEqual({
      __typename: "EnableMfaDevicePayload",
      mfaDevice: {
        id: idOf(`MfaDevice:123456789012/Bob/${scene.unused}`),
        serialNumber: scene.unused,
        kind: "HARDWARE",
        userName: "Bob",
        user: { arn: "arn:aws:iam::123456789012:user/Bob" },
      },
    });
  });

  it.each([
    ["wrong codes", { authenticationCode1: "000000", authenticationCode2: "000001" }],
    [
      "the same code twice",
      { authenticationCode1: codes().authenticationCode1, authenticationCode2: codes().authenticationCode1 },
    ],
  ])("returns InvalidAuthenticationCodeError for %s", async (_title, wrong) => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, {
      input: { userName: "bob", serialNumber: scene.unused, ...wrong },
    });
    expect(data?.enableMfaDevice).toEqual({
      __typename: "InvalidAuthenticationCodeError",
      message: "Authentication code for device is not valid.",
      code: "InvalidAuthenticationCode",
    });
    expect(account.counts()).toEqual({ EnableMFADevice: 1 });
  });

  it.each([
    ["another's device", "bob", scene.ofAlice, "EntityAlreadyExistsError"],
    ["no such device", "bob", "GAHT99999999", "NoSuchEntityError"],
    ["no such user", "missing", scene.unused, "NoSuchEntityError"],
  ])("given %s", async (_title, userName, serialNumber, typename) => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { userName, serialNumber, ...codes() } });
    expect(data?.enableMfaDevice?.__typename).toBe(typename);
  });
});

describe("Mutation.resyncMfaDevice", () => {
  const mutation = graphql(`mutation ResyncedDevice($input: ResyncMfaDeviceInput!) {
    resyncMfaDevice(input: $input) {
      __typename
      ... on ResyncMfaDevicePayload { mfaDevice { serialNumber } }
    }
  }`);
  const device = { userName: "alice", serialNumber: scene.ofAlice };

  it("returns the device", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { ...device, ...codes() } });
    expect(data?.resyncMfaDevice).toMatchObject({ mfaDevice: { serialNumber: scene.ofAlice } });
  });

  it("returns InvalidAuthenticationCodeError for wrong codes", async () => {
    await using account = await createScene();
    const wrong = { authenticationCode1: "000000", authenticationCode2: "000001" };
    const { data } = await account.execute(mutation, { input: { ...device, ...wrong } });
    expect(data?.resyncMfaDevice).toEqual({ __typename: "InvalidAuthenticationCodeError" });
  });
});

describe("Mutation.deactivateMfaDevice", () => {
  const mutation = graphql(`mutation DeactivatedDevice($input: DeactivateMfaDeviceInput!) {
    deactivateMfaDevice(input: $input) {
      __typename
      ... on DeactivateMfaDevicePayload { deactivatedId user { userName mfaDevices { totalCount } } }
      ... on IamError { message }
    }
  }`);

  it("returns the device's previous id in IAM's spelling, and the user without the device", async () => {
    await using account = await createScene();
    const input = { userName: "ALICE", serialNumber: scene.ofAlice.toLowerCase() };
    const { data } = await account.execute(mutation, { input });
    expect(data?.deactivateMfaDevice).toEqual({
      __typename: "DeactivateMfaDevicePayload",
      deactivatedId: idOf(`MfaDevice:123456789012/Alice/${scene.ofAlice}`),
      user: { userName: "Alice", mfaDevices: { totalCount: 0 } },
    });
    expect(account.calls.map(({ action }) => action)).toEqual([
      "ListMFADevices",
      "DeactivateMFADevice",
      "GetUser",
      "ListMFADevices",
    ]);
  });

  it("returns the virtual device, unassigned, without a read after the write", async () => {
    await using account = await createScene();
    const serialNumber = await createVirtualDevice(account.admin, "Phone", scene.bob);
    const { data, errors } = await account.execute(
      graphql(`mutation UnassignedDevice($input: DeactivateMfaDeviceInput!) {
        deactivateMfaDevice(input: $input) {
          ... on DeactivateMfaDevicePayload {
            virtualMfaDevice { id serialNumber assignmentStatus enableDate user { userName } }
          }
        }
      }`),
      { input: { userName: "bob", serialNumber: serialNumber.replace("Phone", "PHONE") } },
    );
    expect(errors).toBeUndefined();
    expect(data?.deactivateMfaDevice).toEqual({
      virtualMfaDevice: {
        id: idOf(`VirtualMfaDevice:${serialNumber}`),
        serialNumber,
        assignmentStatus: "UNASSIGNED",
        enableDate: null,
        user: null,
      },
    });
    expect(account.calls.map(({ action }) => action)).toEqual(["ListMFADevices", "DeactivateMFADevice"]);
  });

  it("has no virtual device if the device is of another kind", async () => {
    await using account = await createScene();
    const { data } = await account.execute(
      graphql(`mutation NoVirtualDevice($input: DeactivateMfaDeviceInput!) {
        deactivateMfaDevice(input: $input) {
          ... on DeactivateMfaDevicePayload { virtualMfaDevice { serialNumber } }
        }
      }`),
      { input: { userName: "alice", serialNumber: scene.ofAlice } },
    );
    expect(data?.deactivateMfaDevice).toEqual({ virtualMfaDevice: null });
  });

  it("returns NoSuchEntityError for a device of another user", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { userName: "bob", serialNumber: "GAHT99999999" } });
    expect(data?.deactivateMfaDevice).toEqual({
      __typename: "NoSuchEntityError",
      message: "MFA Device with serial number GAHT99999999 does not exist.",
    });
  });
});

describe("Mutation.deleteVirtualMfaDevice", () => {
  const mutation = graphql(`mutation GoneDevice($serialNumber: String!) {
    deleteVirtualMfaDevice(input: { serialNumber: $serialNumber }) {
      __typename
      ... on DeleteVirtualMfaDevicePayload { deletedId }
      ... on IamError { message }
    }
  }`);

  it("returns the device's id", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { serialNumber: scene.spare });
    expect(data?.deleteVirtualMfaDevice).toEqual({
      __typename: "DeleteVirtualMfaDevicePayload",
      deletedId: idOf(`VirtualMfaDevice:${scene.spare}`),
    });
  });

  it("returns DeleteConflictError while the device is assigned", async () => {
    await using account = await createScene();
    const serialNumber = await createVirtualDevice(account.admin, "phone", "bob");
    const { data } = await account.execute(mutation, { serialNumber });
    expect(data?.deleteVirtualMfaDevice).toEqual({
      __typename: "DeleteConflictError",
      message: "MFA VirtualDevice in use. Must deactivate first.",
    });
  });
});

describe("a virtual device's tags", () => {
  it("are changed by tagMfaDevice and untagMfaDevice, with case-sensitive keys", async () => {
    await using account = await createScene();
    const { data } = await account.execute(
      graphql(`mutation ChangedDeviceTags($serialNumber: String!) {
        tagMfaDevice(input: { serialNumber: $serialNumber, tags: [{ key: "TEAM", value: "edge" }] }) {
          ... on TagMfaDevicePayload { virtualMfaDevice { serialNumber tags { key value } } }
        }
        untagMfaDevice(input: { serialNumber: $serialNumber, tagKeys: ["Team"] }) {
          ... on UntagMfaDevicePayload { virtualMfaDevice { tags { key value } } }
        }
      }`),
      { serialNumber: scene.spare },
    );
    const edge = { key: "TEAM", value: "edge" };
    expect(data?.tagMfaDevice).toEqual({
      virtualMfaDevice: { serialNumber: scene.spare, tags: [edge, { key: "Team", value: "core" }] },
    });
    expect(data?.untagMfaDevice).toEqual({ virtualMfaDevice: { tags: [edge] } });
  });
});
