import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import type { startAttacked } from "../../test/attacks/attacked-process.ts";
import { post, sendWithoutReading } from "../../test/attacks/unread-answers.ts";

/** The attacked gateway process. */
export type Attacked = Awaited<ReturnType<typeof startAttacked>>;

export interface AttackKind {
  readonly name: string;
  /** Settings of the process. @default none */
  readonly env?: Readonly<Record<string, string>>;
  readonly attack: (attacked: Attacked) => Promise<unknown>;
}

const user = "tags { key value } arn userName path";
const aliased = Array.from({ length: 14 }, (_, at) => `t${at}: tags { key value } a${at}: arn`).join(" ");
/** Users of groups of users. For 1,000 users with `user`, the response has 15 MB. */
const nested = (first: number, selection: string) =>
  `{ users(first: ${first}) { nodes { groups(first: 1) { nodes { users(first: 48) { nodes { ${selection} } } } } } } }`;
const largest = nested(1000, user);

const TYPES = "__schema { types { name description fields { name description args { name description } } } }";
const introspection = `{ ${Array.from({ length: 25 }, (_, index) => `a${index}: ${TYPES}`).join(" ")} }`;

const PAGES = 300;
const page = "GET /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n";
const pages = `${`${page}\r\n`.repeat(PAGES - 1)}${page}Connection: close\r\n\r\n`;
const UNREAD = { IAMQL_WRITE_TIMEOUT_MS: "2000" };

/** The attacks, in the order of the table. The account has 1,000 users in ten groups each. */
export const attackKinds: readonly AttackKind[] = [
  {
    name: "GraphiQL's page, 300 times on each of 8 connections",
    attack: ({ url }) => Promise.all(Array.from({ length: 8 }, () => sendAndRead(url, pages))),
  },
  {
    name: "an enum variable of 1 MB",
    attack: (attacked) =>
      attacked.post(
        "query ($v: MfaAssignmentStatusFilter) { virtualMfaDevices(assignmentStatus: $v) { totalCount } }",
        { v: "cannot represent ".repeat(61_600) },
      ),
  },
  { name: "the largest answer", attack: ({ url }) => ask(url, largest) },
  { name: "an answer that is too large", attack: ({ url }) => ask(url, nested(1000, aliased)) },
  {
    name: "20 of the largest answers at once",
    attack: ({ url }) => Promise.all(Array.from({ length: 20 }, (_, at) => ask(url, nested(1000 - at, user)))),
  },
  {
    name: "the same largest answer 200 times at once",
    env: { IAMQL_IAM_CACHE_TTL_MS: "30000" },
    attack: ({ url }) => Promise.all(Array.from({ length: 200 }, () => ask(url, largest))),
  },
  {
    name: "8 clients that do not read 50 answers each",
    env: UNREAD,
    attack: ({ url }) =>
      sendWithoutReading(url, 8, post("/graphql", JSON.stringify({ query: introspection })).repeat(50)),
  },
  {
    name: "8 clients that do not read the largest answer",
    env: UNREAD,
    attack: ({ url }) => sendWithoutReading(url, 8, post("/graphql", JSON.stringify({ query: largest }))),
  },
  {
    name: "100,000 invalid client ids",
    attack: (attacked) =>
      attacked.post(
        `mutation ($ids: [String!]) {
          createOidcProvider(input: { url: "https://issuer.example", clientIds: $ids }) { __typename }
        }`,
        { ids: Array(100_000).fill("") },
      ),
  },
  {
    name: "a value of 100,000 levels",
    attack: ({ url }) =>
      send(url, `{"query":"{ __typename }","variables":{"v":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`),
  },
  {
    name: "100 bodies of 100 MB, compressed",
    attack: ({ url }) => {
      const body = gzipSync(Buffer.alloc(100_000_000, " "));
      return Promise.all(Array.from({ length: 100 }, () => send(url, body, { "content-encoding": "gzip" })));
    },
  },
];

/** Sends requests on one connection and reads until the server closes it. */
async function sendAndRead(url: string, requests: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(requests);
  for await (const _ of socket);
}

function ask(url: string, query: string): Promise<void> {
  return send(url, JSON.stringify({ query }));
}

/** Sends a body and reads the whole response. */
async function send(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  for await (const _ of response.body ?? []);
}
