import type { EmbeddedIam } from "../../src/embedded-iam/index.ts";
import type { OperationName } from "../../src/iam-model/operations.ts";
import { createTestGateway, type TestGateway, type TestGatewayOptions } from "./gateway.ts";
import { totp } from "./totp.ts";

const account = "arn:aws:iam::123456789012";

/** What is in the account of the tests of mutations. */
export const scene = {
  /** Is in Ops, and has the hardware device `ofAlice`. */
  alice: "Alice",
  /** Nothing depends on this user. */
  bob: "Bob",
  ops: "Ops",
  /** A group without users. */
  empty: "Empty",
  /** A virtual device that is nobody's. */
  spare: `${account}:mfa/Spare`,
  /** Hardware devices, nobody's and Alice's, with `seed`. */
  unused: "GAHT00000001",
  ofAlice: "GAHT00000002",
  seed: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  issuer: `${account}:oidc-provider/issuer.example`,
  boundary: "arn:aws:iam::aws:policy/PowerUserAccess",
} as const;

/** A gateway over an account with the scene in it. */
export async function createScene(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const gateway = await createTestGateway(options);
  const { embedded } = gateway;
  const tag = { "Tags.member.1.Key": "Team", "Tags.member.1.Value": "core" };
  await send(embedded, "CreateUser", {
    UserName: scene.alice,
    Path: "/people/",
    PermissionsBoundary: scene.boundary,
    ...tag,
  });
  await send(embedded, "CreateUser", { UserName: scene.bob });
  await send(embedded, "CreateGroup", { GroupName: scene.ops });
  await send(embedded, "CreateGroup", { GroupName: scene.empty });
  await send(embedded, "AddUserToGroup", { GroupName: scene.ops, UserName: scene.alice });
  await send(embedded, "CreateVirtualMFADevice", { VirtualMFADeviceName: "Spare", ...tag });
  await send(embedded, "CreateOpenIDConnectProvider", {
    Url: "https://issuer.example",
    "ClientIDList.member.1": "app",
    "ThumbprintList.member.1": "a".repeat(40),
    ...tag,
  });
  embedded.addMfaDevice({ serialNumber: scene.unused, seed: scene.seed });
  embedded.addMfaDevice({ serialNumber: scene.ofAlice, seed: scene.seed, userName: scene.alice });
  return gateway;
}

