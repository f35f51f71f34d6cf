import { CreateVirtualMFADeviceCommand, DeleteUserCommand } from "@aws-sdk/client-iam";
import { parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { estimateOperation, schema } from "../../../src/schema/index.ts";
import { createGroup, createUsers, createVirtualDevice, makeCredentialReport } from "../../support/account.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

interface Page {
  readonly nodes: readonly { readonly userName: string }[];
  readonly totalCount?: number;
  readonly asOf?: string | null;
  readonly pageInfo?: { readonly endCursor: string; readonly hasNextPage: boolean };
}
type Users = { readonly users: Page | null };

const users = (args: string, selection = "nodes { userName }") => `{ users(${args}) { ${selection} } }`;
const namesIn = (page: Page | null | undefined) => page?.nodes.map(({ userName }) => userName);

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway();
  const { admin } = account;
  // Three users, each with a device, in /a/; three without in /b/. The report knows all of them.
  await createUsers(admin, 3, "ann-", "/a/");
  for (const name of ["ann-0000", "ann-0001", "ann-0002"]) await createVirtualDevice(admin, `of-${name}`, name);
  await createUsers(admin, 3, "bob-", "/b/");
  await createGroup(admin, "mixed", ["ann-0001", "bob-0001"]);
  await admin.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "spare" }));
  await makeCredentialReport(admin);
  // The planner reads the account's size once.
  await account.execute<Users, object>("{ users { nodes { hasMfa } } }");
});
afterAll(() => account[Symbol.asyncDispose]());

const ann = ["ann-0000", "ann-0001", "ann-0002"];
const bob = ["bob-0000", "bob-0001", "bob-0002"];
const devices = { ListVirtualMFADevices: 1, GetAccountSummary: 1 };

