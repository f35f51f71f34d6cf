import { DEVICES, PROVIDERS, USERS, userName } from "./account.ts";
import type { Answer, GraphqlServer } from "./gateways.ts";
import type { Script } from "./script.ts";

/** One row of the table. */
export interface Row {
  readonly query: string;
  /** Calls; one GetAccountSummary, to plan by, may come on top. */
  readonly atMost: number;
  /** Whether the gateway keeps its cache as it is over AWS. */
  readonly cached?: boolean;
  /** Asks, and throws where the answer is not right. */
  ask(server: GraphqlServer): Promise<void>;
  /** Makes the calls that the query needs. */
  run(script: Script): Promise<unknown>;
}

const scalars = "userName userId arn path createDate passwordLastUsed";
const names = Array.from({ length: 12 }, (_, place) => userName(place * 7));
const providersWithClients = `{ oidcProviders(first: ${PROVIDERS}) { nodes { arn url clientIds } } }`;

export const rows: readonly Row[] = [
  {
    query: "users(first: 100) scalars of ListUsers",
    atMost: 1,
    ask: (server) => expectNodes(server, `{ users(first: 100) { nodes { ${scalars} } } }`, "users", 100),
    run: (script) => script.users(1, 100),
  },
  {
    query: "all 5,000 users, scalars, pages of 1000",
    atMost: 5,
    async ask(server) {
      const query = `query ($after: String) { users(first: 1000, after: $after) { nodes { ${scalars} } pageInfo { endCursor } } }`;
      let after: unknown;
      for (let page = 0; page < USERS / 1000; page++) {
        const answer = await ask(server, query, { after });
        expectCount(memberOf(answer.data, "users", "nodes"), 1000, query);
        after = memberOf(answer.data, "users", "pageInfo", "endCursor");
      }
    },
    run: (script) => script.users(5, 1000),
  },
  {
    query: "virtualMfaDevices(first: 1000, ASSIGNED), user name and ARN",
    atMost: 1,
    ask: (server) => expectNodes(server, devicesWith("userName arn"), "virtualMfaDevices", 1000),
    run: (script) => script.devices(1),
  },
  {
    query: "the same with each user's tags",
    atMost: 1 + 5 + 1,
    ask: (server) =>
      expectNodes(server, devicesWith("userName arn tags { key value }"), "virtualMfaDevices", 1000, ({ user }) =>
        hasLength(memberOf(user, "tags"), 2),
      ),
    async run(script) {
      await script.devices(1);
      // Devices come by serial number, which here is by user: the first thousand are of the first two pages.
      await script.details(2);
    },
  },
  {
    query: "users(first: 1000), tags and permissionsBoundary",
    atMost: 2,
    ask: (server) =>
      expectNodes(
        server,
        "{ users(first: 1000) { nodes { userName tags { key value } permissionsBoundary { arn } } } }",
        "users",
        1000,
        ({ tags, permissionsBoundary }) => hasLength(tags, 2) && permissionsBoundary === null,
      ),
    run: (script) => script.details(1),
  },
  {
    query: "users(first: 1000), groups { nodes { groupName } }",
    atMost: 2,
    ask: (server) =>
      expectNodes(
        server,
        "{ users(first: 1000) { nodes { userName groups { nodes { groupName } } } } }",
        "users",
        1000,
        ({ groups }) => hasLength(memberOf(groups, "nodes"), 2),
      ),
    run: (script) => script.details(1),
  },
  {
    query: "users(first: 1000), mfaDevices { nodes { serialNumber } }",
    atMost: 1 + DEVICES / 1000 + 1,
    ask: (server) =>
      expectNodes(
        server,
        "{ users(first: 1000) { nodes { userName mfaDevices { nodes { serialNumber } } } } }",
        "users",
        1000,
        ({ mfaDevices }, place) => hasLength(memberOf(mfaDevices, "nodes"), place % 5 < 3 ? 1 : 0),
      ),
    async run(script) {
      await script.users(1, 1000);
      await script.devices(DEVICES / 1000);
      await script.summary();
    },
  },
  {
    query: "12 distinct users by name, tags",
    atMost: 12,
    async ask(server) {
      const fields = names.map((name, place) => `u${place}: user(userName: "${name}") { userName tags { key value } }`);
      const { data } = await ask(server, `{ ${fields.join(" ")} }`);
      for (const [place] of names.entries()) expectCount(memberOf(data, `u${place}`, "tags"), 2, "tags");
    },
    run: (script) => script.usersByName(names.length),
  },
  {
    query: "users(last: 50)",
    atMost: 5,
    ask: (server) => expectNodes(server, `{ users(last: 50) { nodes { ${scalars} } } }`, "users", 50),
    run: (script) => script.users(5, 1000),
  },
  {
    query: "users { totalCount }",
    atMost: 1,
    async ask(server) {
      const { data } = await ask(server, "{ users { totalCount } }");
      if (memberOf(data, "users", "totalCount") !== USERS) throw new Error("expected all users to be counted");
    },
    run: (script) => script.summary(),
  },
  {
    query: "oidcProviders(first: 40), ARN and URL",
    atMost: 1,
    ask: (server) =>
      expectNodes(server, "{ oidcProviders(first: 40) { nodes { arn url } } }", "oidcProviders", PROVIDERS),
    run: (script) => script.providers(),
  },
  {
    query: "the same with client ids",
    atMost: 1 + PROVIDERS,
    ask: (server) => expectNodes(server, providersWithClients, "oidcProviders", PROVIDERS),
    run: (script) => script.providersWithClients(),
  },
  {
    query: "the same from 200 clients at once, cache as over AWS",
    atMost: 1 + PROVIDERS,
    cached: true,
    async ask(server) {
      const clients = Array.from({ length: 200 }, () =>
        expectNodes(server, providersWithClients, "oidcProviders", PROVIDERS),
      );
      await Promise.all(clients);
    },
    run: (script) => script.providersWithClients(),
  },
];

function devicesWith(user: string): string {
  return `{ virtualMfaDevices(first: 1000, assignmentStatus: ASSIGNED) { nodes { serialNumber user { ${user} } } } }`;
}

type Node = Readonly<Record<string, unknown>>;

async function expectNodes(
  server: GraphqlServer,
  query: string,
  field: string,
  count: number,
  isRight: (node: Node, place: number) => boolean = () => true,
): Promise<void> {
  const { data } = await ask(server, query);
  const nodes = expectCount(memberOf(data, field, "nodes"), count, query);
  const wrong = nodes.filter((node, place) => !isRight(Object(node), place));
  if (wrong.length > 0) throw new Error(`expected other nodes than ${wrong.length} of ${nodes.length} in ${query}`);
}

async function ask(server: GraphqlServer, query: string, variables?: Node): Promise<Answer> {
  const answer = await server.ask(query, variables);
  const [first] = answer.errors ?? [];
  if (first) throw new Error(`${answer.errors?.length} errors, such as: ${first.message}`);
  return answer;
}

function expectCount(value: unknown, count: number, where: string): readonly unknown[] {
  if (Array.isArray(value) && value.length === count) return value;
  throw new Error(`expected ${count} in ${where}, but got: ${Array.isArray(value) ? value.length : typeof value}`);
}

function hasLength(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length;
}

function memberOf(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((object: unknown, name) => Object(object)[name], value);
}
