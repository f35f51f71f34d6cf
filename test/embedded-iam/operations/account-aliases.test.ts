import { describe, expect, it } from "vitest";
import { refusalOf, startService, temporaryFile } from "../test-service.ts";

describe("the account's alias", () => {
  it("is one, which a second one replaces, and is deleted by its name", async () => {
    const file = temporaryFile();
    const { iam, service } = await startService({ file });
    const aliases = async () => (await iam.listAccountAliases()).AccountAliases;
    expect(await aliases()).toEqual([]);
    await iam.createAccountAlias({ AccountAlias: "example" });
    await iam.createAccountAlias({ AccountAlias: "example" });
    await iam.createAccountAlias({ AccountAlias: "example-2" });
    expect(await aliases()).toEqual(["example-2"]);
    expect(await refusalOf(iam.deleteAccountAlias({ AccountAlias: "example" }))).toMatch(/^404 NoSuchEntity: /);
    await service.close();
    const again = await startService({ file });
    expect((await again.iam.listAccountAliases()).AccountAliases).toEqual(["example-2"]);
    await again.iam.deleteAccountAlias({ AccountAlias: "example-2" });
    expect(await again.iam.listAccountAliases()).toMatchObject({ AccountAliases: [], IsTruncated: false });
  });

  it("cannot look like an account id", async () => {
    const { iam } = await startService();
    const alias = iam.createAccountAlias({ AccountAlias: "123456789012" });
    expect(await refusalOf(alias)).toMatch(/^400 ValidationError: /);
  });
});
