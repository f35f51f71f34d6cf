import type { User } from "@aws-sdk/client-iam";

const ACCOUNT_ID = "123456789012";

/** The users that both servers have in memory, as the SDK would answer them: 100, of whom two in three have signed in. */
export const sdkUsers = Array.from({ length: 100 }, (_, place) => {
  const UserName = `user-${String(place).padStart(7, "0")}`;
  const Path = place % 2 === 0 ? "/engineering/" : "/";
  return {
    UserName,
    UserId: `AIDA${String(place).padStart(17, "Q")}`,
    Path,
    Arn: `arn:aws:iam::${ACCOUNT_ID}:user${Path}${UserName}`,
    CreateDate: new Date(Date.UTC(2026, 0, 1, 0, 0, place)),
    ...(place % 3 > 0 && { PasswordLastUsed: new Date(Date.UTC(2026, 5, 1, 0, 0, place)) }),
  } satisfies User;
});

/** What both servers are asked. */
export const QUERY =
  "query Users { users(first: 100) { nodes { userName userId arn path createDate passwordLastUsed } pageInfo { hasNextPage endCursor } } }";
