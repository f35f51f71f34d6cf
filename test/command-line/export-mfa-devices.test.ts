import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { completePages } from "../../src/command-line/export/complete-pages.ts";
import { command } from "../../src/command-line/export/index.ts";
import { createProgress } from "../../src/command-line/export/progress.ts";
import { runHere } from "../support/command.ts";
import { type AskedOf, answerJson, startHttpServer } from "../support/http-server.ts";

/** A user's devices, and how much of them the list contains. */
interface TestUser {
  readonly devices: readonly string[];
  readonly listed: "complete" | "incomplete" | "unknown";
}

interface TestError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

const tooExpensive = (path?: TestError["path"], pageSize?: number): TestError => ({
  message: "Too many calls",
  ...(path && { path }),
  extensions: { code: "QUERY_TOO_EXPENSIVE", action: "ListMFADevices", ...(pageSize && { pageSize }) },
});

const failure = (code: string, path: TestError["path"], retryAfterMs?: number): TestError => ({
  message: "No answer",
  ...(path && { path }),
  extensions: { code, ...(retryAfterMs && { retryAfterMs }) },
});

interface GatewayOptions {
  /** Maximum page size. @default no limit */
  readonly pageSize?: number;
  /** Errors in place of a page. */
  readonly onPage?: (after: number, first: number) => readonly TestError[] | undefined;
  /** The error of a user whose devices are unknown. @default the page is too large */
  readonly unknownError?: (path: TestError["path"]) => TestError;
  /** The error of a user that is requested by name. Requests are numbered from 1. */
  readonly onUser?: (userName: string, request: number) => Omit<TestError, "path"> | undefined;
  /** Maximum number of users in a request. @default 30 */
  readonly maxAliases?: number;
  readonly prefix?: string;
}