describe("a filter of users", () => {
  it.each<[string, string, readonly string[], Record<string, number>]>([
    ["a path prefix", '{pathPrefix: "/a/"}', ann, { ListUsers: 1 }],
    ["a name", '{nameContains: "NN-0"}', ann, { ListUsers: 1 }],
    ["a date of creation", '{createDate: {after: "2000-01-01T00:00:00Z"}}', [...ann, ...bob], { ListUsers: 1 }],
    ["no sign-in", "{passwordLastUsed: {isNull: false}}", [], { ListUsers: 1 }],
    ["devices", "{hasMfa: false}", bob, { ListUsers: 1, ...devices }],
    ["devices, negated", "{not: {hasMfa: false}}", ann, { ListUsers: 1, ...devices }],
    ["passwords", "{passwordEnabled: true}", [], { ListUsers: 1, GetCredentialReport: 1 }],
  ])("by %s has the calls that it needs", async (_title, filter, expected, calls) => {
    account.forgetCalls();
    const { data, errors } = await account.execute<Users, object>(users(`filter: ${filter}`));
    expect([namesIn(data?.users), errors]).toEqual([expected, undefined]);
    expect(account.counts()).toEqual(calls);
  });

  it.each<[string, string, readonly string[]]>([
    ["is decided by the name of each user in an `or`", '{or: [{hasMfa: true}, {nameContains: "0"}]}', [...ann, ...bob]],
    ["is decided by the name of each user in an `and`", '{hasMfa: true, and: [{nameContains: "x"}]}', []],
    [
      "is decided by the path of each user, far away",
      '{and: [{or: [{hasMfa: true}, {not: {pathPrefix: "/b/"}}]}], not: {pathPrefix: "/b/"}}',
      ann,
    ],
    ["is decided for passwords", '{or: [{passwordEnabled: true, nameContains: "x"}, {pathPrefix: "/b/"}]}', bob],
  ])("makes no call for a fact that %s", async (_title, filter, expected) => {
    account.forgetCalls();
    const { data } = await account.execute<Users, object>(users(`filter: ${filter}`));
    expect(namesIn(data?.users)).toEqual(expected);
    expect(account.counts()).toEqual({ ListUsers: 1 });
  });

  it("reads devices before passwords, in any order of the filter", async () => {
    account.forgetCalls();
    const filter = '{or: [{passwordEnabled: true}, {hasMfa: true}], pathPrefix: "/a/"}';
    const { data } = await account.execute<Users, object>(users(`filter: ${filter}`));
    expect(namesIn(data?.users)).toEqual(ann);
    expect(account.counts()).not.toHaveProperty("GetCredentialReport");
  });

  it("sends the longest path prefix that must match to IAM, and tests the others", async () => {
    account.forgetCalls();
    const filter =
      '{pathPrefix: "/", and: [{pathPrefix: "/a"}, {and: [{pathPrefix: "/a/"}]}], or: [{pathPrefix: "/b/"}, {pathPrefix: "/a/"}]}';
    const { data } = await account.execute<Users, object>(users(`filter: ${filter}`));
    expect(namesIn(data?.users)).toEqual(ann);
    expect(account.calls.map(({ action, parameters }) => [action, parameters["PathPrefix"]])).toEqual([
      ["ListUsers", "/a/"],
    ]);
  });

  it("is combined with the deprecated argument pathPrefix", async () => {
    const both = users('pathPrefix: "/a/", filter: {pathPrefix: "/b/"}', "totalCount nodes { userName }");
    expect((await account.execute<Users, object>(both)).data?.users).toEqual({ totalCount: 0, nodes: [] });
    const narrowed = users('pathPrefix: "/a/", filter: {not: {nameContains: "1"}}');
    expect(namesIn((await account.execute<Users, object>(narrowed)).data?.users)).toEqual(["ann-0000", "ann-0002"]);
  });

  it.each([
    "{}",
    "{hasMfa: null, and: null, or: null, not: null, createDate: null, pathPrefix: null}",
    "{and: [], not: {}, createDate: {}, passwordLastUsed: {isNull: null, after: null}}",
    '{or: [{nameContains: "x"}, {}], not: {and: [{not: {hasMfa: null}}]}}',
    '{pathPrefix: "/"}',
  ])("filters nothing if it has no values: %s", async (filter) => {
    account.forgetCalls();
    const { data } = await account.execute<Users, object>(users(`filter: ${filter}`, "totalCount"));
    expect(data?.users?.totalCount).toBe(6);
    expect(account.counts()).toEqual({ GetAccountSummary: 1 });
  });

  it("binds cursors to its meaning, not to the argument that expresses it", async () => {
    const page = "nodes { userName } pageInfo { endCursor hasNextPage }";
    const { data } = await account.execute<Users, object>(users('first: 1, pathPrefix: "/a/"', page));
    const after = data?.users?.pageInfo?.endCursor;
    const next = await account.execute<Users, object>(
      users(`first: 1, after: "${after}", filter: {pathPrefix: "/a/"}`),
    );
    expect(namesIn(next.data?.users)).toEqual(["ann-0001"]);
    const { errors } = await account.execute<Users, object>(users(`after: "${after}", filter: {nameContains: "a"}`));
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", reason: "CURSOR_INVALID" } }]);
  });

  it("reads on until the page is full, and no further", async () => {
    account.forgetCalls();
    const page = users('first: 2, filter: {nameContains: "0001"}', "nodes { userName } pageInfo { hasNextPage }");
    const { data } = await account.execute<Users, object>(page);
    expect(data?.users).toEqual({
      nodes: [{ userName: "ann-0001" }, { userName: "bob-0001" }],
      pageInfo: { hasNextPage: false },
    });
    expect(account.counts()).toEqual({ ListUsers: 1 });
  });

  it("exposes the time of the credential report", async () => {
    const { data } = await account.execute<Users & { readonly credentialReport: { readonly asOf: string } }, object>(
      '{ credentialReport { asOf } users(filter: {passwordEnabled: false, nameContains: "a"}) { asOf nodes { userName } } }',
    );
    expect(data?.users).toEqual({ asOf: data?.credentialReport.asOf, nodes: ann.map((userName) => ({ userName })) });
    const unused = users('filter: {not: {passwordEnabled: true, nameContains: "x"}}', "asOf nodes { userName }");
    expect((await account.execute<Users, object>(unused)).data?.users?.asOf).toBeNull();
  });
});

describe("the members of a group", () => {
  it("are filtered and ordered, with one call for the members and the calls for the facts", async () => {
    account.forgetCalls();
    const { data, errors } = await account.execute<Record<"group", Record<string, Page>>, object>(
      `{ group(groupName: "mixed") {
        all: users(orderBy: {field: NAME, direction: DESC}) { nodes { userName } }
        without: users(filter: {hasMfa: false}) { totalCount nodes { userName } }
        never: users(filter: {passwordLastUsed: {isNull: true}, pathPrefix: "/a/"}) { nodes { userName } }
      } }`,
    );
    expect(errors).toBeUndefined();
    expect(namesIn(data?.group["all"])).toEqual(["bob-0001", "ann-0001"]);
    expect(data?.group["without"]).toEqual({ totalCount: 1, nodes: [{ userName: "bob-0001" }] });
    expect(namesIn(data?.group["never"])).toEqual(["ann-0001"]);
    // GetGroup does not return the date of the last sign-in.
    expect(account.counts()).toEqual({ GetGroup: 1, GetUser: 1, ListMFADevices: 2 });
  });
});

