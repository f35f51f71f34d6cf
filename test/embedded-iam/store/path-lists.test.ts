import { describe, expect, it } from "vitest";
import type { UserRow } from "../../../src/embedded-iam/store/users.ts";
import { insertUsers, openStore } from "./store-filling.ts";

/** Reads a whole list in pages. */
function walk(page: (after: string, limit: number) => readonly UserRow[], limit: number): string[] {
  const names: string[] = [];
  for (let after = ""; ; after = names.at(-1) ?? "") {
    const rows = page(after, limit);
    names.push(...rows.map((row) => row.name));
    if (rows.length < limit) return names;
  }
}

describe("the users under a path prefix, in order of their names", () => {
  const last = 2999;
  it.each<[string, string, (place: number) => string]>([
    ["that all have", "/a/", () => "/a/"],
    ["that none has", "/b/", () => "/a/"],
    ["that the last has", "/b/", (place) => (place === last ? "/b/" : "/a/")],
    ["that every hundredth has", "/b", (place) => (place % 100 === 7 ? "/b/" : "/a/")],
    ["that the second half has", "/b", (place) => (place > 1500 ? "/b/" : "/a/")],
    ["that few paths share, far away", "/b", (place) => (place > 1500 ? `/b/${place % 9}/` : "/a/")],
    ["that many paths share, far away", "/b", (place) => (place > 1500 ? `/b/${(place * 7) % 1000}/` : "/a/")],
    ["that ends within a part", "/b/1", (place) => (place > 1000 ? `/b/${place % 30}/` : "/a/")],
    ["whose last character is the last of all", "/b\u007f", (place) => (place % 50 === 0 ? "/b\u007f\u007f/" : "/b/")],
  ])("%s", (_, prefix, pathOf) => {
    const store = openStore();
    insertUsers(store, last + 1, pathOf);
    const { users } = store.services;
    const all = walk((after, limit) => users.list("/", after, limit), 1000);
    const expected = all.filter((name) => users.find(name)?.path.startsWith(prefix));
    for (const limit of [11, 101, 1000]) {
      expect(walk((after, most) => users.list(prefix, after, most), limit)).toEqual(expected);
    }
  });

  it("are found if more than 20,000 have it, each with its own path, far from the start", () => {
    const store = openStore();
    insertUsers(store, 22_000, (place) => (place < 1900 ? "/a/" : `/b/${place}/`));
    const page = store.services.users.list("/b/", "", 3);
    expect(page.map((row) => row.name)).toEqual(["u0001900", "u0001901", "u0001902"]);
  });

  it("are sorted regardless of the case of the names", () => {
    const store = openStore();
    const { users } = store.services;
    insertUsers(store, 2000, () => "/a/");
    for (const [index, name] of ["Zb", "za", "ZC", "z_"].entries()) {
      users.rename(`AIDA${index}`, name, `/b/${index}/`);
    }
    expect(walk((after, limit) => users.list("/b/", after, limit), 2)).toEqual(["z_", "za", "Zb", "ZC"]);
  });
});
