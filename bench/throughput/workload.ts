import type { User } from "@aws-sdk/client-iam";
import { spellOut } from "../embedded-iam/load.ts";

const ACCOUNT_ID = "123456789012";

/** Users in the SDK's format. Two in three have signed in. All servers have them in memory. */
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

/** 20 documents with different names and orders of the same fields, so that each needs the same work. */
const documents = Array.from({ length: 20 }, (_, number) => {
  const start = number % FIELDS.length;
  const fields = [...FIELDS.slice(start), ...FIELDS.slice(0, start)].join(" ");
  return `query Users${number}($first: Int) { users(first: $first) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`;
});

const VALUES = 1000;

/** Request bodies for 1 to 1,000 of the users. All are different, so that each is executed. */
export const bodies = Array.from({ length: documents.length * VALUES }, (_, request) =>
  JSON.stringify({
    query: documents[request % documents.length],
    // Each sequence of 1,000 contains all values, unordered, and each document occurs with each value.
    variables: { first: 1 + (((request + Math.floor(request / VALUES)) * 7) % VALUES) },
  }),
);

/** The headers of each request. */
export const HEADERS = { host: "127.0.0.1", "content-type": "application/json", accept: "application/json" };

function spell(texts: readonly string[]): readonly Buffer[] {
  return spellOut(
    texts.map((body) => ({ headers: HEADERS, body })),
    "/graphql",
  );
}

const requests = spell(bodies);

/** 400 different requests for 981 to 1,000 users, as bytes of a connection. */
export const largeRequests = spell(
  Array.from({ length: 400 }, (_, request) =>
    JSON.stringify({
      query: documents[request % documents.length],
      variables: { first: VALUES - ((request + Math.floor(request / documents.length)) % 20) },
    }),
  ),
);

/** The requests of `bodies` as bytes of a keep-alive connection. Each round starts at a different request. */
export function requestsOf(round: number): readonly Buffer[] {
  const start = (round * 1700) % requests.length;
  return [...requests.slice(start), ...requests.slice(0, start)];
}
