import { describe, expect, it } from "vitest";
import { allBlocks } from "../support/documents.ts";
import { createProject } from "../support/project.ts";

const blocks = allBlocks
  .filter(({ language, marker }) => language === "ts" && marker === undefined)
  .map(({ page, line, code }) => ({ name: `${page}:${line}`, code, isTest: code.includes('from "vitest"') }));

describe("the TypeScript of the documents and of the small examples", () => {
  it("passes the type checker without changes, in a project with the package", { timeout: 180_000 }, async () => {
    expect(blocks.length).toBeGreaterThan(1);
    await using project = await createProject();
    for (const example of ["node-server", "lambda", "test-with-embedded-iam"]) project.copyExample(example);
    for (const [index, { code }] of blocks.entries()) project.write(`block-${index}.ts`, code);
    expect(project.checkTypes()).toBe("");
  });

  it.each(blocks.filter(({ isTest }) => isTest))(
    "$name is a test that passes",
    { timeout: 180_000 },
    async ({ code }) => {
      await using project = await createProject();
      project.write("block.test.ts", code);
      expect(project.runTests()).toMatchObject({ passed: 1, all: 1 });
    },
  );

  it.each(blocks.filter(({ isTest }) => !isTest))(
    "$name prints what its comment says",
    { timeout: 180_000 },
    async ({ code }) => {
      await using project = await createProject();
      project.write("block.ts", code);
      const [, said = "none"] = /console\.log\(.*\); \/\/ (.*)$/m.exec(code) ?? [];
      const { stdout, stderr } = project.run("block.ts");
      expect([stdout.trim(), stderr]).toEqual([said, ""]);
    },
  );
});
