import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { NODE_COMPILE_CACHE } from "../support/command.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Modules of the gateway, of which each takes a noticeable time to load. */
const GATEWAY =
  /\/src\/(?:http|schema|graphql|loaders|iam)\/|\/node_modules\/(?:graphql|graphql-yoga|@pothos|@aws-sdk)\//;

/** The paths of all modules that a process loads with this module of src/. */
function modulesOf(module: string): readonly string[] {
  const script = `
    const { registerHooks } = await import("node:module");
    registerHooks({
      load(url, context, nextLoad) {
        process.stdout.write(url + "\\n");
        return nextLoad(url, context);
      },
    });
    await import(${JSON.stringify(new URL(`../../src/${module}`, import.meta.url).href)});
  `;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: root,
    encoding: "utf8",
    env: { NODE_COMPILE_CACHE },
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.trim().split("\n");
}

it.each(["settings/index.ts", "command-line/index.ts", "command-line/iam.ts", "command-line/iam-backup.ts"])(
  "src/%s loads no gateway, so that commands without a gateway start quickly",
  (module) => {
    const modules = modulesOf(module);
    expect(modules.length).toBeGreaterThan(3);
    expect(modules.filter((name) => GATEWAY.test(name))).toEqual([]);
  },
);

it("src/command-line/start.ts loads the gateway", () => {
  expect(modulesOf("command-line/start.ts").filter((name) => GATEWAY.test(name)).length).toBeGreaterThan(100);
});
