import { describe, expect, it } from "vitest";
import { startService } from "../test-service.ts";

// Sorted by UTF-8 bytes, as in the database. By UTF-16 units the last two would be swapped.
const inOrder = ["a", "\u{FF21}", "\u{20000}"];
const Tags = [...inOrder].reverse().map((Key) => ({ Key, Value: "" }));

describe("tags", () => {
  it("have the same order in every response and on every page", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice", Tags });
    const keysOf = (tags: readonly { readonly Key?: string | undefined }[] = []) => tags.map((tag) => tag.Key);
    expect(keysOf((await iam.getUser({ UserName: "alice" })).User?.Tags)).toEqual(inOrder);
    expect(keysOf((await iam.listUserTags({ UserName: "alice" })).Tags)).toEqual(inOrder);
    expect(keysOf((await iam.getAccountAuthorizationDetails({})).UserDetailList?.[0]?.Tags)).toEqual(inOrder);
    const seen: (string | undefined)[] = [];
    for (let Marker: string | undefined, more = true; more; ) {
      const page = await iam.listUserTags({ UserName: "alice", MaxItems: 1, Marker });
      seen.push(...keysOf(page.Tags));
      Marker = page.Marker;
      more = page.IsTruncated === true;
    }
    expect(seen).toEqual(inOrder);
  });
});
