import type { EmbeddedIam } from "../../src/embedded-iam/index.ts";
import type { OperationName } from "../../src/iam-model/operations/index.ts";
import { createTestGateway, type TestGateway, type TestGatewayOptions } from "./gateway.ts";
import { totp } from "./totp.ts";

const account = "arn:aws:iam::123456789012";

/** The entities in the account of the mutation tests. */
export const scene = {
  /** Is in Ops, and has the hardware device `ofAlice`. */
  alice: "Alice",
  /** Nothing depends on this user. */
  bob: "Bob",
  ops: "Ops",
  /** A group without users. */
  empty: "Empty",
  /** An unassigned virtual device. */
  spare: `${account}:mfa/Spare`,
  /** Hardware devices with `seed`: one unassigned, one of Alice. */
  unused: "GAHT00000001",
  ofAlice: "GAHT00000002",
  seed: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  issuer: `${account}:oidc-provider/issuer.example`,
  boundary: "arn:aws:iam::aws:policy/PowerUserAccess",
} as const;

/** Ids that the account has generated: user ids and group ids. */
export type SceneIds = Readonly<Record<"alice" | "bob" | "ops" | "empty", string>>;

/** A gateway over an account that contains the scene. */
export interface Scene extends TestGateway {
  readonly ids: SceneIds;
}

/** Creates a gateway over an account that contains the scene. */
export async function createScene(options: TestGatewayOptions = {}): Promise<Scene> {
  const gateway = await createTestGateway(options);
  const { embedded } = gateway;
  const tag = { "Tags.member.1.Key": "Team", "Tags.member.1.Value": "core" };
  const createdAlice = await send(embedded, "CreateUser", {
    UserName: scene.alice,
    Path: "/people/",
    PermissionsBoundary: scene.boundary,
    ...tag,
  });
  const createdBob = await send(embedded, "CreateUser", { UserName: scene.bob });
  const createdOps = await send(embedded, "CreateGroup", { GroupName: scene.ops });
  const createdEmpty = await send(embedded, "CreateGroup", { GroupName: scene.empty });
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
  const ids: SceneIds = {
    alice: memberOf(createdAlice, "UserId"),
    bob: memberOf(createdBob, "UserId"),
    ops: memberOf(createdOps, "GroupId"),
    empty: memberOf(createdEmpty, "GroupId"),
  };
  return { ...gateway, ids };
}

/** Sends a call without the SDK, which is slow: hundreds of tests create the scene. Returns the response's XML. */
async function send(embedded: EmbeddedIam, Action: OperationName, parameters: Record<string, string>): Promise<string> {
  const credential = "test/20260301/us-east-1/iam/aws4_request";
  const response = await embedded.fetch(
    new Request("http://iam.test/", {
      method: "POST",
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=00` },
      body: new URLSearchParams({ Action, Version: "2010-05-08", ...parameters }),
    }),
  );
  if (!response.ok) throw new Error(`The scene's ${Action} failed with status ${response.status}`);
  return response.text();
}

function memberOf(xml: string, name: string): string {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (value === undefined) throw new Error(`The response has no ${name}: ${xml}`);
  return value;
}

/** Two consecutive codes that devices with the scene's seed show now. */
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
  /** An input that is valid in the scene. */
  readonly input: (ids: SceneIds) => Readonly<Record<string, unknown>>;
  /** The IAM calls that the mutation makes before the write, for any selection. @default none */
  readonly before?: Readonly<Record<string, number>>;
  /** The IAM calls of each selection of the payload, in addition to the write. */
  readonly costs: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Fields of the payload that are null in the scene. */
  readonly nulls?: readonly string[];
}

const { alice, bob, ops, empty, spare, unused, ofAlice, issuer, boundary } = scene;
const tags = [{ key: "Colour", value: "red" }];
const user = { "user { userName arn tags { key } }": { GetUser: 1 } };
const group = { "group { groupName arn }": { GetGroup: 1 } };
const mfaDevice = { "mfaDevice { id accountId serialNumber kind user { id userName } }": { ListMFADevices: 1 } };
const virtualMfaDevice = {
  "virtualMfaDevice { assignmentStatus }": { ListVirtualMFADevices: 1 },
  "virtualMfaDevice { tags { key } }": { ListVirtualMFADevices: 1, ListMFADeviceTags: 1 },
};
const oidcProvider = { "oidcProvider { url clientIds tags { key } }": { GetOpenIDConnectProvider: 1 } };

/** All mutations of the schema. */
export const mutations: Readonly<Record<string, MutationCase>> = {
  createUser: {
    operation: "CreateUser",
    input: () => ({ userName: "Carol" }),
    costs: {
      "user { id accountId userName userId arn path createDate passwordLastUsed permissionsBoundary { arn } tags { key } }":
        {},
      "user { groups { totalCount } mfaDevices { totalCount } }": { ListGroupsForUser: 1, ListMFADevices: 1 },
    },
  },
  updateUser: {
    operation: "UpdateUser",
    input: () => ({ userName: alice, newUserName: "Alicia" }),
    costs: { ...user, previousId: { GetUser: 1 }, replacedId: { GetUser: 1 } },
  },
  deleteUser: {
    operation: "DeleteUser",
    input: () => ({ userName: bob }),
    costs: {
      deletedId: { GetUser: 1 },
      "steps { operation target targetId status }": { GetUser: 1 },
    },
  },
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
      "group { id accountId groupName groupId arn path createDate }": {},
      "group { users { totalCount } }": { GetGroup: 1 },
    },
  },
  updateGroup: {
    operation: "UpdateGroup",
    input: () => ({ groupName: ops, newGroupName: "Operations" }),
    costs: { ...group, previousId: { GetGroup: 1 }, replacedId: { GetGroup: 1 } },
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
      "virtualMfaDevice { id accountId serialNumber arn path virtualMfaDeviceName assignmentStatus enableDate user { userName } tags { key } }":
        {},
      "base32StringSeed qrCodePng": {},
    },
  },
  enableMfaDevice: {
    operation: "EnableMFADevice",
    input: () => ({ userName: bob, serialNumber: unused, ...codes() }),
    costs: { ...mfaDevice, ...user },
  },
  resyncMfaDevice: {
    operation: "ResyncMFADevice",
    input: () => ({ userName: alice, serialNumber: ofAlice, ...codes() }),
    costs: mfaDevice,
  },
  deactivateMfaDevice: {
    operation: "DeactivateMFADevice",
    input: () => ({ userName: alice, serialNumber: ofAlice }),
    costs: {
      ...user,
      deactivatedId: { ListMFADevices: 1 },
      "virtualMfaDevice { serialNumber }": { ListMFADevices: 1 },
    },
    nulls: ["virtualMfaDevice"],
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
    costs: {
      "oidcProvider { id accountId arn url }": {},
      "oidcProvider { thumbprints }": { GetOpenIDConnectProvider: 1 },
    },
  },
  updateOidcProvider: {
    operation: "AddClientIDToOpenIDConnectProvider",
    input: () => ({ arn: issuer, clientIds: ["app", "other-app"] }),
    before: { GetOpenIDConnectProvider: 1 },
    costs: {
      // The read before the write, and the one after it.
      "oidcProvider { url clientIds tags { key } }": { GetOpenIDConnectProvider: 2 },
      "steps { operation target targetId status }": {},
    },
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

/** The global id of an entity such as `User:123456789012/alice`. */
export function idOf(entity: string): string {
  return Buffer.from(entity).toString("base64url");
}
