import { CreateGroupCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import { isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { schema } from "../../../src/schema/index.ts";
import { createTestClock } from "../../support/clock.ts";
import { createTestGateway } from "../../support/gateway.ts";

describe("every connection", () => {
  const connections = Object.values(schema.getTypeMap()).filter(({ name }) => name.endsWith("Connection"));

  it.each(connections.map((type) => [type.name, type] as const))(
    "of type %s has isComplete and asOf",
    (_name, type) => {
      if (!isObjectType(type)) throw new Error("expected an object type");
      const { isComplete, asOf } = type.getFields();
      expect([String(isComplete?.type), String(asOf?.type)]).toEqual(["Boolean!", "DateTime"]);
    },
  );

  it("is complete and current in an account at rest", async () => {
    await using account = await createTestGateway({ sample: true });
    const { data, errors } = await account.execute<object, object>(
      `{ users(first: 1) { isComplete asOf } groups(first: 1) { isComplete asOf nodes { users(first: 1) { isComplete asOf } } }
         virtualMfaDevices(first: 1) { isComplete asOf } oidcProviders(first: 1) { isComplete asOf }
         user(userName: "amara.okafor") { groups { isComplete asOf } mfaDevices { isComplete asOf } } }`,
    );
    expect(errors).toBeUndefined();
    const texts = JSON.stringify(data).match(/"isComplete":\w+,"asOf":\w+/g);
    expect(texts).toEqual(Array(7).fill('"isComplete":true,"asOf":null'));
  });

  const changes: readonly (readonly [string, string, string])[] = [
    ["users", 'createUser(input: {userName: "new"})', ""],
    ["users", 'createUser(input: {userName: "new"})', "(orderBy: {field: CREATE_DATE})"],
    ["users", 'createUser(input: {userName: "new"})', '(filter: {nameContains: "e"})'],
    ["groups", 'createGroup(input: {groupName: "new"})', ""],
    [
      "oidcProviders",
      `createOidcProvider(input: {url: "https://new.example", clientIds: ["a"], thumbprints: ["${"a".repeat(40)}"]})`,
      "",
    ],
  ];

  /** An account whose IAM does not show a new entity for a minute. */
  async function createLaggingAccount(create: string) {
    const clock = createTestClock();
    const account = await createTestGateway({
      iam: { clock: clock.date },
      propagation: { now: clock.now, sleep: clock.sleep, waitMs: 5000 },
    });
    account.embedded.setFaults({ propagationMs: 60_000 });
    await account.execute<object, object>(`mutation { ${create} { __typename } }`);
    return account;
  }

  it.each(changes)(
    "is incomplete, without a count, if IAM's list of %s never shows a new one: %s%s",
    async (list, create, args) => {
      await using account = await createLaggingAccount(create);
      const text = `{ ${list}${args} { isComplete totalCount nodes { id } } }`;
      const { data, errors } = await account.execute<object, object>(text);
      expect(errors).toBeUndefined();
      expect(data).toEqual({ [list]: { isComplete: false, totalCount: null, nodes: [] } });
      account.embedded.setFaults({});
      expect((await account.execute<object, object>(text)).data).toMatchObject({
        [list]: { isComplete: true, totalCount: 1 },
      });
    },
  );

  it.each([
    ["users", "(first: 0)", "pageInfo { hasNextPage }"],
    ["users", '(first: 0, filter: {nameContains: "e"})', "totalCount"],
    ["users", '(filter: {nameContains: "e"})', "totalCount"],
  ])("is incomplete if only its number or its surroundings are read: %s%s { %s }", async (list, args, field) => {
    await using account = await createLaggingAccount('createUser(input: {userName: "new"})');
    const { data } = await account.execute<object, object>(`{ ${list}${args} { isComplete ${field} } }`);
    expect(data).toMatchObject({ [list]: { isComplete: false } });
  });

  it.each([
    ["group.users", 'group(groupName: "ops") { list: users(first: 10) { ...of } }'],
    ["user.groups", 'user(userName: "ann") { list: groups { ...of } }'],
  ])("is incomplete if IAM does not show a new membership: %s", async (_what, text) => {
    const clock = createTestClock();
    await using account = await createTestGateway({
      iam: { clock: clock.date },
      propagation: { now: clock.now, sleep: clock.sleep, waitMs: 5000 },
    });
    await account.admin.send(new CreateUserCommand({ UserName: "ann" }));
    await account.admin.send(new CreateGroupCommand({ GroupName: "ops" }));
    await clock.sleep(120_000);
    account.embedded.setFaults({ propagationMs: 60_000 });
    const add = 'addUserToGroup(input: {userName: "ann", groupName: "ops"}) { __typename }';
    await account.execute<object, object>(`mutation { ${add} }`);
    const query = `{ at: ${text.replace("...of", "isComplete totalCount")} }`;
    const { data } = await account.execute<object, object>(query);
    expect(data).toEqual({ at: { list: { isComplete: false, totalCount: null } } });
    account.embedded.setFaults({});
    const { data: later } = await account.execute<object, object>(query);
    expect(later).toEqual({ at: { list: { isComplete: true, totalCount: 1 } } });
  });
});
