import { describe, expect, it } from "vitest";
import { refusalOf, repeatableBytes, startService } from "./test-service.ts";

/** Random bytes of which those for ids come `times` times each. */
function repeatingBytes(times: number): (size: number) => Uint8Array {
  const next = repeatableBytes();
  let given = 0;
  let last = next(17);
  return (size) => {
    if (size > 17) return next(size);
    if (given++ % times === 0) last = next(17);
    return last.subarray(0, size);
  };
}

describe("a new id", () => {
  it("is made anew where there is one such already", async () => {
    const { iam } = await startService({ randomBytes: repeatingBytes(3) });
    const ids: (string | undefined)[] = [];
    for (const name of ["a", "b", "c", "d"]) {
      ids.push((await iam.createUser({ UserName: name })).User?.UserId);
      ids.push((await iam.createGroup({ GroupName: name })).Group?.GroupId);
      ids.push((await iam.createAccessKey({ UserName: name })).AccessKey?.AccessKeyId);
    }
    expect(new Set(ids).size).toBe(12);
  });

  it("of an access key is never that of a key that is deleted", async () => {
    const { iam } = await startService({ randomBytes: repeatingBytes(3) });
    const first = (await iam.createAccessKey({})).AccessKey?.AccessKeyId;
    await iam.deleteAccessKey({ AccessKeyId: first });
    expect((await iam.createAccessKey({})).AccessKey?.AccessKeyId).not.toBe(first);
  });

  it("is not waited for for ever", async () => {
    const { iam } = await startService({ randomBytes: (size) => new Uint8Array(size).fill(7) });
    await iam.createUser({ UserName: "a" });
    expect(await refusalOf(iam.createUser({ UserName: "b" }))).toContain("500 InternalFailure: ");
  });
});
