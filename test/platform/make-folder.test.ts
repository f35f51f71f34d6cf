import { statSync } from "node:fs";
import { expect, it } from "vitest";
import { makeFolder } from "../../src/platform/make-folder.ts";
import { temporaryFolder } from "../support/command.ts";

it.each(["a", "a/b/c", "", "a/../b", "a/b/."])(
  "makeFolder creates all folders of a path, of which some may exist: %j",
  async (path) => {
    await using folder = await temporaryFolder();
    const made = `${folder.folder}/${path}`;
    for (const _ of ["new", "existing"]) {
      makeFolder(made);
      expect(statSync(made).isDirectory()).toBe(true);
    }
  },
);
