import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);

/** Generates the typed documents of the tests (`npm run codegen`) before the tests run, if they are missing or older than the schema. */
export default function generateDocuments(): void {
  const [generated, schema] = ["test/generated/index.ts", "schema.graphql"].map(
    (file) => statSync(new URL(file, root), { throwIfNoEntry: false })?.mtimeMs,
  );
  if (generated !== undefined && schema !== undefined && generated >= schema) return;
  const { status } = spawnSync("npm", ["run", "--silent", "codegen"], { cwd: fileURLToPath(root), stdio: "inherit" });
  if (status !== 0) throw new Error("npm run codegen failed: see its output above");
}
