import { builder } from "../builder.ts";

// Fields that several inputs have, each described once.

export const TagInputType = builder.inputType("TagInput", {
  description: "A label to put on an entity.",
  fields: (t) => ({
    key: t.string({ required: true, description: "The tag's name: 1 to 128 characters." }),
    value: t.string({ required: true, description: "The tag's value: at most 256 characters; may be empty." }),
  }),
});

export const describe = {
  userName: "The user's name, regardless of case.",
  groupName: "The group's name, regardless of case.",
  path: 'Where it is to stand in the account\'s own hierarchy, such as `/engineering/`. Without it: "/".',
  newPath: "The path that it is to have. Without it, the path stays.",
  tags: "At most 50 labels to start with.",
  tagsToSet: "The labels to put on it. One whose key is there already gets the new value.",
  tagKeys: "The keys of the labels to take off it. One that is not there is passed over.",
  serialNumber: "What identifies the device: for a virtual one, its ARN.",
  virtualSerialNumber: "The virtual device's ARN.",
  providerArn: "The provider's ARN, to the letter.",
  code1: "A code of six digits that the device showed.",
  code2: "The code that the device showed right after the first.",
  deletedId: "The global id that the entity had, for a client's store to drop.",
} as const;
