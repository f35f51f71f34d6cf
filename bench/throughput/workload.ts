import type { User } from "@aws-sdk/client-iam";
import { spellOut } from "../embedded-iam/load.ts";

const ACCOUNT_ID = "123456789012";

/** Users as the SDK returns them; two in three have signed in. All servers have them in memory. */
export function makeUsers(count: number): User[] {
  return Array.from({ length: count }, (_, place) => makeUser(place));
}

function makeUser(place: number): User {
  const UserName = `user-${String(place).padStart(7, "0")}`;
  const Path = place % 2 === 0 ? "/engineering/" : "/";
  return {
    UserName,
    UserId: `AIDA${String(place).padStart(17, "Q")}`,
    Path,
    Arn: `arn:aws:iam::${ACCOUNT_ID}:user${Path}${UserName}`,
    CreateDate: new Date(Date.UTC(2026, 0, 1, 0, 0, place)),
    ...(place % 3 > 0 && { PasswordLastUsed: new Date(Date.UTC(2026, 5, 1, 0, 0, place)) }),
  };
}

const FIELDS = ["userName", "userId", "arn", "path", "createDate", "passwordLastUsed"];

/** 20 documents that differ in name and in the order of the same fields, so that each takes the same work. */
const documents = Array.from({ length: 20 }, (_, number) => {
  const start = number % FIELDS.length;
  const fields = [...FIELDS.slice(start), ...FIELDS.slice(0, start)].join(" ");
  return `query Users${number}($first: Int) { users(first: $first) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`;
});

const VALUES = 1000;

/** The requests' bodies, 1 to 1,000 users of the 100: no two are equal, so that each is executed by itself. */
export const bodies = Array.from({ length: documents.length * VALUES }, (_, request) =>
  JSON.stringify({
    query: documents[request % documents.length],
    // Any 1,000 in sequence have all values, in no order, and each document comes with each value.
    variables: { first: 1 + (((request + Math.floor(request / VALUES)) * 7) % VALUES) },
  }),
);

/** What comes with each body. */
export const HEADERS = { host: "127.0.0.1", "content-type": "application/json", accept: "application/json" };

function spell(texts: readonly string[]): readonly Buffer[] {
  return spellOut(
    texts.map((body) => ({ headers: HEADERS, body })),
    "/graphql",
  );
}

const requests = spell(bodies);

/** Requests of 981 to 1,000 users, 400 different ones, as they go over a connection. */
export const largeRequests = spell(
  Array.from({ length: 400 }, (_, request) =>
    JSON.stringify({
      query: documents[request % documents.length],
      variables: { first: VALUES - ((request + Math.floor(request / documents.length)) % 20) },
    }),
  ),
);

/** The requests of `bodies` as they go over a connection that is kept alive, each round from another one on. */
export function requestsOf(round: number): readonly Buffer[] {
  const start = (round * 1700) % requests.length;
  return [...requests.slice(start), ...requests.slice(0, start)];
}