describe("a filter of virtual MFA devices", () => {
  interface Devices {
    readonly virtualMfaDevices: { readonly nodes: readonly { readonly serialNumber: string }[] };
  }
  const names = async (args: string) => {
    account.forgetCalls();
    const { data, errors } = await account.execute<Devices, object>(
      `{ virtualMfaDevices(${args}) { nodes { serialNumber } } }`,
    );
    expect(errors).toBeUndefined();
    return data?.virtualMfaDevices.nodes.map(({ serialNumber }) => serialNumber.split("/").at(-1)).toSorted();
  };
  const assigned = ann.map((name) => `of-${name}`);

  it.each<[string, readonly string[], string]>([
    ["filter: {assignmentStatus: UNASSIGNED}", ["spare"], "Unassigned"],
    ['filter: {and: [{assignmentStatus: ASSIGNED}, {nameContains: "1"}]}', ["of-ann-0001"], "Assigned"],
    ["assignmentStatus: ASSIGNED", assigned, "Assigned"],
    ["assignmentStatus: ANY, filter: {assignmentStatus: ASSIGNED}", assigned, "Assigned"],
    ["assignmentStatus: UNASSIGNED, filter: {assignmentStatus: ASSIGNED}", [], "Unassigned"],
    ["filter: {not: {assignmentStatus: ASSIGNED}}", ["spare"], "Any"],
    ["filter: {enableDate: {isNull: true}}", ["spare"], "Any"],
    ["filter: {assignedToRoot: true}", [], "Any"],
  ])("%s sends the status to IAM that all devices must have", async (args, expected, status) => {
    expect(await names(args)).toEqual(expected);
    expect(account.calls.map(({ action, parameters }) => [action, parameters["AssignmentStatus"]])).toEqual([
      ["ListVirtualMFADevices", status],
    ]);
  });
});

describe("an order", () => {
  it("keeps its place after the entity at the cursor was deleted", async () => {
    await using other = await createTestGateway();
    const names = await createUsers(other.admin, 5);
    const page = (after: string | undefined) =>
      other.execute<Users, object>(
        users(
          `first: 2, orderBy: {field: NAME, direction: DESC}${after ? `, after: "${after}"` : ""}`,
          "nodes { userName } pageInfo { endCursor hasNextPage }",
        ),
      );
    const first = await page(undefined);
    expect(namesIn(first.data?.users)).toEqual([names[4], names[3]]);
    await other.admin.send(new DeleteUserCommand({ UserName: names[3] }));
    const second = await page(first.data?.users?.pageInfo?.endCursor);
    expect(namesIn(second.data?.users)).toEqual([names[2], names[1]]);
  });

  it.each<[string, Record<string, number>]>([
    ["first: 2, orderBy: {field: NAME}", { ListUsers: 1 }],
    ["first: 2, orderBy: {field: CREATE_DATE, direction: DESC}", { ListUsers: 1 }],
    ["first: 2, orderBy: {field: PASSWORD_LAST_USED}", { ListUsers: 1 }],
  ])("is read and counted in one pass: %s", async (args, calls) => {
    account.forgetCalls();
    const { data } = await account.execute<Users, object>(users(args, "totalCount nodes { userName }"));
    expect(data?.users?.totalCount).toBe(6);
    const { GetAccountSummary: _, ...counts } = account.counts();
    expect(counts).toEqual(calls);
  });

  it("of details comes from the account's details if the query selects them", async () => {
    account.forgetCalls();
    const text = users("first: 1, orderBy: {field: NAME, direction: DESC}", "nodes { userName tags { key } }");
    expect(namesIn((await account.execute<Users, object>(text)).data?.users)).toEqual(["bob-0002"]);
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1 });
    account.forgetCalls();
    const byUse = users("first: 1, orderBy: {field: PASSWORD_LAST_USED}", "nodes { userName tags { key } }");
    expect(namesIn((await account.execute<Users, object>(byUse)).data?.users)).toEqual(["ann-0000"]);
    expect(account.counts()).toEqual({ ListUsers: 1, GetUser: 1 });
  });

  it("binds cursors to it", async () => {
    const page = "nodes { userName } pageInfo { endCursor hasNextPage }";
    const { data } = await account.execute<Users, object>(users("first: 1, orderBy: {field: CREATE_DATE}", page));
    const after = data?.users?.pageInfo?.endCursor;
    for (const other of ["", ", orderBy: {field: CREATE_DATE, direction: DESC}"]) {
      const { errors } = await account.execute<Users, object>(users(`after: "${after}"${other}`));
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", reason: "CURSOR_INVALID" } }]);
    }
  });
});

