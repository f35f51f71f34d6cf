import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createUser({ iam, name, path }: Sandbox): Promise<string> {
  await iam.createUser({ UserName: name("alice"), Path: path });
  return name("alice");
}

// "Tags" (5), recorded on AWS, 2026-02. That keys ignore case was recorded on roles, which behave like users. Errors: captured
// from AWS, 2026-09, on users.
export const userTagScenarios: Scenarios = {
  "GetUser and ListUserTags return the same tags, including one with an empty value": async ({ iam, name, path }) => {
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

  "For a user without tags, ListUserTags returns an empty list and GetUser returns no tags": async (box) => {
    const UserName = await createUser(box);
    expect((await box.iam.listUserTags({ UserName })).Tags).toEqual([]);
    expect((await box.iam.getUser({ UserName })).User).not.toHaveProperty("Tags");
  },

  "TagUser keeps existing tags": async (box) => {
    const UserName = await createUser(box);
    await box.iam.tagUser({ UserName, Tags: [{ Key: "a", Value: "1" }] });
    await box.iam.tagUser({ UserName, Tags: [{ Key: "b", Value: "2" }] });
    const { Tags = [] } = await box.iam.listUserTags({ UserName });
    expect(Tags.map((tag) => tag.Key).sort()).toEqual(["a", "b"]);
  },

  "TagUser with a key in another case replaces the value and the key": async (box) => {
    const UserName = await createUser(box);
    await box.iam.tagUser({ UserName, Tags: [{ Key: "abc", Value: "1" }] });
    await box.iam.tagUser({ UserName, Tags: [{ Key: "ABC", Value: "2" }] });
    expect((await box.iam.listUserTags({ UserName })).Tags).toEqual([{ Key: "ABC", Value: "2" }]);
  },

  "keys that differ only in case are duplicates": async (box) => {
    const UserName = await createUser(box);
    const Tags = [
      { Key: "abc", Value: "1" },
      { Key: "ABC", Value: "2" },
    ];
    expect(await refusalOf(box.iam.tagUser({ UserName, Tags }))).toBe(
      "400 InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
  },

  "keys reserved by AWS are reported before duplicates": async (box) => {
    const UserName = await createUser(box);
    const Tags = [
      { Key: "aws:reserved", Value: "1" },
      { Key: "aws:reserved", Value: "2" },
    ];
    expect(await refusalOf(box.iam.tagUser({ UserName, Tags }))).toBe(
      "400 InvalidInput: Tag keys beginning with aws: are reserved for system use.",
    );
  },

  "TagUser rejects an empty list with a text that ends in a space, and UntagUser accepts one": async (box) => {
    const UserName = await createUser(box);
    expect(await refusalOf(box.iam.tagUser({ UserName, Tags: [] }))).toBe(
      "400 InvalidInput: Error occurred while validating input. ",
    );
    expect(await refusalOf(box.iam.untagUser({ UserName, TagKeys: [] }))).toBe("no refusal");
  },

  "UntagUser removes a tag, and ignores a missing one": async (box) => {
    const UserName = await createUser(box);
    await box.iam.tagUser({ UserName, Tags: [{ Key: "a", Value: "1" }] });
    await box.iam.untagUser({ UserName, TagKeys: ["a", "never-there"] });
    await box.iam.untagUser({ UserName, TagKeys: ["a"] });
    expect((await box.iam.listUserTags({ UserName })).Tags).toEqual([]);
  },
};
