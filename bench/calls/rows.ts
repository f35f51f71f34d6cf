import type { Expected } from "./answers.ts";
import { arnOf, FILLED_AT, namedUsers, providers, type UserFacts, users } from "./facts.ts";
import { askAllPages } from "./pages.ts";
import type { Row } from "./row.ts";

const thousand = users.slice(0, 1000);
const owners = users.filter(({ hasDevice }) => hasDevice).slice(0, 1000);

const listScalars = "id userName userId arn path createDate passwordLastUsed";
/** Matches both gateways' spelling of the date. */
const createdWhenFilled = new RegExp(`^${FILLED_AT.replace("Z", "")}(?:\\.000)?Z$`);
const tagsOf = ({ tags }: UserFacts): Expected => tags.map(({ key, value }) => ({ key, value }));
const named = ({ userName }: UserFacts) => ({ userName });
const scalarsOf = ({ userName, arn }: UserFacts): Expected => ({
  id: /./,
  userName,
  userId: /^AIDA\w{16,}$/,
  arn,
  path: "/",
  createDate: createdWhenFilled,
  passwordLastUsed: null,
});
const boundaryOf = ({ boundaryArn }: UserFacts) => (boundaryArn === null ? null : { arn: boundaryArn });

const providersWithClients = "{ oidcProviders(first: 40) { nodes { arn url clientIds } } }";
const expectedProvidersWithClients = {
  oidcProviders: { nodes: providers.map(({ arn, url, clientIds }) => ({ arn, url, clientIds })) },
};

/** Sends one document. */
function one(document: string): Row["run"] {
  return (ask) => ask(document);
}

/** The rows, by name. */
export const rows = {
  "users-100": {
    title: "users(first: 100) scalars",
    atMost: 1,
    items: 100,
    run: one(`{ users(first: 100) { nodes { ${listScalars} } } }`),
    expected: { users: { nodes: users.slice(0, 100).map(scalarsOf) } },
  },
  "users-all": {
    title: "all 5,000 users, pages of 1000",
    atMost: 5,
    items: users.length,
    run: (ask) =>
      askAllPages(
        ask,
        `query ($after: String) { users(first: 1000, after: $after) { nodes { ${listScalars} } pageInfo { hasNextPage endCursor } } }`,
      ),
    expected: users.map(scalarsOf),
  },
  "devices-users": {
    title: "virtualMfaDevices(first: 1000) with user's name, ARN",
    atMost: 1,
    items: 1000,
    run: one(
      "{ virtualMfaDevices(first: 1000, assignmentStatus: ASSIGNED) { nodes { serialNumber user { userName arn } } } }",
    ),
    expected: {
      virtualMfaDevices: {
        nodes: owners.map(({ userName, arn }) => ({
          serialNumber: arnOf("mfa", userName),
          user: { userName, arn },
        })),
      },
    },
  },
  "devices-tags": {
    title: "the same with each user's tags",
    atMost: 7,
    summaries: 1,
    items: 1000,
    run: one(
      "{ virtualMfaDevices(first: 1000, assignmentStatus: ASSIGNED) { nodes { serialNumber user { userName arn tags { key value } } } } }",
    ),
    expected: {
      virtualMfaDevices: {
        nodes: owners.map((user) => ({
          serialNumber: arnOf("mfa", user.userName),
          user: { userName: user.userName, arn: user.arn, tags: tagsOf(user) },
        })),
      },
    },
  },
  "users-tags": {
    title: "users(first: 1000) with tags, boundary",
    atMost: 2,
    items: 1000,
    run: one("{ users(first: 1000) { nodes { userName tags { key value } permissionsBoundary { arn } } } }"),
    expected: {
      users: {
        nodes: thousand.map((user) => ({
          ...named(user),
          tags: tagsOf(user),
          permissionsBoundary: boundaryOf(user),
        })),
      },
    },
  },
  "users-groups": {
    title: "users(first: 1000) with group names",
    atMost: 2,
    items: 1000,
    run: one("{ users(first: 1000) { nodes { userName groups { nodes { groupName } } } } }"),
    expected: {
      users: {
        nodes: thousand.map((user) => ({
          ...named(user),
          groups: { nodes: user.groupNames.map((groupName) => ({ groupName })) },
        })),
      },
    },
  },
  "users-devices": {
    title: "users(first: 1000) with mfaDevices' serial numbers",
    atMost: 5,
    summaries: 1,
    items: 1000,
    run: one("{ users(first: 1000) { nodes { userName mfaDevices { nodes { serialNumber } } } } }"),
    expected: {
      users: {
        nodes: thousand.map((user) => ({
          ...named(user),
          mfaDevices: { nodes: user.hasDevice ? [{ serialNumber: arnOf("mfa", user.userName) }] : [] },
        })),
      },
    },
  },
  "users-named": {
    title: "12 users by name with tags",
    atMost: namedUsers.length,
    items: namedUsers.length,
    run: one(
      `{ ${namedUsers.map(({ userName }, at) => `user${at}: user(userName: "${userName}") { userName tags { key value } }`).join(" ")} }`,
    ),
    expected: Object.fromEntries(
      namedUsers.map((user, at) => [`user${at}`, { userName: user.userName, tags: tagsOf(user) }]),
    ),
  },
  "users-last": {
    title: "users(last: 50)",
    atMost: 5,
    items: 50,
    run: one(`{ users(last: 50) { nodes { ${listScalars} } } }`),
    expected: { users: { nodes: users.slice(-50).map(scalarsOf) } },
  },
  "users-count": {
    title: "users { totalCount }",
    atMost: 1,
    summaries: 1,
    items: users.length,
    run: one("{ users { totalCount } }"),
    expected: { users: { totalCount: users.length } },
  },
  providers: {
    title: "oidcProviders(first: 40) with ARN, URL",
    atMost: 1,
    items: providers.length,
    run: one("{ oidcProviders(first: 40) { nodes { arn url } } }"),
    expected: { oidcProviders: { nodes: providers.map(({ arn, url }) => ({ arn, url })) } },
  },
  "providers-clients": {
    title: "the same with client ids",
    atMost: 41,
    items: providers.length,
    run: one(providersWithClients),
    expected: expectedProvidersWithClients,
  },
  "clients-200": {
    title: "the same from 200 clients at once, cached",
    atMost: 41,
    items: providers.length,
    run: (ask) => Promise.all(Array.from({ length: 200 }, () => ask(providersWithClients))),
    expected: Array.from({ length: 200 }, () => expectedProvidersWithClients),
    isCaching: true,
  },
} as const satisfies Readonly<Record<string, Row>>;

/** The name of a row. */
export type RowName = keyof typeof rows;
