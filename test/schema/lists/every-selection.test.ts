import { CreateUserCommand, CreateVirtualMFADeviceCommand } from "@aws-sdk/client-iam";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGroup, makeCredentialReport } from "../../support/account.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

const SEED = 17;
const RUNS = 60;

type Json = Readonly<Record<string, unknown>>;
type Entity = Readonly<Record<string, string | boolean | null>>;

interface List {
  readonly title: string;
  /** The list's field with its arguments, and what encloses it. */
  readonly field: (args: string) => string;
  readonly types: { readonly filter: string; readonly order: string };
  /** The path from the response's data to the list. */
  readonly path: readonly string[];
  readonly selection: string;
  readonly key: string;
  readonly name: (entity: Entity) => string;
  readonly pathOf: (entity: Entity) => string;
  readonly flags: readonly string[];
  readonly dates: readonly string[];
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The entity's field for each field of the order. */
  readonly orders: Readonly<Record<string, (entity: Entity) => string>>;
}

const text = (member: string) => (entity: Entity) => String(entity[member] ?? "");
const deviceName = (device: Entity) => String(device["serialNumber"]).split("/").at(-1) ?? "";
const users = {
  types: { filter: "UserFilter", order: "UserOrder" },
  selection: "userName path createDate passwordLastUsed hasMfa passwordEnabled",
  key: "userName",
  name: text("userName"),
  pathOf: text("path"),
  flags: ["hasMfa", "passwordEnabled"],
  dates: ["createDate", "passwordLastUsed"],
  choices: {},
  orders: {
    NAME: text("userName"),
    PATH: text("path"),
    CREATE_DATE: text("createDate"),
    PASSWORD_LAST_USED: text("passwordLastUsed"),
  },
} as const;

const lists: readonly List[] = [
  { ...users, title: "the account's users", field: (args) => `users${args}`, path: ["users"] },
  {
    ...users,
    title: "the members of a group",
    field: (args) => `group(groupName: "many") { users${args}`,
    path: ["group", "users"],
  },
  {
    title: "the account's groups",
    field: (args) => `groups${args}`,
    types: { filter: "GroupFilter", order: "GroupOrder" },
    path: ["groups"],
    selection: "groupName path createDate",
    key: "groupName",
    name: text("groupName"),
    pathOf: text("path"),
    flags: [],
    dates: ["createDate"],
    choices: {},
    orders: { NAME: text("groupName"), PATH: text("path"), CREATE_DATE: text("createDate") },
  },
  {
    title: "the account's virtual MFA devices",
    field: (args) => `virtualMfaDevices${args}`,
    types: { filter: "VirtualMfaDeviceFilter", order: "VirtualMfaDeviceOrder" },
    path: ["virtualMfaDevices"],
    selection: "serialNumber assignmentStatus assignedToRoot enableDate",
    key: "serialNumber",
    name: deviceName,
    pathOf: (device) => String(device["serialNumber"]).replace(/^[^/]*(\/(?:.*\/)?).*$/, "$1"),
    flags: ["assignedToRoot"],
    dates: ["enableDate"],
    choices: { assignmentStatus: ["ASSIGNED", "UNASSIGNED"] },
    orders: { NAME: deviceName, ENABLE_DATE: text("enableDate") },
  },
];

/** What a filter means, as a function. Undefined if it filters nothing. */
function meaningOf(filter: Json, list: List): ((entity: Entity) => boolean) | undefined {
  const tests = Object.entries(filter).flatMap(([member, value]) => {
    const one = value === null ? undefined : meaningOfMember(member, value, list);
    return one ?? [];
  });
  return tests.length > 0 ? (entity) => tests.every((test) => test(entity)) : undefined;
}

