import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "./command.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const nodeModules = path.join(root, "node_modules");

/** Where a package keeps the file that its command runs. */
function binOf(name: string, bin = name): string {
  const file = createRequire(import.meta.url).resolve(`${nodeModules}/${name}/package.json`);
  const packageJson: { readonly bin: string | Record<string, string> } = JSON.parse(readFileSync(file, "utf8"));
  return path.join(
    path.dirname(file),
    typeof packageJson.bin === "string" ? packageJson.bin : (packageJson.bin[bin] ?? ""),
  );
}

/**
 * A folder like a project of a user who has installed iamql: `iamql` is this source, all other packages are those of this
 * repository.
 */
export async function createProject() {
  const temporary = await temporaryFolder();
  const installed = temporary.file("node_modules");
  mkdirSync(path.join(installed, "iamql"), { recursive: true });
  for (const name of readdirSync(nodeModules).filter((one) => !one.startsWith("."))) {
    symlinkSync(path.join(nodeModules, name), path.join(installed, name));
  }
  symlinkSync(path.join(root, "src"), path.join(installed, "iamql/src"));
  for (const file of ["schema.graphql", "possible-types.json", "introspection.json"]) {
    symlinkSync(path.join(root, file), path.join(installed, "iamql", file));
  }
  const exports = { ".": "./src/index.ts", "./embedded-iam": "./src/embedded-iam/index.ts" };
  writeFileSync(path.join(installed, "iamql/package.json"), JSON.stringify({ name: "iamql", type: "module", exports }));
  writeFileSync(temporary.file("package.json"), JSON.stringify({ private: true, type: "module" }));

  /** Runs a file to its end. */
  function run(file: string, ...args: readonly string[]) {
    const { PATH = "", HOME = "" } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
      cwd: temporary.folder,
      encoding: "utf8",
      env: { PATH, HOME, NO_COLOR: "1" },
    });
    return { code: status, stdout, stderr };
  }

  return {
    ...temporary,
    write: (name: string, text: string) => writeFileSync(temporary.file(name), text),
    /** Copies the files of an example, without its packages. */
    copyExample(name: string): readonly string[] {
      const folder = path.join(root, "examples", name);
      const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
      for (const file of files) copyFileSync(path.join(folder, file), temporary.file(file));
      return files;
    },
    run,
    /** Checks the types of all TypeScript files; gives the compiler's messages. */
    checkTypes(): string {
      const { compilerOptions } = JSON.parse(readFileSync(path.join(root, "tsconfig.json"), "utf8"));
      const config = { compilerOptions: { ...compilerOptions, typeRoots: ["node_modules/@types"] }, include: ["*.ts"] };
      writeFileSync(temporary.file("tsconfig.json"), JSON.stringify(config));
      return run(binOf("typescript", "tsc")).stdout;
    },
    /** Runs the test files; gives the numbers of passed and of all tests. */
    runTests() {
      const { stderr } = run(binOf("vitest"), "run", "--reporter=json", "--outputFile=result.json");
      const result = JSON.parse(readFileSync(temporary.file("result.json"), "utf8"));
      return { passed: Number(result.numPassedTests), all: Number(result.numTotalTests), stderr };
    },
    /** Starts a file that serves; resolves with its first line. */
    async start(file: string, env: Readonly<Record<string, string>>) {
      const { PATH = "", HOME = "" } = process.env;
      const child = spawn(process.execPath, [file], {
        cwd: temporary.folder,
        env: { PATH, HOME, NO_COLOR: "1", ...env },
      });
      const ended = once(child, "close");
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      const first = once(child.stdout.setEncoding("utf8"), "data").then(([text]) => String(text));
      const failed = ended.then(() => Promise.reject(new Error(`ended before it was ready: ${stderr}`)));
      return {
        line: await Promise.race([first, failed]),
        async [Symbol.asyncDispose]() {
          child.kill("SIGTERM");
          await ended;
        },
      };
    },
  };
}
