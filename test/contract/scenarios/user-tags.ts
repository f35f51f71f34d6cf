import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createUser({ iam, name, path }: Sandbox): Promise<string> {
  await iam.createUser({ UserName: name("alice"), Path: path });
  return name("alice");
}

// "Tags" (5), recorded on AWS, 2026-02: on roles where keys ignore case, for which users do as roles do. Faults: captured from
// AWS, 2026-09, on users.
export const userTagScenarios: Scenarios = {
  "a user's tags come back in GetUser and ListUserTags alike, an empty value too": async ({ iam, name, path }) => {
    const UserName = name("alice");
    const Tags = [
      { Key: "Environment", Value: "" },
      { Key: "Team", Value: "Search" },
    ];
    expect((await iam.createUser({ UserName, Path: path, Tags })).User?.Tags).toEqual(Tags);
    expect((await iam.getUser({ UserName })).User?.Tags).toEqual(Tags);
    const { $metadata, ...listed } = await iam.listUserTags({ UserName });
    expect(listed).toEqual({ Tags, IsTruncated: false });
  },

  "ListUserTags answers an empty list where GetUser answers none": async (box) => {
    const UserName = await createUser(box);
    expect((await box.iam.listUserTags({ UserName })).Tags).toEqual([]);
    expect((await box.iam.getUser({ UserName })).User).not.toHaveProperty("Tags");
  },

  "TagUser adds to the tags that there are": async (box) => {
    const UserName = await createUser(box);
    await box.iam.tagUser({ UserName, Tags: [{ Key: "a", Value: "1" }] });
    await box.iam.tagUser({ UserName, Tags: [{ Key: "b", Value: "2" }] });
    const { Tags = [] } = await box.iam.listUserTags({ UserName });
    expect(Tags.map((tag) => tag.Key).sort()).toEqual(["a", "b"]);
  },

  "TagUser with a key in another case replaces the value and the spelling": async (box) => {
    const UserName = await createUser(box);
    await box.iam.tagUser({ UserName, Tags: [{ Key: "abc", Value: "1" }] });
    await box.iam.tagUser({ UserName, Tags: [{ Key: "ABC", Value: "2" }] });
    expect((await box.iam.listUserTags({ UserName })).Tags).toEqual([{ Key: "ABC", Value: "2" }]);
  },

  "keys that differ in case only are duplicates": async (box) => {
    const UserName = await createUser(box);
    const Tags = [
      { Key: "abc", Value: "1" },
      { Key: "ABC", Value: "2" },
    ];
    expect(await refusalOf(box.iam.tagUser({ UserName, Tags }))).toBe(
      "400 InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
  },

  "keys that AWS reserves are refused before duplicates": async (box) => {
    const UserName = await createUser(box);
    const Tags = [
      { Key: "aws:reserved", Value: "1" },
      { Key: "aws:reserved", Value: "2" },
    ];
    expect(await refusalOf(box.iam.tagUser({ UserName, Tags }))).toBe(
      "400 InvalidInput: Tag keys beginning with aws: are reserved for system use.",
    );
  },

  "TagUser refuses an empty list with a text that ends in a blank; UntagUser accepts one": async (box) => {
    const UserName = await createUser(box);
    expect(await refusalOf(box.iam.tagUser({ UserName, Tags: [] }))).toBe(
      "400 InvalidInput: Error occurred while validating input. ",
    );
    expect(await refusalOf(box.iam.untagUser({ UserName, TagKeys: [] }))).toBe("no refusal");
  },

  "UntagUser removes a tag, and passes over one that is not there": async (box) => {
    const UserName = await createUser(box);
    await box.iam.tagUser({ UserName, Tags: [{ Key: "a", Value: "1" }] });
    await box.iam.untagUser({ UserName, TagKeys: ["a", "never-there"] });
    await box.iam.untagUser({ UserName, TagKeys: ["a"] });
    expect((await box.iam.listUserTags({ UserName })).Tags).toEqual([]);
  },
};