/** A gateway with the users u0, u1 and so on. It records the requested pages and users. */
async function startGateway(users: readonly TestUser[], options: GatewayOptions = {}) {
  const pages: { readonly first: number; readonly after: number }[] = [];
  const asked: string[][] = [];
  const rootFields = new Set<string>();
  const server = await startHttpServer((request, response) => answerJson(response, answer(request)));
  return { url: server.url, pages, asked, rootFields, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };

  function answer({ body }: AskedOf) {
    const { query, variables } = JSON.parse(body);
    for (const [, field] of query.matchAll(/\w+: (\w+)\(/g)) rootFields.add(field);
    return query.includes("list: ") ? answerList(query, variables) : answerUsers(query, variables);
  }

  function answerList(query: string, variables: { first: number; after?: string }) {
    const { first } = variables;
    const after = Number(variables.after ?? 0);
    pages.push({ first, after });
    const refused = options.onPage?.(after, first);
    if (refused) return { data: { list: null }, errors: refused };
    const { pageSize = 1000 } = options;
    if (first > pageSize) return { data: { list: null }, errors: [tooExpensive(["list"], pageSize)] };
    const errors: TestError[] = [];
    const nodes = users.slice(after, after + first).map((user, index) => {
      const fields = ["mfaDevices", "hasMfa"].filter((field) => query.includes(field));
      const unknownError = (path: TestError["path"]) => options.unknownError?.(path) ?? tooExpensive(path, 100);
      if (user.listed === "unknown") errors.push(...fields.map((f) => unknownError(["list", "nodes", index, f])));
      return Object.fromEntries([["userName", `u${after + index}`], ...fields.map((f) => [f, listed(user, f)])]);
    });
    const pageInfo = { endCursor: String(after + nodes.length), hasNextPage: after + first < users.length };
    return { data: { list: { nodes, pageInfo } }, ...(errors.length > 0 && { errors }) };
  }

  function listed({ devices, listed: state }: TestUser, field: string) {
    if (state === "unknown") return null;
    if (field === "hasMfa") return devices.length > 0;
    const isComplete = state === "complete";
    return connection(isComplete ? devices : devices.slice(0, 1), isComplete);
  }

  function answerUsers(query: string, variables: Readonly<Record<string, string>>) {
    const aliases = [...query.matchAll(/(\w+): \w+\(userName: \$(\w+)\)/g)];
    const { maxAliases = 30 } = options;
    asked.push(aliases.map(([, , variable = ""]) => variables[variable] ?? "none"));
    if (aliases.length > maxAliases) return { errors: [tooExpensive()] };
    const errors: TestError[] = [];
    const data = aliases.map(([, alias = "", variable = ""]) => {
      const userName = variables[variable] ?? "none";
      const error = options.onUser?.(userName, asked.length);
      if (error) errors.push({ ...error, path: [alias] });
      const user = users[Number(userName.slice(1))];
      return [alias, error || user === undefined || user === gone ? null : connection(user.devices, true)];
    });
    return { data: Object.fromEntries(data), ...(errors.length > 0 && { errors }) };
  }
}

const connection = (devices: readonly string[], isComplete: boolean) => ({
  isComplete,
  nodes: devices.map((serialNumber) => ({ serialNumber })),
});

const complete: TestUser = { devices: ["a"], listed: "complete" };
const none: TestUser = { devices: [], listed: "complete" };
const incomplete: TestUser = { devices: ["a", "b"], listed: "incomplete" };
const unknown: TestUser = { devices: ["c"], listed: "unknown" };
const unknownNone: TestUser = { devices: [], listed: "unknown" };
/** A user that is in the list, and deleted before it is requested by name. */
const gone: TestUser = { devices: [], listed: "unknown" };

const repeat = (count: number, user: TestUser) => Array.from({ length: count }, () => user);
const run = (url: string, ...words: string[]) => runHere(command, ["users", "--url", url, ...words]);
const rows = (stdout: string): unknown[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const devicesOf = (users: readonly TestUser[]) =>
  users.map(({ devices }, index) => ({ userName: `u${index}`, mfaDevices: devices }));

describe("iamql export of MFA devices that the list does not contain", () => {
  const fields = ["--all", "--fields", "userName,mfaDevices"];

  it("reads all pages first, then requests each user with unknown devices once, 30 in a request, in the order of the list", async () => {
    const users = [...repeat(5, complete), ...repeat(35, incomplete), ...repeat(20, none), ...repeat(30, unknown)];
    await using gateway = await startGateway(users);
    const { stdout, stderr, failure: failed } = await run(gateway.url, ...fields, "--first", "20");
    expect([failed, stderr, rows(stdout)]).toEqual([undefined, "90 users\n", devicesOf(users)]);
    expect(gateway.pages.map(({ after }) => after)).toEqual([0, 20, 40, 60, 80]);
    expect(gateway.asked.map((names) => names.length)).toEqual([30, 30, 5]);
    const unlisted = users.flatMap(({ listed }, index) => (listed === "complete" ? [] : [`u${index}`]));
    expect(gateway.asked.flat()).toEqual(unlisted);
  });

  it("requests no users by name if the list contains all devices", async () => {
    await using gateway = await startGateway([complete, none]);
    const { stdout } = await run(gateway.url, ...fields);
    expect([rows(stdout), gateway.asked]).toEqual([devicesOf([complete, none]), []]);
  });

  it("fills hasMfa from the same devices, also without the column mfaDevices and without the name", async () => {
    const users = [complete, none, unknown, unknownNone];
    await using gateway = await startGateway(users);
    const { stdout } = await run(gateway.url, "--all", "--fields", "hasMfa");
    expect(rows(stdout)).toEqual([{ hasMfa: true }, { hasMfa: false }, { hasMfa: true }, { hasMfa: false }]);
    expect(gateway.asked).toEqual([["u2", "u3"]]);
    const both = await run(gateway.url, "--all", "--fields", "hasMfa,mfaDevices");
    expect(rows(both.stdout)).toEqual(
      users.map(({ devices }) => ({ hasMfa: devices.length > 0, mfaDevices: devices })),
    );
    expect(gateway.asked.slice(1)).toEqual([["u2", "u3"]]);
  });

  it.each(["IAM_ACCESS_DENIED", "IAM_UNAVAILABLE", "IAM_TIMEOUT"])(
    "marks users whose ListMFADevices call failed, or requests them again: %s",
    async (code) => {
      const users = [complete, unknown, none];
      await using gateway = await startGateway(users, {
        unknownError: (path) => ({ message: "No.", path, extensions: { code, action: "ListMFADevices" } }),
      });
      const marked = await run(gateway.url, ...fields, "--allow-incomplete");
      expect(rows(marked.stdout)).toEqual([
        { userName: "u0", mfaDevices: ["a"], mfaDevicesComplete: true },
        { userName: "u1", mfaDevices: null, mfaDevicesComplete: false },
        { userName: "u2", mfaDevices: [], mfaDevicesComplete: true },
      ]);
      expect(gateway.asked).toEqual([]);
      const { stdout } = await run(gateway.url, ...fields);
      expect([rows(stdout), gateway.asked]).toEqual([devicesOf(users), [["u1"]]]);
    },
  );

  it("uses the gateway's prefix of names", async () => {
    await using gateway = await startGateway([unknown]);
    const words = ["users", "--url", gateway.url, ...fields];
    const { stdout } = await runHere(command, words, { IAMQL_SCHEMA_PREFIX: "Iam" });
    expect([rows(stdout), [...gateway.rootFields]]).toEqual([devicesOf([unknown]), ["iamUsers", "iamMfaDevices"]]);
  });

  it("requests only throttled users again, after the given delay", async () => {
    const users = repeat(40, unknown);
    await using gateway = await startGateway(users, {
      onUser: (userName, request) =>
        request === 1 && Number(userName.slice(1)) >= 28 ? failure("IAM_THROTTLED", undefined, 1) : undefined,
    });
    const { stdout } = await run(gateway.url, ...fields);
    expect(rows(stdout)).toEqual(devicesOf(users));
    expect(gateway.asked.slice(1)).toEqual([["u28", "u29", ...Array.from({ length: 10 }, (_, at) => `u${30 + at}`)]]);
  });

  it("continues as long as each request returns at least one user", async () => {
    const users = repeat(12, unknown);
    await using gateway = await startGateway(users, {
      onUser: (userName, request) =>
        Number(userName.slice(1)) >= request ? failure("IAM_THROTTLED", undefined, 1) : undefined,
    });
    const { stdout } = await run(gateway.url, ...fields);
    expect([rows(stdout), gateway.asked.length]).toEqual([devicesOf(users), 12]);
  });

  it("gives up if throttling does not end, and prints the cursor to continue with", async () => {
    await using gateway = await startGateway([complete, complete, unknown], {
      onUser: () => failure("IAM_THROTTLED", undefined, 1),
    });
    const { stdout, failure: failed } = await run(gateway.url, ...fields, "--first", "2");
    expect(rows(stdout)).toEqual(devicesOf([complete, complete]));
    expect(failed?.message).toMatch(/IAM_THROTTLED.* 2 users were written\. Continue with --after 2$/);
    expect(gateway.asked).toHaveLength(9);
  });

  it("requests fewer users at once if the gateway's limits are lower", async () => {
    const users = repeat(20, unknown);
    await using gateway = await startGateway(users, { maxAliases: 10 });
    const { stdout } = await run(gateway.url, ...fields);
    expect(rows(stdout)).toEqual(devicesOf(users));
    expect(gateway.asked.map((names) => names.length)).toEqual([20, 15, 8, 8, 4]);
  });

  it("fails if even one user is too expensive", async () => {
    await using gateway = await startGateway([unknown], { maxAliases: 0 });
    const { stdout, failure: failed } = await run(gateway.url, ...fields);
    expect([failed?.exitCode, stdout]).toEqual([3, ""]);
    expect(failed?.message).toContain("QUERY_TOO_EXPENSIVE");
  });

  it("stops at any other error of a user, after the preceding pages", async () => {
    const users = [complete, complete, ...repeat(40, unknown), complete];
    await using gateway = await startGateway(users, {
      onUser: (userName) => (userName === "u40" ? failure("IAM_ACCESS_DENIED", undefined) : undefined),
    });
    const { stdout, failure: failed } = await run(gateway.url, ...fields, "--first", "10");
    expect(failed?.exitCode).toBe(3);
    expect(failed?.message).toMatch(/IAM_ACCESS_DENIED.* 30 users were written\. Continue with --after 30$/);
    expect(rows(stdout)).toEqual(devicesOf(users.slice(0, 30)));

    await using fixed = await startGateway(users);
    const rest = await run(fixed.url, ...fields, "--first", "10", "--after", "30");
    expect(rows(stdout + rest.stdout)).toEqual(devicesOf(users));
  });

  it.each([
    ["another code", failure("IAM_ACCESS_DENIED", ["list", "nodes", 0, "mfaDevices"])],
    ["another field", tooExpensive(["list", "nodes", 0, "tags"])],
    [
      "another action",
      { ...tooExpensive(["list", "nodes", 0, "mfaDevices"]), extensions: { code: "QUERY_TOO_EXPENSIVE" } },
    ],
  ])("does not treat an error of %s as unknown devices", async (_what, error) => {
    await using gateway = await startGateway([complete], { onPage: () => [error] });
    const { stdout, failure: failed } = await run(gateway.url, ...fields);
    expect([failed?.exitCode, stdout, gateway.asked]).toEqual([3, "", []]);
  });

  it("omits users that were deleted meanwhile, and names them on stderr", async () => {
    await using gateway = await startGateway([unknown, gone]);
    const { stdout, stderr } = await run(gateway.url, ...fields);
    expect(rows(stdout)).toEqual(devicesOf([unknown]));
    expect(stderr).toBe("Omitted 1 users that IAM no longer has: u1\n1 users\n");
  });

  it("shows the number of users and the expected time on a terminal", async () => {
    const written: string[] = [];
    const nodes = Array.from({ length: 60 }, (_, index) => ({ userName: `u${index}`, mfaDevices: null }));
    const page = { nodes, pageInfo: { endCursor: null, hasNextPage: false } };
    const context = {
      gateway: {
        async send() {
          const data = Object.fromEntries(nodes.map((_node, index) => [`user${index}`, connection([], true)]));
          return { body: { data }, data, errors: [], rejection: undefined };
        },
        async [Symbol.asyncDispose]() {},
      },
      signal: new AbortController().signal,
      progress: createProgress({ isTTY: true, write: (text) => written.push(text) }, "users"),
      writeNotice() {},
      onSmallerPage() {},
    };
    const pages = [];
    for await (const completed of completePages(Readable.from([page]), "", context)) pages.push(completed);
    expect(pages).toHaveLength(1);
    const what = "users with MFA devices read";
    expect(written.slice(1, 3)).toEqual([
      `\r\u001b[K[${".".repeat(30)}] 0 % 0/60 ${what}, about 4 s left`,
      `\r\u001b[K[${"#".repeat(15)}${".".repeat(15)}] 50 % 30/60 ${what}, about 2 s left`,
    ]);
  });

  it("fails at a response that is not complete", async () => {
    await using server = await startHttpServer(({ body }, response) => {
      const list = { nodes: [{ userName: "u0", mfaDevices: null }], pageInfo: { endCursor: "1", hasNextPage: false } };
      answerJson(response, { data: body.includes("list: ") ? { list } : { user0: connection([], false) } });
    });
    const { stdout, failure: failed } = await run(server.url, ...fields);
    expect([failed?.exitCode, stdout]).toEqual([4, ""]);
  });
});

describe("iamql export --allow-incomplete", () => {
  const words = ["--all", "--allow-incomplete", "--fields"];

  it("requests no users by name, and marks users whose devices are not all known", async () => {
    const users = [complete, none, incomplete, unknown];
    await using gateway = await startGateway(users);
    const { stdout, stderr } = await run(gateway.url, ...words, "userName,mfaDevices,hasMfa");
    expect(rows(stdout)).toEqual([
      { userName: "u0", mfaDevices: ["a"], mfaDevicesComplete: true, hasMfa: true },
      { userName: "u1", mfaDevices: [], mfaDevicesComplete: true, hasMfa: false },
      { userName: "u2", mfaDevices: ["a"], mfaDevicesComplete: false, hasMfa: true },
      { userName: "u3", mfaDevices: null, mfaDevicesComplete: false, hasMfa: null },
    ]);
    expect([stderr, gateway.asked]).toEqual(["4 users\n", []]);
  });

  it("adds the mark as a CSV column", async () => {
    await using gateway = await startGateway([complete, unknown]);
    const { stdout } = await run(gateway.url, ...words, "userName,mfaDevices", "--format", "csv");
    expect(stdout).toBe('userName,mfaDevices,mfaDevicesComplete\r\nu0,"[""a""]",true\r\nu1,,false\r\n');
  });

  it.each([[["--fields", "userName,hasMfa"]], [[]]])("requires the column mfaDevices: %j", async (given) => {
    const { failure: failed } = await run("http://127.0.0.1:1/graphql", "--allow-incomplete", ...given);
    expect([failed?.exitCode, failed?.message]).toEqual([2, expect.stringContaining("mfaDevices in --fields")]);
  });
});

describe("iamql export from a gateway that cannot serve large pages", () => {
  const users = repeat(250, complete);
  const fields = ["--fields", "userName,mfaDevices"];

  it("continues with --all in pages of the size that works", async () => {
    await using gateway = await startGateway(users, { pageSize: 100 });
    const { stdout, stderr } = await run(gateway.url, "--all", ...fields);
    expect([rows(stdout), stderr]).toEqual([devicesOf(users), "250 users\n"]);
    expect(gateway.pages.map(({ first, after }) => [first, after])).toEqual([
      [1000, 0],
      [100, 0],
      [100, 100],
      [100, 200],
    ]);
  });

  it.each([["--all"], ["one page"]])("reports the smaller size on stderr if a size was given: %s", async (how) => {
    await using gateway = await startGateway(users, { pageSize: 100 });
    const { stderr } = await run(gateway.url, "--first", "200", ...fields, ...(how === "--all" ? [how] : []));
    expect(stderr).toBe(
      `The gateway cannot serve pages of this size: continuing with pages of 100.\n${how === "--all" ? "250 users" : "100 users; more are available: use --all, or --after 100"}\n`,
    );
  });

  it("reduces the size repeatedly, and reports the error if no smaller size works", async () => {
    await using gateway = await startGateway(users, {
      onPage: (_after, first) => [tooExpensive(["list"], Math.max(1, Math.floor(first / 10)))],
    });
    const { stdout, failure: failed } = await run(gateway.url, "--all", ...fields);
    expect([failed?.exitCode, stdout]).toEqual([3, ""]);
    expect(failed?.message).toMatch(/QUERY_TOO_EXPENSIVE.*Nothing was written.$/);
    expect(gateway.pages.map(({ first }) => first)).toEqual([1000, 100, 10, 1]);
  });

  it.each([
    ["without a page size", [tooExpensive(["list"])]],
    [
      "that a smaller page would not avoid",
      [tooExpensive(["list"], 100), failure("IAM_ACCESS_DENIED", ["list", "nodes", 0, "tags"])],
    ],
  ])("reports an error %s immediately", async (_what, errors) => {
    await using gateway = await startGateway(users, { onPage: () => errors });
    const { failure: failed } = await run(gateway.url, "--all", ...fields);
    expect([failed?.exitCode, gateway.pages.length]).toEqual([3, 1]);
  });
});
