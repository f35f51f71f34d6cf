import {
  both,
  type Direction,
  type UserFilter as SelectedUsers,
  type UserOrder,
  type UserTest,
} from "../../loaders/index.ts";
import { checkArgument } from "../arguments.ts";
import { builder } from "../builder.ts";
import {
  AND,
  DateTimeFilter,
  type DateTimeFilterInput,
  type FilterInput,
  filterDescription,
  NAME_CONTAINS,
  NOT,
  OR,
  OrderDirection,
  pathPrefixDescription,
  readFilter,
  selectionReader,
} from "../filters/index.ts";

interface UserFilterInput extends FilterInput<UserFilterInput> {
  readonly pathPrefix?: string | null;
  readonly nameContains?: string | null;
  readonly createDate?: DateTimeFilterInput | null;
  readonly passwordLastUsed?: DateTimeFilterInput | null;
  readonly hasMfa?: boolean | null;
  readonly passwordEnabled?: boolean | null;
}

export const UserFilter = builder.inputRef<UserFilterInput>("UserFilter");
UserFilter.implement({
  description: `${filterDescription("users")} \`asOf\` of the list says how old the data is.`,
  fields: (t) => ({
    and: t.field({ type: [UserFilter], description: AND }),
    or: t.field({ type: [UserFilter], description: OR }),
    not: t.field({ type: UserFilter, description: NOT }),
    pathPrefix: t.string({ description: pathPrefixDescription("/engineering/") }),
    nameContains: t.string({ description: NAME_CONTAINS }),
    createDate: t.field({ type: DateTimeFilter, description: "When the user was created." }),
    passwordLastUsed: t.field({
      type: DateTimeFilter,
      description: "When the user last signed in with a password; no date if never.",
    }),
    hasMfa: t.boolean({ description: "Whether an MFA device of any kind is enabled for the user." }),
    passwordEnabled: t.boolean({ description: "Whether the user has a console password." }),
  }),
});

const UserOrderField = builder.enumType("UserOrderField", {
  description: "What users can be ordered by.",
  values: {
    NAME: { value: "userName", description: "By name, regardless of case." },
    PATH: { value: "path", description: "By path, and by name within a path." },
    CREATE_DATE: { value: "createDate", description: "By the date of creation." },
    PASSWORD_LAST_USED: { value: "passwordLastUsed", description: "By the last sign-in with a password." },
  } as const,
});

export const UserOrderInput = builder.inputType("UserOrder", {
  description: "An order of users. Users with equal values are ordered by name.",
  fields: (t) => ({
    field: t.field({ type: UserOrderField, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: "ASC", description: "The direction." }),
  }),
});

interface UserListArguments {
  readonly pathPrefix?: string | null;
  readonly filter?: UserFilterInput | null;
  readonly orderBy?: { readonly field: UserOrder["field"]; readonly direction: Direction } | null;
}

/** Which users the arguments of a list select, and in which order. */
export const userSelection = selectionReader(({ pathPrefix, filter, orderBy }: UserListArguments) => {
  const prefix = checkArgument("pathPrefix", "pathPrefixType", pathPrefix);
  return {
    filter: both(
      prefix ? { kind: "test", test: { member: "pathPrefix", value: prefix } } : undefined,
      readFilter<UserFilterInput, UserTest>("filter", filter, (input, reader) => [
        reader.pathPrefix(input.pathPrefix),
        reader.nameContains(input.nameContains),
        reader.dates("createDate", input.createDate),
        reader.dates("passwordLastUsed", input.passwordLastUsed),
        reader.flag("hasMfa", input.hasMfa),
        reader.flag("passwordEnabled", input.passwordEnabled),
      ]),
    ) satisfies SelectedUsers | undefined,
    order: orderBy ?? undefined,
  };
});