/** A call as it is on the wire: the scene is set for hundreds of tests, and the SDK takes its time. */
async function send(embedded: EmbeddedIam, Action: OperationName, parameters: Record<string, string>): Promise<void> {
  const credential = "test/20260301/us-east-1/iam/aws4_request";
  const { ok, status } = await embedded.fetch(
    new Request("http://iam.test/", {
      method: "POST",
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=00` },
      body: new URLSearchParams({ Action, Version: "2010-05-08", ...parameters }),
    }),
  );
  if (!ok) throw new Error(`The scene's ${Action} was answered with ${status}`);
}

/** Two codes that devices with the scene's seed show one right after the other, at this time. */
export function codes() {
  const step = Math.floor(Date.now() / 30_000);
  return { authenticationCode1: totp(scene.seed, step - 1), authenticationCode2: totp(scene.seed, step) };
}

/** The name of a mutation's input, payload or result type. */
export function typeFor(field: string, kind: "Input" | "Payload" | "Result"): string {
  return `${field.charAt(0).toUpperCase()}${field.slice(1)}${kind}`;
}

/** The text of a mutation with one input. */
export function documentOf(field: string, selection: string): string {
  return `mutation ($input: ${typeFor(field, "Input")}!) { ${field}(input: $input) { ${selection} } }`;
}

interface MutationCase {
  readonly operation: OperationName;
  /** One that IAM does in the scene. */
  readonly input: () => Readonly<Record<string, unknown>>;
  /** What the selection of each field of the payload costs besides the write itself. */
  readonly costs: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const { alice, bob, ops, empty, spare, unused, ofAlice, issuer, boundary } = scene;
const tags = [{ key: "Colour", value: "red" }];
const user = { "user { userName arn tags { key } }": { GetUser: 1 } };
const group = { "group { groupName arn }": { GetGroup: 1 } };
const mfaDevice = { "mfaDevice { serialNumber kind user { userName } }": { ListMFADevices: 1 } };
const virtualMfaDevice = {
  "virtualMfaDevice { assignmentStatus }": { ListVirtualMFADevices: 1 },
  "virtualMfaDevice { tags { key } }": { ListVirtualMFADevices: 1, ListMFADeviceTags: 1 },
};
const oidcProvider = { "oidcProvider { url clientIds tags { key } }": { GetOpenIDConnectProvider: 1 } };

/** Every mutation there is. */
export const mutations: Readonly<Record<string, MutationCase>> = {
  createUser: {
    operation: "CreateUser",
    input: () => ({ userName: "Carol" }),
    costs: {
      "user { id userName userId arn path createDate passwordLastUsed permissionsBoundary { arn } tags { key } }": {},
      "user { groups { totalCount } mfaDevices { totalCount } }": { ListGroupsForUser: 1, ListMFADevices: 1 },
    },
  },
  updateUser: {
    operation: "UpdateUser",
    input: () => ({ userName: alice, newUserName: "Alicia" }),
    costs: { ...user, previousId: { GetUser: 1 } },
  },
  deleteUser: { operation: "DeleteUser", input: () => ({ userName: bob }), costs: { deletedId: { GetUser: 1 } } },
  tagUser: { operation: "TagUser", input: () => ({ userName: alice, tags }), costs: user },
  untagUser: { operation: "UntagUser", input: () => ({ userName: alice, tagKeys: ["Team"] }), costs: user },
  setUserPermissionsBoundary: {
    operation: "PutUserPermissionsBoundary",
    input: () => ({ userName: bob, permissionsBoundaryArn: boundary }),
    costs: user,
  },
  removeUserPermissionsBoundary: {
    operation: "DeleteUserPermissionsBoundary",
    input: () => ({ userName: alice }),
    costs: user,
  },
  createGroup: {
    operation: "CreateGroup",
    input: () => ({ groupName: "Staff" }),
    costs: {
      "group { id groupName groupId arn path createDate }": {},
      "group { users { totalCount } }": { GetGroup: 1 },
    },
  },
  updateGroup: {
    operation: "UpdateGroup",
    input: () => ({ groupName: ops, newGroupName: "Operations" }),
    costs: { ...group, previousId: { GetGroup: 1 } },
  },
  deleteGroup: { operation: "DeleteGroup", input: () => ({ groupName: empty }), costs: { deletedId: { GetGroup: 1 } } },
  addUserToGroup: {
    operation: "AddUserToGroup",
    input: () => ({ userName: bob, groupName: ops }),
    costs: { ...user, ...group },
  },
  removeUserFromGroup: {
    operation: "RemoveUserFromGroup",
    input: () => ({ userName: alice, groupName: ops }),
    costs: { ...user, ...group },
  },
  createVirtualMfaDevice: {
    operation: "CreateVirtualMFADevice",
    input: () => ({ virtualMfaDeviceName: "Phone" }),
    costs: {
      "virtualMfaDevice { id serialNumber assignmentStatus enableDate user { userName } tags { key } }": {},
      "base32StringSeed qrCodePng": {},
    },
  },
  enableMfaDevice: {
    operation: "EnableMFADevice",
    input: () => ({ userName: bob, serialNumber: unused, ...codes() }),
    costs: mfaDevice,
  },
  resyncMfaDevice: {
    operation: "ResyncMFADevice",
    input: () => ({ userName: alice, serialNumber: ofAlice, ...codes() }),
    costs: mfaDevice,
  },
  deactivateMfaDevice: {
    operation: "DeactivateMFADevice",
    input: () => ({ userName: alice, serialNumber: ofAlice }),
    costs: { ...user, deactivatedId: { ListMFADevices: 1 } },
  },
  deleteVirtualMfaDevice: {
    operation: "DeleteVirtualMFADevice",
    input: () => ({ serialNumber: spare }),
    costs: { deletedId: { ListVirtualMFADevices: 1 } },
  },
  tagMfaDevice: {
    operation: "TagMFADevice",
    input: () => ({ serialNumber: spare, tags }),
    costs: virtualMfaDevice,
  },
  untagMfaDevice: {
    operation: "UntagMFADevice",
    input: () => ({ serialNumber: spare, tagKeys: ["Team"] }),
    costs: virtualMfaDevice,
  },
  createOidcProvider: {
    operation: "CreateOpenIDConnectProvider",
    input: () => ({ url: "https://other.example" }),
    costs: { "oidcProvider { id arn url }": {}, "oidcProvider { thumbprints }": { GetOpenIDConnectProvider: 1 } },
  },
  updateOidcProviderThumbprints: {
    operation: "UpdateOpenIDConnectProviderThumbprint",
    input: () => ({ arn: issuer, thumbprints: ["b".repeat(40)] }),
    costs: oidcProvider,
  },
  addOidcProviderClientId: {
    operation: "AddClientIDToOpenIDConnectProvider",
    input: () => ({ arn: issuer, clientId: "other-app" }),
    costs: oidcProvider,
  },
  removeOidcProviderClientId: {
    operation: "RemoveClientIDFromOpenIDConnectProvider",
    input: () => ({ arn: issuer, clientId: "app" }),
    costs: oidcProvider,
  },
  deleteOidcProvider: {
    operation: "DeleteOpenIDConnectProvider",
    input: () => ({ arn: issuer }),
    costs: { "deletedId wasPresent": {} },
  },
  tagOidcProvider: { operation: "TagOpenIDConnectProvider", input: () => ({ arn: issuer, tags }), costs: oidcProvider },
  untagOidcProvider: {
    operation: "UntagOpenIDConnectProvider",
    input: () => ({ arn: issuer, tagKeys: ["Team"] }),
    costs: oidcProvider,
  },
};

/** A global id, by what it stands for, such as `User:alice`. */
export function idOf(entity: string): string {
  return Buffer.from(entity).toString("base64url");
}
