import { execFileSync } from "node:child_process";

/** Installs the nested package in `folder` from its lock file, for dependencies that only one test needs. */
export function installNestedPackage(folder: string): void {
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--silent"], { cwd: folder });
}
