import type { Tag } from "../iam/index.ts";
import { builder } from "./builder.ts";

export const TagType = builder.objectRef<Tag>("Tag").implement({
  description: "A label that the account's administrators put on an entity: a key with a value.",
  fields: (t) => ({
    key: t.exposeString("key", {
      description: "The tag's name, such as `Team`. Regardless of case on users; to the letter on all else.",
    }),
    value: t.exposeString("value", { description: "The tag's value; may be empty." }),
  }),
});