describe("facts that cannot be read", () => {
  const denied = ["ListMFADevices", "ListVirtualMFADevices", "GetCredentialReport", "GetLoginProfile"];

  it.each([
    "{hasMfa: false}",
    "{not: {hasMfa: true}}",
    '{or: [{hasMfa: true}, {nameContains: "ann-0000"}]}',
    '{not: {hasMfa: true, nameContains: "bob"}}',
    "{or: [{passwordEnabled: true}, {hasMfa: true}]}",
  ])("fail the list, and are never read as false: %s", async (filter) => {
    account.embedded.setFaults({ deny: denied });
    const { data, errors } = await account
      .execute<Users, object>(users(`filter: ${filter}`))
      .finally(() => account.embedded.setFaults({}));
    expect(data?.users).toBeNull();
    expect(errors).toMatchObject([{ path: ["users"], extensions: { code: "IAM_ACCESS_DENIED" } }]);
  });

  it("do not affect users that other members decide", async () => {
    account.embedded.setFaults({ deny: denied });
    const filter = '{or: [{hasMfa: true, nameContains: "x"}, {nameContains: "ann-0000"}]}';
    const { data, errors } = await account
      .execute<Users, object>(users(`filter: ${filter}`))
      .finally(() => account.embedded.setFaults({}));
    expect([namesIn(data?.users), errors]).toEqual([["ann-0000"], undefined]);
  });
});

describe("a filter and an order", () => {
  const selection =
    'filter: {not: {nameContains: "1"}, createDate: {isNull: false}}, orderBy: {field: NAME, direction: DESC}';
  const selected = ["bob-0002", "bob-0000", "ann-0002", "ann-0000"];

  it.each([
    [
      "users",
      "ListUsers",
      `{ list: users(first: 3, ${selection}) { nodes { userName } pageInfo { endCursor hasNextPage } } }`,
    ],
    [
      "members",
      "GetGroup",
      `{ group(groupName: "mixed") { list: users(first: 1, filter: {pathPrefix: "/b/"}, orderBy: {field: PATH}) { nodes { userName } pageInfo { endCursor hasNextPage } } } }`,
    ],
  ])("of %s use the account's details if %s fails", async (_title, action, text) => {
    await account.execute<object, object>("{ users { nodes { tags { key } } } }");
    account.embedded.setFaults({ deny: [action] });
    const { data, errors } = await account
      .execute<{ readonly list?: Page; readonly group?: { readonly list: Page } }, object>(text)
      .finally(() => account.embedded.setFaults({}));
    expect(errors).toBeUndefined();
    const list = data?.list ?? data?.group?.list;
    expect(namesIn(list)).toEqual(data?.list ? selected.slice(0, 3) : ["bob-0001"]);
    if (!data?.list) return;
    const after = list?.pageInfo?.endCursor;
    const next = await account.execute<Users, object>(users(`first: 3, after: "${after}", ${selection}`));
    expect(namesIn(next.data?.users)).toEqual(selected.slice(3));
  });
});

