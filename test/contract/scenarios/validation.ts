import type { AssignmentStatusType } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

const tagOf = (Key: string, Value = "") => [{ Key, Value }];
const keys = (count: number) => Array.from({ length: count }, (_, index) => `key${index}`);
const notKnown: string = "Perhaps";
const longPath = `/${"a".repeat(511)}/`;

const tagKeysText =
  "Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]";
const pathText =
  "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.";
const nameText = (member: string) =>
  `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`;
const tooLong = (member: string, most: number) =>
  `Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`;

type Call = (box: Sandbox) => Promise<unknown>;

// "Validation errors" (2): recorded on AWS, 2026-02, or captured from AWS, 2026-09 (a page of 1001 items), on some of IAM's
// operations, which share their wording. The entities do not exist, because the shape of a request is checked first (also
// recorded).
const detected: Record<string, readonly [call: Call, text: string]> = {
  "more than 50 tags": [
    ({ iam, name }) => iam.tagUser({ UserName: name("missing"), Tags: keys(51).flatMap((key) => tagOf(key)) }),
    tooLong("tags", 50),
  ],
  "more than 50 tag keys": [
    ({ iam, name }) => iam.untagUser({ UserName: name("missing"), TagKeys: keys(51) }),
    tooLong("tagKeys", 50),
  ],
  "a tag key of 129 characters": [
    ({ iam, name }) => iam.tagUser({ UserName: name("missing"), Tags: tagOf("a".repeat(129)) }),
    tooLong("tags.1.member.key", 128),
  ],
  "a tag value of 257 characters": [
    ({ iam, name }) => iam.tagUser({ UserName: name("missing"), Tags: tagOf("a", "a".repeat(257)) }),
    tooLong("tags.1.member.value", 256),
  ],
  "a tag key with invalid characters": [
    ({ iam, name }) => iam.tagUser({ UserName: name("missing"), Tags: tagOf("a#b") }),
    "Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
  ],
  "an invalid member of TagKeys, with all constraints of a member": [
    ({ iam, name }) => iam.untagUser({ UserName: name("missing"), TagKeys: ["a", "a".repeat(129)] }),
    tagKeysText,
  ],
  "an empty member of TagKeys, with the same text": [
    ({ iam, name }) => iam.untagUser({ UserName: name("missing"), TagKeys: [""] }),
    tagKeysText,
  ],
  "a member of TagKeys with invalid characters, with the same text": [
    ({ iam, name }) => iam.untagUser({ UserName: name("missing"), TagKeys: ["a#b"] }),
    tagKeysText,
  ],
  "a device's path of 513 characters": [
    ({ iam, name }) => iam.createVirtualMFADevice({ VirtualMFADeviceName: name("phone"), Path: longPath }),
    tooLong("path", 512),
  ],
  "a user's path of 513 characters": [
    ({ iam, name }) => iam.createUser({ UserName: name("alice"), Path: longPath }),
    tooLong("path", 512),
  ],
  "an unknown AssignmentStatus": [
    ({ iam }) => iam.listVirtualMFADevices({ AssignmentStatus: notKnown as AssignmentStatusType }),
    "Value at 'assignmentStatus' failed to satisfy constraint: Member must satisfy enum value set",
  ],
  "an access key id with invalid characters": [
    ({ iam, name }) => iam.deleteAccessKey({ UserName: name("missing"), AccessKeyId: "AKIA-NO-SUCH-KEY" }),
    "Value at 'accessKeyId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w]+",
  ],
  "a page of 1001 items": [
    ({ iam }) => iam.listUsers({ MaxItems: 1001 }),
    "Value at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000",
  ],
  "a page of no items": [
    ({ iam }) => iam.listUsers({ MaxItems: 0 }),
    "Value at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
};

/** Special texts instead of the pattern's: paths recorded on AWS, names reported from AWS (awless, qontract). */
const special: Record<string, readonly [call: Call, text: string]> = {
  "a device's path that does not end with a slash": [
    ({ iam, name }) => iam.createVirtualMFADevice({ VirtualMFADeviceName: name("phone"), Path: "/open" }),
    pathText,
  ],
  "a user's path that does not begin with a slash": [
    ({ iam, name }) => iam.createUser({ UserName: name("alice"), Path: "open/" }),
    pathText,
  ],
  "a group's path with a space": [
    ({ iam, name }) => iam.createGroup({ GroupName: name("team"), Path: "/a b/" }),
    pathText,
  ],
  "a new user's name with a space": [({ iam }) => iam.createUser({ UserName: "a b" }), nameText("userName")],
  "a user's name with a slash": [({ iam }) => iam.getUser({ UserName: "a/b" }), nameText("userName")],
  "a group's name with a colon": [({ iam }) => iam.createGroup({ GroupName: "a:b" }), nameText("groupName")],
};

function refusals(table: typeof detected, prefix: string): Scenarios {
  return Object.fromEntries(
    Object.entries(table).map(([fault, [call, text]]) => [
      `IAM rejects ${fault}`,
      async (box) => expect(await refusalOf(call(box))).toBe(`400 ValidationError: ${prefix}${text}`),
    ]),
  );
}

export const validationScenarios: Scenarios = {
  ...refusals(detected, "1 validation error detected: "),
  ...refusals(special, ""),

  // Captured from AWS, 2026-09, for missing members. Here they are too long.
  "the errors of one tag list the value before the key": async ({ iam, name }) => {
    const Tags = tagOf("a".repeat(129), "a".repeat(257));
    expect(await refusalOf(iam.tagUser({ UserName: name("missing"), Tags }))).toBe(
      `400 ValidationError: 2 validation errors detected: ${tooLong("tags.1.member.value", 256)}; ${tooLong("tags.1.member.key", 128)}`,
    );
  },

  // Both recordings of several errors have the order of a Java HashMap of the names, which is not alphabetical here.
  "several errors come in the order of their members' hashes": async ({ iam, name }) => {
    const faults = { NewPath: longPath, NewUserName: "a".repeat(65) };
    expect(await refusalOf(iam.updateUser({ UserName: name("missing"), ...faults }))).toBe(
      `400 ValidationError: 2 validation errors detected: ${tooLong("newUserName", 64)}; ${tooLong("newPath", 512)}`,
    );
  },
};
