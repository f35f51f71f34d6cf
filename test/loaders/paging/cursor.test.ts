import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, listIdentity, type Position } from "../../../src/loaders/paging/cursor.ts";

const identity = listIdentity("Query.users", "/engineering/");
const position: Position = { op: "ListUsers", marker: "bWFya2Vy", skip: 7, next: "bmV4dA", key: "alice" };

function errorOf(cursor: string, boundTo = identity): string {
  try {
    decodeCursor("after", boundTo, cursor);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "accepted";
}

function reseal(change: (content: Record<string, unknown>) => void): string {
  const content = JSON.parse(Buffer.from(encodeCursor(identity, position), "base64url").toString());
  change(content);
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

describe("a cursor", () => {
  it("decodes to the position that it encodes", () => {
    expect(decodeCursor("after", identity, encodeCursor(identity, position))).toEqual(position);
    const first: Position = { op: "ListUsers", skip: 1, key: "alice" };
    expect(decodeCursor("after", identity, encodeCursor(identity, first))).toMatchObject(first);
  });

  it("contains only characters that are safe in a URL", () => {
    expect(encodeCursor(identity, position)).toMatch(/^[\w-]+$/);
  });

  it("stays within 2 kB with the longest markers and keys that IAM's model allows", () => {
    const longest = {
      op: "ListVirtualMFADevices",
      marker: "ÿ".repeat(320),
      skip: 1000,
      next: "ÿ".repeat(320),
      key: "k".repeat(256),
    };
    const cursor = encodeCursor(identity, longest);
    expect(cursor.length).toBeLessThanOrEqual(2048);
    expect(decodeCursor("after", identity, cursor)).toMatchObject({ marker: longest.marker, key: longest.key });
  });

  it("keeps markers of up to 600 characters, and drops `next` if both are too long", () => {
    const long = { ...position, marker: "m".repeat(600), next: "n".repeat(600), key: "k".repeat(256) };
    expect(decodeCursor("after", identity, encodeCursor(identity, long))).toEqual(long);
    const widest = { ...long, marker: "ÿ".repeat(600), next: "ÿ".repeat(600) };
    expect(decodeCursor("after", identity, encodeCursor(identity, widest))).toMatchObject({ marker: widest.marker });
  });

  it.each([
    ["of another filter", listIdentity("Query.users", "/security/")],
    ["of another field", listIdentity("Query.groups", "/engineering/")],
    ["of another parent", listIdentity("Group.users", "developers")],
  ])("%s is rejected", (_case, other) => {
    expect(errorOf(encodeCursor(identity, position), other)).toContain("another list");
  });

  it("of a later version is rejected with that reason", () => {
    expect(errorOf(reseal((content) => Object.assign(content, { v: 2 })))).toContain("later version");
  });

  it("that is damaged in any place is rejected", () => {
    const cursor = encodeCursor(identity, position);
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
    for (const text of damaged) expect(errorOf(text)).toContain('Argument "after" is not a valid cursor');
  });

  it("that is forged with a valid checksum cannot exceed the bounds of a position", () => {
    const forge = (forged: Partial<Record<keyof Position, unknown>>) =>
      encodeCursor(identity, { ...position, ...forged } as Position);
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
      expect(errorOf(forge(forged))).toContain("is not a valid cursor");
    }
  });
});
