import type { User } from "../iam/index.ts";
import type { CredentialLoader, DatedFact } from "./credentials.ts";
import {
  type DateRange,
  type Filter,
  filteredList,
  isIn,
  isInRange,
  type NameTest,
  type Order,
  orderedList,
  passesFilter,
  type SortValue,
  type TestValues,
} from "./filtering/index.ts";
import type { Hydrator } from "./hydration/index.ts";
import { type ConnectionArguments, DEFAULT_PAGE, type MarkerList, type MaybePromise } from "./paging/index.ts";
import { type UserFact, userFact } from "./user-fields.ts";

/** A condition on a user. */
export type UserTest =
  | NameTest
  | { readonly member: "createDate" | "passwordLastUsed"; readonly value: DateRange }
  | { readonly member: "hasMfa" | "passwordEnabled"; readonly value: boolean };

export type UserFilter = Filter<UserTest>;
export type UserOrder = Order<"userName" | "path" | "createDate" | "passwordLastUsed">;

/** Which users of a list, and in which order. */
export interface UserSelection {
  readonly filter?: UserFilter | undefined;
  readonly order?: UserOrder | undefined;
}

export interface UserLists {
  /**
   * The users of a list that pass the filter, in the given order.
   * @param args the request's page. A few users can be looked up one by one
   */
  select(list: MarkerList<User>, selection: UserSelection, args: ConnectionArguments): MarkerList<User>;
}

/** Facts in the order in which they are read: each can take more calls than the one before. */
const ranks: Readonly<Record<UserTest["member"], number>> = {
  nameContains: 0,
  pathPrefix: 1,
  createDate: 1,
  passwordLastUsed: 2,
  hasMfa: 3,
  passwordEnabled: 4,
};

/** Filters and sorts lists of users, for one request. */
export function createUserLists(hydrator: Hydrator, credentials: CredentialLoader): UserLists {
  const fact = <Fact extends UserFact>(user: User, name: Fact) => userFact(hydrator, user, name);

  const sortValue = (user: User, field: UserOrder["field"]): MaybePromise<SortValue> =>
    field === "userName" ? user.userName : fact(user, field);

  async function load(user: User, test: UserTest, date: (fact: DatedFact) => boolean): Promise<boolean> {
    switch (test.member) {
      case "nameContains":
        return isIn(user.userName, test.value);
      case "pathPrefix":
        return (await fact(user, "path")).startsWith(test.value);
      case "createDate":
      case "passwordLastUsed":
        return isInRange(await fact(user, test.member), test.value);
      case "hasMfa":
        return date(await credentials.datedHasMfa(user)) === test.value;
      case "passwordEnabled":
        return date(await credentials.datedPasswordEnabled(user)) === test.value;
    }
  }

  function filtered(list: MarkerList<User>, filter: UserFilter, pageSize: number): MarkerList<User> {
    let oldest: Date | null = null;
    const date = ({ value, asOf }: DatedFact) => {
      if (asOf !== null && (oldest === null || asOf < oldest)) oldest = asOf;
      return value;
    };
    const values: TestValues<User, UserTest> = {
      known: knownValue,
      load: (user, test) => load(user, test, date),
      rankOf: ({ member }) => ranks[member],
    };
    return filteredList(list, {
      passes: (user) => passesFilter(filter, user, values),
      prefetch: needsReport(filter) ? credentials.prefetchReport : undefined,
      forgetLargePages: () => hydrator.forgetLargePages(),
      pageSize,
      asOf: () => oldest,
    });
  }

  return {
    select(list, { filter, order }, { countOnly, first, last }) {
      // The order does not change a count.
      const isOrdered = order !== undefined && !countOnly;
      // `last`, an order and a count alone read the whole list.
      const isReadWhole = isOrdered || countOnly || typeof last === "number";
      const pageSize = isReadWhole ? Number.POSITIVE_INFINITY : (first ?? DEFAULT_PAGE);
      const selected = filter === undefined ? list : filtered(list, filter, pageSize);
      return isOrdered ? orderedList(selected, order.direction, (user) => sortValue(user, order.field)) : selected;
    },
  };
}

/** The value of a test that a user at hand knows. */
function knownValue(user: User, test: UserTest): boolean | undefined {
  switch (test.member) {
    case "nameContains":
      return isIn(user.userName, test.value);
    case "pathPrefix":
      return user.path?.startsWith(test.value);
    case "createDate":
    case "passwordLastUsed": {
      const date = user[test.member];
      return date === undefined ? undefined : isInRange(date, test.value);
    }
    case "hasMfa":
    case "passwordEnabled":
      return undefined;
  }
}

/** Whether each user that the list returns needs the credential report, and no test of other facts can exclude all users. */
function needsReport(filter: UserFilter): boolean {
  const parts = filter.kind === "and" ? filter.of : [filter];
  const members = parts.map((part) => (part.kind === "test" ? part.test.member : undefined));
  return members.includes("passwordEnabled") && members.every((one) => one === "passwordEnabled" || one === "hasMfa");
}
