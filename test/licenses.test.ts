import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { isAllowedLicense, type LockedPackages, licenseOf, runtimePackages } from "./support/runtime-packages.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packages }: { packages: LockedPackages } = JSON.parse(
  readFileSync(path.join(root, "package-lock.json"), "utf8"),
);

const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "ISC",
  "MIT",
  "Python-2.0",
]);

/** The packages whose license is not allowed, each with its license and the dependencies that lead to it. */
function refusedLicenses(
  locked: LockedPackages,
  license = (place: string) => licenseOf(root, place, locked),
): string[] {
  return runtimePackages(locked)
    .map(({ place, via }) => ({ via, license: license(place) }))
    .filter(({ license }) => !isAllowedLicense(license, ALLOWED))
    .map(({ via, license }) => `${via.at(-1)} (${license}), by ${via.join(" > ")}`);
}

describe("the licenses of the packages that run in production", () => {
  it("are permissive", () => {
    expect(runtimePackages(packages).length).toBeGreaterThan(50);
    expect(refusedLicenses(packages)).toEqual([]);
  });

  it("cover exactly the packages that the lock file does not mark as development packages", () => {
    const { "": _root, ...installed } = packages;
    const marked = Object.entries(installed).filter(([, one]) => !("dev" in one));
    const places = runtimePackages(packages).map(({ place }) => place);
    expect(places.toSorted()).toEqual(marked.map(([place]) => place).toSorted());
  });

  it("are rejected with name and origin if they are indirect, nested, of another platform, or unknown", () => {
    const locked = {
      "": { dependencies: { subgraph: "1", qr: "1" }, devDependencies: { composition: "1" } },
      "node_modules/subgraph": { license: "MIT", dependencies: { internals: "2", qr: "1" } },
      "node_modules/subgraph/node_modules/internals": { license: "Elastic-2.0", optionalDependencies: { native: "1" } },
      "node_modules/internals": { license: "MIT" },
      "node_modules/native": { license: "MIT AND GPL-3.0-only" },
      "node_modules/qr": { license: "(MIT OR GPL-3.0-only)", peerDependencies: { silent: "1", missing: "1" } },
      "node_modules/silent": {},
      "node_modules/composition": { license: "Elastic-2.0" },
    };
    expect(refusedLicenses(locked, (place) => licenseOf("/nowhere", place, locked))).toEqual([
      "internals (Elastic-2.0), by subgraph > internals",
      "silent (unknown), by qr > silent",
      "native (MIT AND GPL-3.0-only), by subgraph > internals > native",
    ]);
  });
});

describe("the lock files", () => {
  it("contain no addresses of packages, so that they work with any registry", () => {
    const locks = globSync(["package-lock.json", "test/full/*/package-lock.json", "examples/*/package-lock.json"], {
      cwd: root,
    });
    expect(locks.length).toBeGreaterThan(5);
    const withAddresses = locks.filter((lock) => readFileSync(path.join(root, lock), "utf8").includes('"resolved"'));
    expect(withAddresses).toEqual([]);
  });
});
