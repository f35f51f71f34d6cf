import { type CompleteUser, type IamReads, nullIfAbsent, type User } from "../iam/index.ts";
import type { AccountSummaryLoader } from "./account-summary.ts";
import { createLoader, foldCase, once } from "./batch.ts";
import type { Connection, ConnectionReader } from "./connections.ts";
import { hydrateUsers } from "./hydration.ts";
import { type ConnectionArguments, scopeOf } from "./paging/index.ts";
import { pathPrefixOf } from "./path-prefix.ts";

export interface UserLoader {
  /** The user whose key signs the gateway's calls; `null` where the root user or a role signs. */
  signing(): Promise<CompleteUser | null>;
  /** `null` where IAM has no such user. Names are looked up regardless of case. */
  find(userName: string): Promise<CompleteUser | null>;
  /** @throws IamError with failure `no-such-entity` where there is none */
  load(userName: string): Promise<CompleteUser>;
  /** One fact about a user, asked of IAM only where the object at hand does not tell it. */
  fact<Fact extends keyof User>(user: User, fact: Fact): CompleteUser[Fact] | Promise<CompleteUser[Fact]>;
  list(args: ConnectionArguments & { readonly pathPrefix?: string | null }): Promise<Connection<User>>;
}

/** Users, for one request: what is missing of them is asked for in batches, once a name. */
export function createUserLoader(
  iam: IamReads,
  connections: ConnectionReader,
  summary: AccountSummaryLoader,
): UserLoader {
  const complete = createLoader((userNames) => hydrateUsers(iam, userNames), foldCase);

  return {
    signing: once(async () => {
      const user = await iam.getSigningUser();
      if (user) complete.prime(user.userName, user);
      return user;
    }),

    find: (userName) => nullIfAbsent(complete.load(userName)),

    load: (userName) => complete.load(userName),

    fact(user, fact) {
      const known = user[fact];
      if (known === undefined) return complete.load(user.userName).then((whole) => whole[fact]);
      // It is not undefined, which is all that tells `User` from `CompleteUser`.
      return known as CompleteUser[typeof fact];
    },

    list({ pathPrefix, ...args }) {
      const prefix = pathPrefixOf(pathPrefix);
      return connections.read(
        {
          scope: scopeOf("Query.users", prefix),
          op: "ListUsers",
          sorted: true,
          list: (request) => iam.listUsers({ ...request, pathPrefix: prefix }),
          keyOf: (user) => user.userName,
        },
        args,
        prefix === undefined ? async () => (await summary.load()).users : undefined,
      );
    },
  };
}
