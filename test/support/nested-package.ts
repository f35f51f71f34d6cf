import { execFileSync } from "node:child_process";

/** Installs a package of its own that lies in `folder`, as its lock file says: what only one test needs. */
export function installNestedPackage(folder: string): void {
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--silent"], { cwd: folder });
}