function meaningOfMember(member: string, value: unknown, list: List): ((entity: Entity) => boolean) | undefined {
  const nested = (Array.isArray(value) ? value : [value]).map((one: Json) => () => meaningOf(one, list));
  switch (member) {
    case "and": {
      const all = nested.flatMap((make) => make() ?? []);
      return all.length > 0 ? (entity) => all.every((test) => test(entity)) : undefined;
    }
    case "or": {
      const any = nested.map((make) => make());
      return any.includes(undefined) ? undefined : (entity) => any.some((test) => test?.(entity));
    }
    case "not": {
      const negated = nested[0]?.();
      return negated && ((entity) => !negated(entity));
    }
    case "pathPrefix":
      return (entity) => list.pathOf(entity).startsWith(String(value));
    case "nameContains":
      return (entity) => list.name(entity).toUpperCase().includes(String(value).toUpperCase());
    default:
      if (typeof value !== "object" || value === null) return (entity) => entity[member] === value;
      if (Object.values(value).every((one) => one === null)) return undefined;
      return (entity) => isInRange(entity[member], { ...value });
  }
}

function isInRange(date: unknown, { after, before, isNull }: Json): boolean {
  if (typeof isNull === "boolean" && isNull !== (date === null)) return false;
  if (typeof after === "string" && !(typeof date === "string" && date > after)) return false;
  return !(typeof before === "string") || (typeof date === "string" && date < before);
}

/** Random filters whose values occur in the list. */
function filtersOf(list: List, entities: readonly Entity[]): fc.Arbitrary<Json> {
  const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 8 });
  const names = entities.map(list.name);
  const paths = entities.map(list.pathOf);
  const part = fc
    .tuple(fc.constantFrom(...names), fc.nat({ max: 8 }), fc.integer({ min: 1, max: 4 }))
    .map(([name, from, length]) => name.slice(from, from + length) || name);
  const prefix = fc.constantFrom("/", ...paths).chain((path) => fc.constantFrom(path, path.slice(0, 4)));
  const range = (member: string): fc.Arbitrary<Json> => {
    const known = entities.flatMap((entity) => entity[member] ?? []).map(String);
    const date = fc.constantFrom("2021-06-01T00:00:00.000Z", "2100-01-01T00:00:00.000Z", ...known);
    return fc.oneof(
      fc.record({ isNull: fc.constantFrom(true, false, null) }),
      fc.record({ after: orNull(date) }),
      fc.record({ before: date, isNull: fc.constantFrom(false, null) }),
      fc.tuple(date, date).map(([one, other]) => (one < other ? { after: one, before: other } : { after: one })),
    );
  };
  const members: Record<string, fc.Arbitrary<unknown>> = {
    pathPrefix: orNull(prefix),
    nameContains: orNull(part),
    ...Object.fromEntries(list.flags.map((flag) => [flag, orNull(fc.boolean())])),
    ...Object.fromEntries(list.dates.map((member) => [member, orNull(range(member))])),
    ...Object.fromEntries(Object.entries(list.choices).map(([name, all]) => [name, orNull(fc.constantFrom(...all))])),
  };
  const leaf = fc
    .subarray(Object.keys(members), { minLength: 0, maxLength: 2 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, members[name] ?? fc.constant(null)]))));
  return fc.letrec<{ filter: Json; leaf: Json }>((tie) => ({
    leaf,
    filter: fc.oneof(
      { depthSize: "small", maxDepth: 3 },
      tie("leaf"),
      fc.tuple(tie("leaf"), fc.array(tie("filter"), { maxLength: 2 })).map(([one, and]) => ({ ...one, and })),
      fc
        .tuple(tie("leaf"), fc.array(tie("filter"), { minLength: 1, maxLength: 3 }))
        .map(([one, or]) => ({ ...one, or })),
      fc.tuple(tie("leaf"), tie("filter")).map(([one, not]) => ({ ...one, not })),
    ),
  })).filter;
}

