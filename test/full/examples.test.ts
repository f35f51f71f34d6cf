import { execFile, execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { startCommand } from "../support/command.ts";
import { installNestedPackage } from "../support/nested-package.ts";

const running = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const tsc = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));

describe("the examples of clients", () => {
  it.each(["apollo-client", "urql"])(
    "%s reads all pages of a list into its cache, and changes a user",
    async (name) => {
      const folder = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
      installNestedPackage(folder);
      // The client imports the package's files for its cache.
      symlinkSync(root, path.join(folder, "node_modules/iamql"));
      execFileSync(tsc, ["-p", folder]);
      await using command = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
      const { stdout } = await running(process.execPath, ["main.ts", command.ready.graphql ?? ""], { cwd: folder });
      const { users, tagUser } = JSON.parse(stdout);
      expect(users).toBe(60);
      expect(tagUser).toMatchObject({
        __typename: "TagUserPayload",
        user: { tags: expect.arrayContaining([expect.objectContaining({ key: "Reviewed", value: "yes" })]) },
      });
    },
  );
});
