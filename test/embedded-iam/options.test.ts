import { describe, expect, it } from "vitest";
import { createEmbeddedIam, type EmbeddedIamOptions } from "../../src/embedded-iam/index.ts";
import { startService, temporaryFile } from "./test-service.ts";

/** Returns the error of a start. */
async function refusal(options: Record<string, unknown>): Promise<string> {
  // JavaScript callers can pass any value.
  const started = createEmbeddedIam({ file: ":memory:", ...options } as EmbeddedIamOptions);
  return started.then(
    async (service) => {
      await service.close();
      return "no refusal";
    },
    (error) => `${error.name}: ${error.message}`,
  );
}

describe("an invalid option", () => {
  it.each([
    [{ access: "Strict" }, 'TypeError: access must be "open" or "strict", but got: Strict'],
    [{ access: null }, 'TypeError: access must be "open" or "strict", but got: null'],
    [{ file: "" }, 'TypeError: file must be a path or ":memory:", but got: ""'],
    [{ file: undefined }, 'TypeError: file must be a path or ":memory:", but got: undefined'],
    [{ file: 7 }, 'TypeError: file must be a path or ":memory:", but got: number'],
    [{ file: "a\0b" }, 'TypeError: file must be a path or ":memory:", but got: "a\\u0000b"'],
    [{ accountId: "1" }, "TypeError: accountId must have 12 digits, but got: 1"],
    [{ partition: "aws-iso" }, "TypeError: partition must be aws, aws-cn, aws-us-gov, but got: aws-iso"],
    [{ policies: ["arn:aws-cn:iam::123456789012:policy/p"] }, "TypeError: policies must be ARNs arn:aws:iam::"],
    [{ quotas: 5 }, "TypeError: quotas must be an object of whole numbers, but got: number"],
    [{ quotas: { usersPerAcount: 5 } }, "but got: usersPerAcount"],
    [{ quotas: { toString: 5 } }, "but got: toString"],
    ...[-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5", null].map((usersPerAccount): [object, string] => [
      { quotas: { usersPerAccount } },
      `TypeError: quotas.usersPerAccount must be a whole number of 0 or more, but got: ${usersPerAccount}`,
    ]),
  ])("is rejected with the expected and the given value: %j", async (options, message) => {
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
  ])("is not quoted if it is a key: %j", async (rootCredentials) => {
    const message = await refusal({ rootCredentials });
    expect(message).toContain("TypeError: rootCredentials must have an accessKeyId of 1 to 128");
    expect(message).not.toContain("s3cret");
  });

  it("is a root key that the account itself has issued, even if it was deleted", async () => {
    const file = temporaryFile();
    const first = await startService({ file });
    const { AccessKey } = await first.iam.createAccessKey({});
    await first.service.close();
    const rootCredentials = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: "s3cret" };
    const message = "TypeError: rootCredentials.accessKeyId must not be a key that the account itself has issued";
    expect(await refusal({ file, rootCredentials })).toBe(message);
    const second = await startService({ file });
    await second.iam.deleteAccessKey({ AccessKeyId: rootCredentials.accessKeyId });
    await second.service.close();
    expect(await refusal({ file, rootCredentials })).toBe(message);
    expect(await refusal({ file })).toBe("no refusal");
  });
});

describe("a quota", () => {
  it("can be zero", async () => {
    expect(await refusal({ quotas: { usersPerAccount: 0 } })).toBe("no refusal");
  });
});
