import type { Tag } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createProvider({ iam, name }: Sandbox, Tags?: Tag[]) {
  const { OpenIDConnectProviderArn = "", ...answer } = await iam.createOpenIDConnectProvider({
    Url: `https://${name("idp")}.example.com`,
    ThumbprintList: ["c".repeat(40)],
    ...(Tags && { Tags }),
  });
  return { OpenIDConnectProviderArn, echo: answer.Tags };
}

const tags = (count: number): Tag[] =>
  Array.from({ length: count }, (_, index) => ({ Key: `key${String(index).padStart(2, "0")}`, Value: `${index}` }));

// "Tags" (5): recorded on AWS, 2026-02, unless a comment says otherwise.
export const oidcProviderTagScenarios: Scenarios = {
  "Get and List return the same tags of a provider": async (box) => {
    const { OpenIDConnectProviderArn } = await createProvider(box, tags(2));
    expect((await box.iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).Tags).toEqual(tags(2));
    const { $metadata, ...answer } = await box.iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn });
    expect(answer).toEqual({ Tags: tags(2), IsTruncated: false });
  },

  // Recorded for policies.
  "the response to a creation has the tags in the order of the request": async (box) => {
    const unsorted = [...tags(3)].reverse();
    expect((await createProvider(box, unsorted)).echo).toEqual(unsorted);
  },

  "a provider without tags has an empty list": async (box) => {
    const { OpenIDConnectProviderArn } = await createProvider(box);
    const { $metadata, ...answer } = await box.iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn });
    expect(answer).toEqual({ Tags: [], IsTruncated: false });
  },

  "a provider has at most fifty tags": async (box) => {
    const { OpenIDConnectProviderArn } = await createProvider(box, tags(50));
    const Tags = [{ Key: "one-more", Value: "" }];
    expect(await refusalOf(box.iam.tagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags }))).toBe(
      "409 LimitExceeded: The number of tags has reached the maximum limit.",
    );
    const retagged = [{ Key: "key00", Value: "new" }];
    await box.iam.tagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags: retagged });
    const listed = (await box.iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn })).Tags ?? [];
    expect(listed).toHaveLength(50);
    expect(listed).toContainEqual({ Key: "key00", Value: "new" });
  },

  // Captured from AWS, 2026-09.
  "keys of a provider's tags may differ only in case": async (box) => {
    const Tags = [
      { Key: "ABC", Value: "1" },
      { Key: "abc", Value: "2" },
    ];
    const { OpenIDConnectProviderArn } = await createProvider(box, Tags);
    await box.iam.untagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys: ["ABC", "never-there"] });
    const { Tags: left } = await box.iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn });
    expect(left).toEqual([{ Key: "abc", Value: "2" }]);
  },

  // Captured from AWS, 2026-09: the code alone.
  "Tag and Untag reject empty lists": async (box) => {
    const { OpenIDConnectProviderArn } = await createProvider(box);
    const provider = { OpenIDConnectProviderArn };
    expect(await refusalOf(box.iam.tagOpenIDConnectProvider({ ...provider, Tags: [] }))).toMatch(/^400 InvalidInput: /);
    expect(await refusalOf(box.iam.untagOpenIDConnectProvider({ ...provider, TagKeys: [] }))).toMatch(
      /^400 InvalidInput: /,
    );
  },

  // Recorded for policies.
  "a key may not occur twice": async (box) => {
    const Tags = [...tags(1), ...tags(1)];
    expect(await refusalOf(createProvider(box, Tags))).toBe("400 InvalidInput: Duplicate tag keys found.");
  },
};
