import { execFileSync } from "node:child_process";

/** Installs the package in `folder` by its lock file: dependencies that only one test needs. */
export function installNestedPackage(folder: string): void {
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--silent"], { cwd: folder });
}