describe("an invalid filter", () => {
  const deep = (levels: number): string => (levels === 1 ? "{hasMfa: true}" : `{not: ${deep(levels - 1)}}`);
  const wide = (members: number) =>
    `{or: [${Array(members / 2)
      .fill("{hasMfa: true}")
      .join(", ")}]}`;

  it.each<[string, string]>([
    [
      '{pathPrefix: "a"}',
      'Argument "filter.pathPrefix" is not valid: expected text that begins with "/", of at most 512 printable ASCII characters without spaces; got 1 character.',
    ],
    [
      '{and: [{}, {or: [{nameContains: ""}]}]}',
      'Argument "filter.and[1].or[0].nameContains" is not valid: expected 1 to 226 characters; got 0.',
    ],
    [
      '{not: {createDate: {isNull: true, after: "2020-01-01T00:00:00Z"}}}',
      'Argument "filter.not.createDate.isNull" is not valid: expected no true value together with "after" or "before".',
    ],
    [
      '{createDate: {before: "2020-01-01T00:00:00Z", after: "2020-01-01T00:00:00Z"}}',
      'Argument "filter.createDate" is not valid: expected "after" to be earlier than "before".',
    ],
    ["{or: []}", 'Argument "filter.or" is empty: expected at least one filter, or null to filter nothing.'],
    [deep(6), 'Argument "filter.not.not.not.not.not" is nested too deeply: expected at most 5 levels of filters.'],
    [wide(52), 'Argument "filter" is too large: expected at most 50 members.'],
    [
      '{nameContains: "", or: []}',
      'Argument "filter.nameContains" is not valid: expected 1 to 226 characters; got 0. Argument "filter.or" is empty: expected at least one filter, or null to filter nothing.',
    ],
  ])("%s is rejected before any call, with the path of its member", async (filter, message) => {
    account.forgetCalls();
    const { data, errors } = await account.execute<Users, object>(users(`filter: ${filter}`));
    expect(data?.users).toBeNull();
    expect(errors).toMatchObject([{ message, path: ["users"], extensions: { code: "BAD_USER_INPUT" } }]);
    expect(account.calls).toEqual([]);
  });

  it.each([deep(5), wide(50)])("is at the limit, and valid: %s", async (filter) => {
    const { errors } = await account.execute<Users, object>(users(`filter: ${filter}`));
    expect(errors).toBeUndefined();
  });
});

describe("the estimate of a filter and an order", () => {
  const ofDevices = { ListMFADevices: 5000, ListVirtualMFADevices: 5, GetAccountSummary: 2 };
  const report = { GetCredentialReport: 1, GenerateCredentialReport: 1 };

  it.each<[string, Record<string, number>]>([
    [users('filter: {pathPrefix: "/a/"}'), { ListUsers: 1 }],
    [users('filter: {pathPrefix: "/"}', "totalCount"), { GetAccountSummary: 1 }],
    [users('filter: {nameContains: "a"}'), { ListUsers: 5 }],
    [users('filter: {nameContains: "a"}', "totalCount"), { ListUsers: 5 }],
    [
      users('filter: {not: {or: [{hasMfa: true}, {nameContains: "a", passwordEnabled: null}]}}'),
      { ListUsers: 5, ...ofDevices, ...report },
    ],
    [users("orderBy: {field: NAME}"), { ListUsers: 1 }],
    [users("first: 1, orderBy: {field: NAME, direction: DESC}"), { ListUsers: 5 }],
    [users("orderBy: {field: CREATE_DATE}", "nodes { tags { key } }"), { GetAccountAuthorizationDetails: 5 }],
    ['{ groups(filter: {nameContains: "a"}) { nodes { groupName } } }', { ListGroups: 1 }],
    ["{ virtualMfaDevices(filter: {assignmentStatus: ASSIGNED}) { nodes { id } } }", { ListVirtualMFADevices: 1 }],
    ["{ virtualMfaDevices(orderBy: {field: NAME}) { nodes { id } } }", { ListVirtualMFADevices: 5 }],
    [
      '{ group(groupName: "a") { users(filter: {passwordLastUsed: {isNull: true}}) { nodes { userName } } } }',
      { GetGroup: 6, GetUser: 5000, ListUsers: 5, GetAccountSummary: 1 },
    ],
    [users('filter: {nameContains: ""}'), { ListUsers: 1 }],
  ])("counts the calls of %s", (text, expected) => {
    const { iamCalls } = estimateOperation({ schema, document: parse(text), variables: {} });
    expect(iamCalls.byAction).toEqual(expected);
  });

  it("rejects a large account's query if the whole list exceeds the limit of calls", async () => {
    await using limited = await createTestGateway({ limits: { maxIamCalls: 4 } });
    const { errors } = await limited.execute<Users, object>(users("first: 1, orderBy: {field: CREATE_DATE}"));
    expect(errors).toMatchObject([{ extensions: { code: "QUERY_TOO_EXPENSIVE" } }]);
    expect(limited.calls).toEqual([]);
  });
});
