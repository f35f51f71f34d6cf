import { builder } from "../builder.ts";

export const TagInputType = builder.inputType("TagInput", {
  description: "A tag to add to an entity.",
  fields: (t) => ({
    key: t.string({ required: true, description: "The key: 1 to 128 characters." }),
    value: t.string({ required: true, description: "The value: at most 256 characters; can be empty." }),
  }),
});

/** Descriptions of fields that several inputs and payloads have. */
export const describe = {
  userName: "The user's name, case-insensitive.",
  groupName: "The group's name, case-insensitive.",
  path: "The path in the entity's ARN, such as `/engineering/`; defaults to `/`. Entities inherit nothing from a path.",
  newPath: "The new path, which becomes part of the ARN; unchanged if omitted.",
  newName: "The new name; unchanged if omitted.",
  tags: "The initial tags: at most 50.",
  tagsToSet: "The tags to add. Existing keys are overwritten.",
  tagKeys: "The keys of the tags to remove. Missing keys are ignored.",
  serialNumber: "The device's serial number; the ARN of a virtual device.",
  virtualSerialNumber: "The virtual device's ARN.",
  providerArn: "The provider's exact ARN (case-sensitive).",
  thumbprints: "SHA-1 hashes of certificates, as 40 hexadecimal digits: at most 5.",
  code1: "A six-digit code from the device.",
  code2: "The next code from the device.",
  deletedId: "The global id of the deleted entity, so that clients can evict it from their cache.",
  previousId: "The global id before the change. It is the current id if the name stayed.",
  useReplacedId: "Use `replacedId`, which is null if the id stayed.",
  replacedId:
    "The global id before the change, if the change gave the entity another one; null if the id stayed. Clients can evict it from their cache.",
} as const;
