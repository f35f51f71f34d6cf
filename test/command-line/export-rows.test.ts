import { describe, expect, it } from "vitest";
import { columnsOf } from "../../src/command-line/export/columns.ts";
import { formats } from "../../src/command-line/export/formats.ts";
import { findList, listNames } from "../../src/command-line/export/lists.ts";
import { Pace, timeLeft } from "../../src/command-line/export/pace.ts";
import { barOf, createProgress } from "../../src/command-line/export/progress.ts";

const users = findList("users");

describe("a row of CSV", () => {
  const rowOf = (node: Readonly<Record<string, unknown>>, fields: string) =>
    formats.csv.row(columnsOf(users, fields), node);

  it("ends with CRLF as in RFC 4180, and quotes cells with a comma, a quote or a line break", () => {
    expect(formats.csv.header(columnsOf(users, "userName,path"))).toBe("userName,path\r\n");
    expect(rowOf({ userName: "a,b", path: '"/"' }, "userName,path")).toBe('"a,b","""/"""\r\n');
    expect(rowOf({ userName: "a\nb", path: "a\rb" }, "userName,path")).toBe('"a\nb","a\rb"\r\n');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])("prevents %j from running as a formula", (userName) => {
    expect(rowOf({ userName }, "userName")).toBe(`'${userName}\r\n`);
  });

  it("guards a cell that starts with CR, but not one with such characters elsewhere", () => {
    expect(rowOf({ userName: "\r=1" }, "userName")).toBe('"\'\r=1"\r\n');
    expect(rowOf({ userName: "a=1" }, "userName")).toBe("a=1\r\n");
  });

  it("has an empty cell for null, and JSON for lists and objects", () => {
    const node = {
      passwordLastUsed: null,
      tags: [{ key: "Team", value: "Search" }],
      groups: { nodes: [{ groupName: "ops" }] },
      permissionsBoundary: { arn: "a", type: "Policy" },
    };
    expect(rowOf(node, "passwordLastUsed,tags,groups,permissionsBoundary")).toBe(
      ',"[{""key"":""Team"",""value"":""Search""}]","[""ops""]","{""arn"":""a"",""type"":""Policy""}"\r\n',
    );
  });
});

describe("a row of JSON lines", () => {
  it("contains values unchanged, and entities by their names", () => {
    const node = { userName: "=x", mfaDevices: { nodes: [{ serialNumber: "s" }] }, passwordLastUsed: null };
    expect(formats.jsonl.row(columnsOf(users, "userName,mfaDevices,passwordLastUsed"), node)).toBe(
      '{"userName":"=x","mfaDevices":["s"],"passwordLastUsed":null}\n',
    );
  });
});

describe("the columns", () => {
  it("are the fields of the schema, without connections that can be longer than a page", () => {
    const all = (name: string) => {
      try {
        return columnsOf(findList(name), "?");
      } catch (error) {
        return String(error).replace(/^.* names from (.*), separated by commas.*$/, "$1");
      }
    };
    expect(Object.fromEntries(listNames.map((name) => [name, all(name)]))).toEqual({
      users:
        "accountId, arn, createDate, groups, hasMfa, id, mfaDevices, passwordEnabled, passwordLastUsed, path, permissionsBoundary, tags, userId, userName",
      groups: "accountId, arn, createDate, groupId, groupName, id, path",
      "oidc-providers": "accountId, arn, clientIds, createDate, id, tags, thumbprints, url",
      "virtual-mfa-devices":
        "accountId, arn, assignedToRoot, assignmentStatus, enableDate, id, path, serialNumber, tags, user, virtualMfaDeviceName",
    });
    for (const name of listNames) expect(columnsOf(findList(name)).length).toBeGreaterThan(1);
  });
});

describe("the progress line", () => {
  it("overwrites itself on a terminal, and has a bar if the total is known", () => {
    expect(barOf(500, 5000)).toBe(`[###${".".repeat(27)}] 10 % 500/5000`);
    expect([barOf(500, undefined), barOf(500, 499), barOf(0, 0)]).toEqual(["500", "500", "0"]);
    const written: string[] = [];
    const progress = createProgress({ isTTY: true, write: (text) => written.push(text) }, "users");
    progress.show(10, undefined);
    progress.clear();
    progress.show(10, undefined, "users read");
    expect(written).toEqual(["\r\u001b[K10 users", "\r\u001b[K", "\r\u001b[K10 users read"]);
  });

  it("is not written to other streams", () => {
    const written: string[] = [];
    const progress = createProgress({ write: (text) => written.push(text) }, "users");
    progress.show(10, 100);
    progress.note("throttled");
    progress.clear();
    expect(written).toEqual([]);
  });
});

describe("the expected time", () => {
  it("assumes 15 users a second until a rate is measured, which excludes the first request", () => {
    let now = 7000;
    const pace = new Pace(() => now);
    expect(pace.secondsFor(3000)).toBe(200);
    pace.add(30);
    expect(pace.secondsFor(3000)).toBe(200);
    now += 3000;
    pace.add(30);
    expect(pace.secondsFor(3000)).toBe(300);
    now += 1000;
    pace.add(50);
    expect(pace.secondsFor(3000)).toBe(150);
  });

  it("is in seconds below 100 seconds, and in minutes above", () => {
    expect([0, 0.2, 99, 100, 200].map(timeLeft)).toEqual([
      "about 0 s left",
      "about 1 s left",
      "about 99 s left",
      "about 2 min left",
      "about 4 min left",
    ]);
  });
});
