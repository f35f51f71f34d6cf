import { describe, expect, it } from "vitest";
import { startService } from "../test-service.ts";

// By their UTF-8 bytes, as the database has them; by their UTF-16 units the last two would change places.
const inOrder = ["a", "\u{FF21}", "\u{20000}"];
const Tags = [...inOrder].reverse().map((Key) => ({ Key, Value: "" }));

describe("tags", () => {
  it("come in the same order wherever they are shown, page by page too", async () => {
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
