import { describe, expect, it } from "vitest";
import { refusalOf, repeatableBytes, startService } from "./test-service.ts";

/** Random bytes in which each value for an id occurs `times` times. */
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

/** Reads the account id from an id, as decoders of AWS's ids do: the 40 bits after the first bit that follows the prefix. */
function accountIn(id: string): string {
  const digits = [...id.slice(4, 14)].map((character) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(character));
  const bits = digits.reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n);
  // The last nine of the 50 bits do not belong to the account id.
  return String(BigInt.asUintN(40, bits >> 9n)).padStart(12, "0");
}

describe("a new id", () => {
  it("is generated again if it exists already", async () => {
    const { iam } = await startService({ randomBytes: repeatingBytes(3) });
    const ids: (string | undefined)[] = [];
    for (const name of ["a", "b", "c", "d"]) {
      ids.push((await iam.createUser({ UserName: name })).User?.UserId);
      ids.push((await iam.createGroup({ GroupName: name })).Group?.GroupId);
      ids.push((await iam.createAccessKey({ UserName: name })).AccessKey?.AccessKeyId);
    }
    expect(new Set(ids).size).toBe(12);
  });

  it("of an access key is never that of a deleted key", async () => {
    const { iam } = await startService({ randomBytes: repeatingBytes(3) });
    const first = (await iam.createAccessKey({})).AccessKey?.AccessKeyId;
    await iam.deleteAccessKey({ AccessKeyId: first });
    expect((await iam.createAccessKey({})).AccessKey?.AccessKeyId).not.toBe(first);
  });

  it("contains the account id", async () => {
    const accountId = "000111222333";
    const { iam, service } = await startService({ accountId });
    const ids = [
      (await iam.createUser({ UserName: "a" })).User?.UserId,
      (await iam.createGroup({ GroupName: "a" })).Group?.GroupId,
      (await iam.createAccessKey({ UserName: "a" })).AccessKey?.AccessKeyId,
      service.rootCredentials.accessKeyId,
    ];
    expect(ids.map((id) => accountIn(id ?? ""))).toEqual(ids.map(() => accountId));
  });

  it("fails if the random bytes repeat endlessly", async () => {
    const { iam } = await startService({ randomBytes: (size) => new Uint8Array(size).fill(7) });
    await iam.createUser({ UserName: "a" });
    expect(await refusalOf(iam.createUser({ UserName: "b" }))).toContain("500 InternalFailure: ");
  });
});
