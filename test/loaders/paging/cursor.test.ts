import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, type Position, scopeOf } from "../../../src/loaders/paging/cursor.ts";

const scope = scopeOf("Query.users", "/engineering/");
const position: Position = { op: "ListUsers", marker: "bWFya2Vy", skip: 7, next: "bmV4dA", key: "alice" };

function refusal(cursor: string, boundTo = scope): string {
  try {
    decodeCursor("after", boundTo, cursor);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "not refused";
}

function reseal(change: (content: Record<string, unknown>) => void): string {
  const content = JSON.parse(Buffer.from(encodeCursor(scope, position), "base64url").toString());
  change(content);
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

describe("a cursor", () => {
  it("gives back the position that it was made of", () => {
    expect(decodeCursor("after", scope, encodeCursor(scope, position))).toEqual(position);
    const first: Position = { op: "ListUsers", skip: 1, key: "alice" };
    expect(decodeCursor("after", scope, encodeCursor(scope, first))).toMatchObject(first);
  });

  it("is text that survives a URL", () => {
    expect(encodeCursor(scope, position)).toMatch(/^[\w-]+$/);
  });

  it("stays within 2 kB with the longest markers and keys that IAM's model allows", () => {
    const longest = {
      op: "ListVirtualMFADevices",
      marker: "ÿ".repeat(320),
      skip: 1000,
      next: "ÿ".repeat(320),
      key: "k".repeat(256),
    };
    const cursor = encodeCursor(scope, longest);
    expect(cursor.length).toBeLessThanOrEqual(2048);
    expect(decodeCursor("after", scope, cursor)).toMatchObject({ marker: longest.marker, key: longest.key });
  });

  it("keeps both markers of up to 600 characters", () => {
    const long = { ...position, marker: "m".repeat(600), next: "n".repeat(600), key: "k".repeat(256) };
    expect(decodeCursor("after", scope, encodeCursor(scope, long))).toEqual(long);
    const widest = { ...long, marker: "ÿ".repeat(600), next: "ÿ".repeat(600) };
    expect(decodeCursor("after", scope, encodeCursor(scope, widest))).toMatchObject({ marker: widest.marker });
  });

  it.each([
    ["of another filter", scopeOf("Query.users", "/security/")],
    ["of another field", scopeOf("Query.groups", "/engineering/")],
    ["of another parent", scopeOf("Group.users", "developers")],
  ])("%s is refused", (_case, other) => {
    expect(refusal(encodeCursor(scope, position), other)).toContain("another list");
  });

  it("of a later version is refused, and says so", () => {
    expect(refusal(reseal((content) => Object.assign(content, { v: 2 })))).toContain("later version");
  });

  it("that was damaged anywhere is refused", () => {
    const cursor = encodeCursor(scope, position);
    const damaged = [
      "",
      "x",
      "not base64!",
      cursor.slice(0, -4),
      `${cursor}A`,
      `${cursor}=`,
      `${cursor.slice(0, 20)}A${cursor.slice(21)}`,
      "a".repeat(2049),
      Buffer.from("null").toString("base64url"),
      Buffer.from("[]").toString("base64url"),
      reseal((content) => Object.assign(content, { skip: 8 })),
      reseal((content) => Object.assign(content, { key: "bob" })),
      reseal((content) => delete content["sum"]),
      reseal((content) => Object.assign(content, { v: "1" })),
    ];
    for (const text of damaged) expect(refusal(text)).toContain('Argument "after" is not a cursor');
  });

  it("that was forged well can ask for no more than a page", () => {
    const forge = (forged: Partial<Record<keyof Position, unknown>>) =>
      encodeCursor(scope, { ...position, ...forged } as Position);
    for (const forged of [
      { skip: 0 },
      { skip: -1 },
      { skip: 1.5 },
      { marker: "m".repeat(601) },
      { marker: "" },
      { marker: 7 },
      { marker: "\n" },
      { marker: "Ā" },
      { next: "\u{1F600}" },
      { next: {} },
    ]) {
      expect(refusal(forge(forged))).toContain("is not a cursor");
    }
  });
});
