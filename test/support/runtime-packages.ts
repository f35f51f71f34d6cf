import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The members of a lock file's package that this module reads. */
export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The packages of a lock file by path: "" is the root, others are `node_modules/...`. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

export interface RuntimePackage {
  /** `node_modules/...`, under the root. */
  readonly place: string;
  /** The chain of names from a dependency of the root to this package. */
  readonly via: readonly string[];
}

/** The packages of an installation without development dependencies, including optional packages of all platforms. */
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

/** The path at which Node resolves a dependency, in the nearest `node_modules`; `undefined` for a missing optional peer. */
function placeOf(name: string, from: string, packages: LockedPackages): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const place = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (Object.hasOwn(packages, place)) return place;
    if (folder === "") return undefined;
  }
}

/** The license in a package's own manifest, or in the lock file for packages of other platforms. */
export function licenseOf(root: string, place: string, packages: LockedPackages): string {
  const file = path.join(root, place, "package.json");
  const { license }: { license?: unknown } = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : (packages[place] ?? {});
  return typeof license === "string" ? license : "unknown";
}

/** Whether the allowed licenses satisfy an SPDX expression of names, AND, OR and one level of parentheses. */
export function isAllowedLicense(expression: string, allowed: ReadonlySet<string>): boolean {
  const alternatives = expression.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return alternatives.some((alternative) => alternative.split(" AND ").every((name) => allowed.has(name)));
}
