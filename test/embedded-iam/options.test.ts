import { describe, expect, it } from "vitest";
import { createEmbeddedIam, type EmbeddedIamOptions } from "../../src/embedded-iam/index.ts";
import { startService, temporaryFile } from "./test-service.ts";

/** Gives what a start is refused with. */
async function refusal(options: Record<string, unknown>): Promise<string> {
  // Whoever calls from JavaScript gives anything.
  const started = createEmbeddedIam({ file: ":memory:", ...options } as EmbeddedIamOptions);
  return started.then(
    async (service) => {
      await service.close();
      return "no refusal";
    },
    (error) => `${error.name}: ${error.message}`,
  );
}

describe("an option that is none", () => {
  it.each([
    [{ access: "Strict" }, 'TypeError: access is "open" or "strict", but got: Strict'],
    [{ access: null }, 'TypeError: access is "open" or "strict", but got: null'],
    [{ file: "" }, 'TypeError: file is a path or ":memory:", but got: ""'],
    [{ file: undefined }, 'TypeError: file is a path or ":memory:", but got: undefined'],
    [{ file: 7 }, 'TypeError: file is a path or ":memory:", but got: number'],
    [{ file: "a\0b" }, 'TypeError: file is a path or ":memory:", but got: "a\\u0000b"'],
    [{ accountId: "1" }, "TypeError: an AWS account id has 12 digits, but got: 1"],
    [{ quotas: 5 }, "TypeError: quotas are an object of whole numbers, but got: number"],
    [{ quotas: { usersPerAcount: 5 } }, "but got: usersPerAcount"],
    [{ quotas: { toString: 5 } }, "but got: toString"],
    ...[-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5", null].map((usersPerAccount): [object, string] => [
      { quotas: { usersPerAccount } },
      `TypeError: quotas.usersPerAccount is a whole number of 0 or more, but got: ${usersPerAccount}`,
    ]),
  ])("is refused with what was expected and what came: %j", async (options, message) => {
    expect(await refusal({ ...options })).toContain(message);
  });

  it.each([
    "s3cret",
    null,
    {},
    { accessKeyId: "LOCALROOT" },
    { accessKeyId: "s3cret:", secretAccessKey: "x" },
    { accessKeyId: "LOCALROOT", secretAccessKey: "s3cret s3cret" },
    { accessKeyId: 7, secretAccessKey: "s3cret" },
  ])("is not quoted where it is a key: %j", async (rootCredentials) => {
    const message = await refusal({ rootCredentials });
    expect(message).toContain("TypeError: rootCredentials have an accessKeyId of 1 to 128");
    expect(message).not.toContain("s3cret");
  });

  it("is a root key that the account has issued itself, also when that is deleted", async () => {
    const file = temporaryFile();
    const first = await startService({ file });
    const { AccessKey } = await first.iam.createAccessKey({});
    await first.service.close();
    const rootCredentials = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: "s3cret" };
    const message = "TypeError: rootCredentials have an accessKeyId that the account has never issued itself";
    expect(await refusal({ file, rootCredentials })).toBe(message);
    const second = await startService({ file });
    await second.iam.deleteAccessKey({ AccessKeyId: rootCredentials.accessKeyId });
    await second.service.close();
    expect(await refusal({ file, rootCredentials })).toBe(message);
    expect(await refusal({ file })).toBe("no refusal");
  });
});

describe("a quota", () => {
  it("may be nothing at all", async () => {
    expect(await refusal({ quotas: { usersPerAccount: 0 } })).toBe("no refusal");
  });
});
