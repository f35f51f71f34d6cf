import { both, type Direction, type GroupOrder, type GroupTest } from "../../loaders/index.ts";
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

interface GroupFilterInput extends FilterInput<GroupFilterInput> {
  readonly pathPrefix?: string | null;
  readonly nameContains?: string | null;
  readonly createDate?: DateTimeFilterInput | null;
}

export const GroupFilter = builder.inputRef<GroupFilterInput>("GroupFilter");
GroupFilter.implement({
  description: filterDescription("groups"),
  fields: (t) => ({
    and: t.field({ type: [GroupFilter], description: AND }),
    or: t.field({ type: [GroupFilter], description: OR }),
    not: t.field({ type: GroupFilter, description: NOT }),
    pathPrefix: t.string({ description: pathPrefixDescription("/teams/") }),
    nameContains: t.string({ description: NAME_CONTAINS }),
    createDate: t.field({ type: DateTimeFilter, description: "When the group was created." }),
  }),
});

const GroupOrderField = builder.enumType("GroupOrderField", {
  description: "What groups can be ordered by.",
  values: {
    NAME: { value: "groupName", description: "By name, regardless of case." },
    PATH: { value: "path", description: "By path, and by name within a path." },
    CREATE_DATE: { value: "createDate", description: "By the date of creation." },
  } as const,
});

export const GroupOrderInput = builder.inputType("GroupOrder", {
  description: "An order of groups. Groups with equal values are ordered by name.",
  fields: (t) => ({
    field: t.field({ type: GroupOrderField, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: "ASC", description: "The direction." }),
  }),
});

interface GroupListArguments {
  readonly pathPrefix?: string | null;
  readonly filter?: GroupFilterInput | null;
  readonly orderBy?: { readonly field: GroupOrder["field"]; readonly direction: Direction } | null;
}

/** Which groups the arguments of a list select, and in which order. */
export const groupSelection = selectionReader(({ pathPrefix, filter, orderBy }: GroupListArguments) => {
  const prefix = checkArgument("pathPrefix", "pathPrefixType", pathPrefix);
  return {
    filter: both<GroupTest>(
      prefix ? { kind: "test", test: { member: "pathPrefix", value: prefix } } : undefined,
      readFilter<GroupFilterInput, GroupTest>("filter", filter, (input, reader) => [
        reader.pathPrefix(input.pathPrefix),
        reader.nameContains(input.nameContains),
        reader.dates("createDate", input.createDate),
      ]),
    ),
    order: orderBy ?? undefined,
  };
});
