import { CreateUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { grant, printSubgraphText } from "../../../src/schema/index.ts";
import { createGroup, createUsers } from "../../support/account.ts";
import { createTestGateway } from "../../support/gateway.ts";

const ACCOUNT = "arn:aws:iam::123456789012";
const idOf = (text: string) => Buffer.from(text).toString("base64url");

interface Entities {
  readonly _entities: readonly (Readonly<Record<string, unknown>> | null)[];
}

const query = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on User { id userName arn }
    ... on Group { id groupName arn }
    ... on OidcProvider { id arn }
    ... on VirtualMfaDevice { id serialNumber }
    ... on MfaDevice { id serial: serialNumber }
  }
}`;

async function ask(account: Awaited<ReturnType<typeof createTestGateway>>, representations: readonly unknown[]) {
  return account.execute<Entities, { representations: readonly unknown[] }>(query, { representations });
}

const user = {
  __typename: "User",
  id: idOf("User:123456789012/amara.okafor"),
  userName: "amara.okafor",
  arn: `${ACCOUNT}:user/engineering/amara.okafor`,
};
const group = {
  __typename: "Group",
  id: idOf("Group:123456789012/developers"),
  groupName: "developers",
  arn: `${ACCOUNT}:group/engineering/developers`,
};
const serialNumber = `${ACCOUNT}:mfa/amara.okafor`;
const virtualDevice = { __typename: "VirtualMfaDevice", id: idOf(`VirtualMfaDevice:${serialNumber}`), serialNumber };
const device = {
  __typename: "MfaDevice",
  id: idOf(`MfaDevice:123456789012/amara.okafor/${serialNumber}`),
  serial: serialNumber,
};

describe("an entity that another subgraph refers to", () => {
  it.each([
    [user, ["id", "userName", "arn"]],
    [group, ["id", "groupName", "arn"]],
    [virtualDevice, ["id", "serialNumber"]],
    [device, ["id"]],
  ] as const)("is found by each of its keys: %o", async (entity, keys) => {
    await using account = await createTestGateway({ sample: true });
    const { __typename } = entity;
    const representations = keys.map((key) => ({ __typename, [key]: Object(entity)[key] }));
    const { data, errors } = await ask(account, representations);
    expect([data?._entities, errors]).toEqual([keys.map(() => entity), undefined]);
  });

  it.each([
    [user, { accountId: "123456789012", userName: "amara.okafor" }],
    [user, { accountId: "123456789012", userName: "AMARA.OKAFOR" }],
    [group, { accountId: "123456789012", groupName: "developers" }],
    [user, { id: idOf("User:amara.okafor") }],
    [group, { id: idOf("Group:developers") }],
    [device, { id: idOf(`MfaDevice:amara.okafor/${serialNumber}`) }],
  ])("is found by its account and name, and by an id of older versions: %o", async (entity, key) => {
    for (const knowsAccount of [true, false]) {
      await using account = await createTestGateway({ sample: true, knowsAccount });
      const { data, errors } = await ask(account, [{ __typename: entity.__typename, ...key }]);
      expect([data?._entities, errors]).toEqual([[entity], undefined]);
      expect(account.calls.length).toBe(1);
    }
  });

  it.each([
    { __typename: "User", accountId: "210987654321", userName: "amara.okafor" },
    { __typename: "Group", accountId: "210987654321", groupName: "developers" },
    { __typename: "User", id: idOf("User:210987654321/amara.okafor") },
    { __typename: "User", arn: "arn:aws:iam::210987654321:user/engineering/amara.okafor" },
    { __typename: "Group", arn: "arn:aws:iam::210987654321:group/engineering/developers" },
    { __typename: "OidcProvider", arn: "arn:aws:iam::210987654321:oidc-provider/a.example" },
    { __typename: "VirtualMfaDevice", serialNumber: "arn:aws:iam::210987654321:mfa/amara.okafor" },
  ])("is null without a call if it is in another account: %o", async (reference) => {
    await using account = await createTestGateway({ sample: true });
    const { data, errors } = await ask(account, [reference]);
    expect([data?._entities, errors, account.calls]).toEqual([[null], undefined, []]);
    await using unaware = await createTestGateway({ sample: true, knowsAccount: false });
    expect((await ask(unaware, [reference])).data?._entities).toEqual([null]);
  });

  it("is found by its ARN if it is an OIDC provider", async () => {
    await using account = await createTestGateway({ sample: true });
    const listed = await account.execute<{ oidcProviders: { nodes: { arn: string; id: string }[] } }, undefined>(
      "{ oidcProviders { nodes { id arn } } }",
    );
    const [provider] = listed.data?.oidcProviders.nodes ?? [];
    const { data, errors } = await ask(account, [
      { __typename: "OidcProvider", arn: provider?.arn },
      { __typename: "OidcProvider", id: provider?.id },
    ]);
    const found = { __typename: "OidcProvider", ...provider };
    expect([data?._entities, errors]).toEqual([[found, found], undefined]);
  });

  it("is null if IAM has no entity with that key, or one with another ARN", async () => {
    await using account = await createTestGateway({ sample: true });
    const { data, errors } = await ask(account, [
      { __typename: "User", userName: "missing" },
      { __typename: "User", id: idOf("User:123456789012/missing") },
      { __typename: "User", id: idOf("User:123456789012/Amara.Okafor") },
      { __typename: "User", arn: `${ACCOUNT}:user/missing` },
      { __typename: "User", arn: `${ACCOUNT}:user/sales/amara.okafor` },
      { __typename: "User", arn: "arn:aws:iam::210987654321:user/engineering/amara.okafor" },
      { __typename: "User", arn: `${ACCOUNT}:user/engineering/Amara.Okafor` },
      { __typename: "Group", groupName: "nothing" },
      { __typename: "Group", arn: `${ACCOUNT}:group/other/developers` },
      { __typename: "OidcProvider", arn: `${ACCOUNT}:oidc-provider/nowhere.example.com` },
      { __typename: "VirtualMfaDevice", serialNumber: `${ACCOUNT}:mfa/missing` },
      { __typename: "MfaDevice", id: idOf(`MfaDevice:123456789012/missing/${serialNumber}`) },
    ]);
    expect([data?._entities, errors]).toEqual([Array(12).fill(null), undefined]);
  });

  it("is found by a name in another case, because IAM ignores the case", async () => {
    await using account = await createTestGateway({ sample: true });
    const { data } = await ask(account, [{ __typename: "User", userName: "AMARA.okafor" }]);
    expect(data?._entities).toEqual([user]);
  });

  it("is an error at its index if the reference is invalid, and the others are returned", async () => {
    await using account = await createTestGateway({ sample: true });
    const broken = [
      { __typename: "Robot", id: "1" },
      { userName: "amara.okafor" },
      { __typename: "User" },
      { __typename: "User", userName: null },
      { __typename: "User", userName: 7 },
      { __typename: "User", userName: "no/slash" },
      { __typename: "User", accountId: "1234", userName: "amara.okafor" },
      { __typename: "User", accountId: 123456789012, userName: "amara.okafor" },
      { __typename: "Group", accountId: "123456789012", groupName: "no/slash" },
      { __typename: "Group", accountId: "123456789012" },
      { __typename: "User", id: "not an id" },
      { __typename: "User", id: group.id },
      { __typename: "User", arn: group.arn },
      { __typename: "Group", arn: user.arn },
      { __typename: "OidcProvider", arn: "somewhere" },
      { __typename: "VirtualMfaDevice", serialNumber: "HARD-1" },
      { __typename: "MfaDevice", serialNumber },
      { __typename: "constructor", id: "1" },
      "amara.okafor",
    ];
    const { data, errors } = await ask(account, [user, ...broken, group]);
    expect(data?._entities).toEqual([user, ...broken.map(() => null), group]);
    expect(errors?.map(({ path }) => path)).toEqual(broken.map((_, index) => ["_entities", index + 1]));
    expect(new Set(errors?.map(({ extensions }) => extensions?.["code"]))).toEqual(new Set(["BAD_USER_INPUT"]));
    expect(errors?.slice(0, 5).map(({ message }) => message)).toEqual([
      'A representation has no "__typename" of an entity of this subgraph: expected User, Group, OidcProvider, VirtualMfaDevice, MfaDevice.',
      'A representation has no "__typename" of an entity of this subgraph: expected User, Group, OidcProvider, VirtualMfaDevice, MfaDevice.',
      "A representation of User has no key: expected id or accountId userName or userName or arn.",
      "A representation of User has no key: expected id or accountId userName or userName or arn.",
      'The key "userName" of a representation of User is not valid: expected a string.',
    ]);
  });

  it("fails alone if its IAM call fails", async () => {
    await using account = await createTestGateway({
      sample: true,
      iam: { faults: { deny: ["GetGroup", "ListGroups"] } },
    });
    const { data, errors } = await ask(account, [user, group]);
    expect(data?._entities).toEqual([user, null]);
    expect(errors).toMatchObject([{ path: ["_entities", 1], extensions: { code: "IAM_ACCESS_DENIED" } }]);
  });
});

describe("entities that a router requests at once", () => {
  it("cost the calls of a plan: 500 users by name are one page of the list", async () => {
    await using account = await createTestGateway();
    const names = await createUsers(account.admin, 500);
    const { data, errors } = await ask(
      account,
      names.map((userName) => ({ __typename: "User", userName })),
    );
    expect(errors).toBeUndefined();
    expect(data?._entities.map((entity) => entity?.["arn"])).toEqual(names.map((name) => `${ACCOUNT}:user/${name}`));
    expect(account.counts()).toEqual({ ListUsers: 1 });
  });

  it("cost nothing if they were read already", async () => {
    await using account = await createTestGateway();
    await account.admin.send(new CreateUserCommand({ UserName: "ann" }));
    await createGroup(account.admin, "ops");
    const references = [
      { __typename: "User", userName: "ann" },
      { __typename: "User", arn: `${ACCOUNT}:user/ann` },
      { __typename: "User", id: idOf("User:123456789012/ann") },
      { __typename: "Group", groupName: "ops" },
    ];
    await ask(account, [...references, ...references, ...references]);
    expect(account.counts()).toEqual({ GetUser: 1, GetGroup: 1 });
  });

  it("are at most 1000", async () => {
    await using account = await createTestGateway();
    const { data, errors } = await ask(account, Array(1001).fill({ __typename: "User", userName: "ann" }));
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        message: 'Argument "representations" has 1001 entries: expected at most 1000.',
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
    expect(account.calls).toEqual([]);
  });

  it("are estimated like other look-ups, each entity once", async () => {
    await using account = await createTestGateway();
    const representations = ["ann", "ben", "ann"].map((userName) => ({ __typename: "User", userName }));
    const { extensions } = await account.execute(
      query,
      { representations: [...representations, { __typename: "Robot" }] },
      { "iamql-explain": "1" },
    );
    expect(extensions).toMatchObject({ iam: { estimate: { most: 2 }, nodes: 2 } });
  });
});

describe("an entity that is referred to many times", () => {
  const group = `{ _entities(representations: [${Array(50).fill('{ __typename: "Group", groupName: "all" }').join(" ")}]) {
    ... on Group { users(first: 1000) { nodes { userName } } }
  } }`;

  it("is one look-up, and its selection counts each time", async () => {
    await using account = await createTestGateway();
    const { extensions } = await account.execute(group, undefined, { "iamql-explain": "1" });
    expect(extensions).toMatchObject({ iam: { nodes: 50 * 1000 + 1 } });
  });

  it("is rejected if the selections exceed the request's limits", async () => {
    await using account = await createTestGateway({ limits: { maxNodes: 10_000 } });
    const { data, errors } = await account.execute(group);
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: "QUERY_TOO_EXPENSIVE" } }]);
    expect(account.calls).toEqual([]);
  });
});

describe("a caller without iam:read", () => {
  const authenticate = async () => ({ subject: "router", scopes: grant([]) });

  it.each([
    ["_entities", `{ _entities(representations: [{ __typename: "User", userName: "ann" }]) { __typename } }`],
    ["_service", "{ _service { sdl } }"],
  ])("cannot read %s, and IAM is not called", async (_field, text) => {
    await using account = await createTestGateway({ authenticate });
    const { data, errors } = await account.execute(text);
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect(account.calls).toEqual([]);
  });
});

describe("the subgraph's own description", () => {
  it("is what iamql schema --subgraph prints", async () => {
    await using account = await createTestGateway();
    const { data } = await account.execute("{ _service { sdl } }");
    expect(data).toEqual({ _service: { sdl: printSubgraphText() } });
    expect(account.calls).toEqual([]);
  });
});
