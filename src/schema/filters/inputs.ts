import type { InputObjectRef } from "@pothos/core";
import { builder, type Schema } from "../builder.ts";

export interface DateTimeFilterInput {
  readonly after?: Date | null;
  readonly before?: Date | null;
  readonly isNull?: boolean | null;
}

export const DateTimeFilter: InputObjectRef<Schema, DateTimeFilterInput> = builder
  .inputRef<DateTimeFilterInput>("DateTimeFilter")
  .implement({
    description: "A condition on a date. All given members must hold; a member that is null is ignored.",
    fields: (t) => ({
      after: t.field({ type: "DateTime", description: "The date is later than this." }),
      before: t.field({ type: "DateTime", description: "The date is earlier than this." }),
      isNull: t.boolean({
        description:
          "True: the date is missing. False: the date exists. Cannot be true together with `after` or `before`.",
      }),
    }),
  });

export const OrderDirection = builder.enumType("OrderDirection", {
  description: "The direction of an order.",
  values: {
    ASC: { description: "Smallest first: A to Z, oldest first. Entities without a date come first." },
    DESC: { description: "Largest first: Z to A, newest first. Entities without a date come last." },
  } as const,
});
