import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { post, temporaryFolder } from "../support/command.ts";
import { blocksOf } from "../support/documents.ts";
import { baseEnvironment } from "../support/process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("the packed package", () => {
  it("installs without devDependencies, and its command serves the sample account", async () => {
    await using temporary = await temporaryFolder();
    const { folder } = temporary;
    const npm = (...args: string[]) => execFileSync("npm", args, { cwd: folder, encoding: "utf8" });
    execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root });
    const [packed = ""] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    npm("install", "--silent", "--omit=dev", "--no-audit", "--no-fund", `./${packed}`);

    const installed = path.join(folder, "node_modules/iamql");
    expect(readdirSync(installed).toSorted()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "introspection.json",
      "package.json",
      "possible-types.json",
      "schema.graphql",
    ]);

    const env = {
      ...baseEnvironment(),
      IAMQL_PORT: "0",
      IAMQL_EMBEDDED_IAM_PORT: "off",
      IAMQL_EMBEDDED_IAM_FILE: path.join(folder, "iam.sqlite"),
    };
    const child = spawn(process.execPath, [path.join(folder, "node_modules/.bin/iamql")], { env, cwd: folder });
    try {
      const [line] = await once(child.stdout, "data");
      const { graphql } = JSON.parse(String(line));
      expect(await post(graphql, "{ accountSummary { users } }")).toEqual({ data: { accountSummary: { users: 60 } } });
      // A worker thread, which is a separate entry point, builds the page.
      expect((await fetch(graphql, { headers: { accept: "text/html" } })).status).toBe(200);
    } finally {
      child.kill("SIGTERM");
    }
    expect(await once(child, "close")).toEqual([0, null]);

    // The first test of docs/testing-with-it.md passes with the package.
    const [example] = blocksOf("docs/testing-with-it.md");
    writeFileSync(path.join(folder, "example.test.ts"), example?.code ?? "");
    symlinkSync(path.join(root, "node_modules/vitest"), path.join(folder, "node_modules/vitest"));
    const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
    execFileSync(process.execPath, [vitest, "run", "--reporter=json", "--outputFile=result.json"], { cwd: folder });
    const result = JSON.parse(readFileSync(path.join(folder, "result.json"), "utf8"));
    expect(result).toMatchObject({ numPassedTests: 1, numTotalTests: 1 });

    // Front ends import these files by the package's exports.
    const imports = `
      import possibleTypes from "iamql/possible-types.json" with { type: "json" };
      import introspection from "iamql/introspection.json" with { type: "json" };
      console.log(possibleTypes.Node.includes("User"), introspection.__schema.queryType.name);
    `;
    expect(
      execFileSync(process.execPath, ["--input-type=module", "--eval", imports], { cwd: folder, encoding: "utf8" }),
    ).toBe("true Query\n");

    const script = "import { parseConfig } from 'iamql'; console.log(parseConfig({}).port)";
    expect(
      execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: folder, encoding: "utf8" }),
    ).toBe("4000\n");
  });
});