const fold = (name: string) => name.toLowerCase();
const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway({
    sample: true,
    limits: { maxNodes: 1e9, maxIamCalls: 1e9 },
    latencyStatistics: { now: () => 0, unseenLatencyMs: 0 },
  });
  const { admin } = account;
  for (const [at, path] of ["/", "/engineering/", "/Engineering/", "/engineering/web/"].entries()) {
    await admin.send(new CreateUserCommand({ UserName: `Extra.${at}`, Path: path }));
    await admin.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: `extra-${at}`, Path: path }));
  }
  const { data } = await account.execute<{ users: { nodes: { userName: string }[] } }, object>(
    "{ users { nodes { userName } } }",
  );
  const names = (data?.users.nodes ?? []).map(({ userName }) => userName);
  await createGroup(
    admin,
    "many",
    names.filter((_name, at) => at % 2 === 0),
  );
  await makeCredentialReport(admin);
});
afterAll(() => account[Symbol.asyncDispose]());

describe.each(lists)("any filter and order of $title", (list) => {
  const { path, selection, key, types } = list;
  const depth = path.length - 1;

  async function pageOf(variables: Json): Promise<Page> {
    const declared = `$first: Int, $after: String, $last: Int, $before: String, $filter: ${types.filter}, $orderBy: ${types.order}`;
    const args = "(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy)";
    const query = `query (${declared}) { ${list.field(args)} {
      nodes { ${selection} } totalCount isComplete pageInfo { endCursor hasNextPage startCursor hasPreviousPage }
    } ${"}".repeat(depth)} }`;
    const { data, errors } = await account.execute<Json, object>(query, variables);
    expect(errors).toBeUndefined();
    return path.reduce<unknown>((value, name) => Object(value)[name], data) as Page;
  }

  interface Page {
    readonly nodes: readonly Entity[];
    readonly totalCount: number;
    readonly isComplete: boolean;
    readonly pageInfo: {
      readonly endCursor: string | null;
      readonly startCursor: string | null;
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
    };
  }

  it(`returns what a filter and a sort of the whole list return, in pages of any size, in ${RUNS} cases`, async () => {
    const whole = (await pageOf({ first: 1000 })).nodes;
    expect(whole.length).toBeGreaterThan(3);
    const order = fc.option(
      fc.record(
        { field: fc.constantFrom(...Object.keys(list.orders)), direction: fc.constantFrom("ASC", "DESC") },
        { requiredKeys: ["field"] },
      ),
    );
    const cases = fc.record({
      filter: fc.option(filtersOf(list, whole), { freq: 20 }),
      orderBy: order,
      size: fc.integer({ min: 1, max: 30 }),
      isBackward: fc.boolean(),
    });
    const property = fc.asyncProperty(cases, async ({ filter, orderBy, size, isBackward }) => {
      const passes = filter && meaningOf(filter, list);
      const value = orderBy && list.orders[orderBy.field];
      const sign = orderBy?.direction === "DESC" ? -1 : 1;
      const byValue = (one: Entity, other: Entity) =>
        value ? compare(fold(value(one)), fold(value(other))) || compare(value(one), value(other)) : 0;
      const byKey = (one: Entity, other: Entity) => compare(fold(String(one[key])), fold(String(other[key])));
      const expected = whole.filter((entity) => passes?.(entity) ?? true);
      if (value) expected.sort((one, other) => sign * (byValue(one, other) || byKey(one, other)));

      const found: Entity[] = [];
      let cursor: string | null = null;
      do {
        const selected = { filter, orderBy };
        const page: Page = await pageOf(
          isBackward ? { ...selected, last: size, before: cursor } : { ...selected, first: size, after: cursor },
        );
        expect(page).toMatchObject({ totalCount: expected.length, isComplete: true });
        if (isBackward) found.unshift(...page.nodes);
        else found.push(...page.nodes);
        const { hasPreviousPage, startCursor, hasNextPage, endCursor } = page.pageInfo;
        cursor = isBackward ? (hasPreviousPage ? startCursor : null) : hasNextPage ? endCursor : null;
      } while (cursor !== null);
      expect(found.map((entity) => entity[key])).toEqual(expected.map((entity) => entity[key]));
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  }, 120_000);
});
