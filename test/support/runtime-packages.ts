import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The members of a package in a lock file that are read here. */
export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The packages of a lock file by their place: "" is the root, others are `node_modules/...`. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

export interface RuntimePackage {
  /** `node_modules/...`, under the root. */
  readonly place: string;
  /** The names from one of the root's dependencies to this package: how it came in. */
  readonly via: readonly string[];
}

/** What an installation without development dependencies has, optional packages of all platforms included. */
export function runtimePackages(packages: LockedPackages): RuntimePackage[] {
  const found = new Map<string, RuntimePackage>();
  const queue: RuntimePackage[] = [{ place: "", via: [] }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { dependencies, optionalDependencies, peerDependencies } = packages[next.place] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const place = placeOf(name, next.place, packages);
      if (place === undefined || found.has(place)) continue;
      const one = { place, via: [...next.via, name] };
      found.set(place, one);
      queue.push(one);
    }
  }
  return [...found.values()];
}

/** Where Node finds a dependency: in the nearest `node_modules`. `undefined` for an optional peer that is not installed. */
function placeOf(name: string, from: string, packages: LockedPackages): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const place = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (Object.hasOwn(packages, place)) return place;
    if (folder === "") return undefined;
  }
}

/** The license of a package as it says itself, or, where it is for another platform, as the lock says. */
export function licenseOf(root: string, place: string, packages: LockedPackages): string {
  const file = path.join(root, place, "package.json");
  const { license }: { license?: unknown } = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : (packages[place] ?? {});
  return typeof license === "string" ? license : "unknown";
}

/** Whether an SPDX expression of names, AND, OR and one level of parentheses can be met with the allowed licenses. */
export function isAllowedLicense(expression: string, allowed: ReadonlySet<string>): boolean {
  const alternatives = expression.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return alternatives.some((alternative) => alternative.split(" AND ").every((name) => allowed.has(name)));
}
