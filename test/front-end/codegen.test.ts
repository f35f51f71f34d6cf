import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const client = fileURLToPath(new URL("client", import.meta.url));
const compiler = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));

it("the example front end passes the type checker, and its deliberate mistakes are found", () => {
  const { status, stdout } = spawnSync(compiler, ["-p", client], { encoding: "utf8" });
  expect([stdout, status]).toEqual(["", 0]);
});
