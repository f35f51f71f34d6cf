import { createHmac } from "node:crypto";
import { copyFileSync, renameSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createIamql } from "../../../../src/app/gateway.ts";
import { IdempotencyRecords } from "../../../../src/http/execution/idempotency/records.ts";
import { createLogger } from "../../../../src/platform/logger/logger.ts";
import { openStateFile } from "../../../../src/state/state-file.ts";
import { temporaryFolder } from "../../../support/command.ts";
import { createTestGateway, iamError, type TestGateway } from "../../../support/gateway.ts";

const createUser = `mutation Create($name: String!) {
  createUser(input: {userName: $name}) { __typename ... on CreateUserPayload { user { userName userId } } ... on IamError { code requestId } }
}`;
const KEY = { "idempotency-key": "k1" };
const KIB = 1024;

function create(account: TestGateway, name = "alice", key = "k1") {
  return account.execute(createUser, { name }, { "idempotency-key": key });
}

/** Lets the database grow no further, as a full disk does (SQLITE_FULL), and uses up what is free in its pages. */
function fill(database: DatabaseSync): void {
  const { page_count: pages } = database.prepare("PRAGMA page_count").get() as { page_count: number };
  database.exec(`PRAGMA max_page_count = ${pages}`);
  const insert = database.prepare("INSERT INTO idempotency VALUES ('anonymous', ?, x'', ?, ?)");
  let rows = 0;
  for (const size of [1000, 100, 10, 1]) {
    try {
      for (;;) {
        insert.run(`filler ${String(rows).padStart(6, "0")}`, Date.now(), "x".repeat(size));
        rows += 1;
      }
    } catch (error) {
      expect(String(error)).toContain("full");
    }
  }
}

function makeRoom(database: DatabaseSync): void {
  database.exec("PRAGMA max_page_count = 1000000; DELETE FROM idempotency WHERE key LIKE 'filler %'");
}

/** A mutation whose answer has about that many bytes. */
function mutationAnswering(bytes: number): string {
  const alias = "x".repeat(240);
  const fields = Array.from({ length: Math.ceil(bytes / 255) }, (_, index) => `${alias}${index}: userName`);
  return `mutation {
    createUser(input: {userName: "alice"}) { ... on CreateUserPayload { user { ${fields.join(" ")} } } }
    again: createUser(input: {userName: "alice"}) { ... on IamError { code } }
    device: createVirtualMfaDevice(input: {virtualMfaDeviceName: "alice"}) { ... on CreateVirtualMfaDevicePayload { base32StringSeed } }
  }`;
}

describe("the state file's disk that is full", () => {
  it("refuses a mutation with a key before anything is asked of IAM, and logs why", async () => {
    const database = openStateFile(":memory:");
    await using account = await createTestGateway({ idempotency: new IdempotencyRecords(database) });
    fill(database);
    const { errors, response } = await create(account);
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_UNAVAILABLE" } })]);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(account.counts()).toEqual({});
    expect(account.logLines.join()).toMatch(/"level":"error".*database or disk is full/);
    makeRoom(database);
    expect((await create(account)).data).toMatchObject({ createUser: { user: { userName: "alice" } } });
  });

  it("between begin and end lets the first caller have its answer; repeats find the outcome unknown, again and again", async () => {
    const database = openStateFile(":memory:");
    await using account = await createTestGateway({
      idempotency: new IdempotencyRecords(database),
      intercept: () => void fill(database),
    });
    expect((await create(account)).data).toMatchObject({ createUser: { user: { userName: "alice" } } });
    expect(account.logLines.join()).toContain("could not be stored: repeats are rejected");
    for (const _ of [1, 2]) {
      const { errors, response } = await create(account);
      expect(errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_OUTCOME_UNKNOWN" } })]);
      expect(response.status).toBe(409);
    }
    makeRoom(database);
    const { errors } = await create(account);
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_OUTCOME_UNKNOWN" } })]);
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });

  it("is one with a file that has become read-only", async () => {
    const database = openStateFile(":memory:");
    const setReadOnly = (isReadOnly: boolean) => database.exec(`PRAGMA query_only = ${isReadOnly}`);
    let isAsked = false;
    await using account = await createTestGateway({
      idempotency: new IdempotencyRecords(database),
      intercept() {
        if (!isAsked) setReadOnly(true);
        isAsked = true;
        return undefined;
      },
    });
    expect((await create(account)).data).toMatchObject({ createUser: { user: { userName: "alice" } } });
    const other = await create(account, "bob", "k2");
    expect(other.errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_UNAVAILABLE" } })]);
    setReadOnly(false);
    const again = await create(account);
    expect(again.errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_OUTCOME_UNKNOWN" } })]);
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });
});

describe("a state file that is lost while it is open", () => {
  it.each([
    ["deleted", (file: string) => rmSync(file)],
    ["deleted in part: its write-ahead log", (file: string) => rmSync(`${file}-wal`)],
    [
      "replaced",
      (file: string) => {
        copyFileSync(file, `${file}.new`);
        renameSync(`${file}.new`, file);
      },
    ],
    ["moved away", (file: string) => renameSync(file, `${file}.old`)],
  ])("because it is %s refuses mutations with a key, and logs that", async (_what, lose) => {
    await using folder = await temporaryFolder();
    const file = folder.file("gateway.sqlite");
    await using account = await createTestGateway({ idempotency: new IdempotencyRecords(openStateFile(file)) });
    await create(account);
    lose(file);
    for (const name of ["alice", "bob"]) {
      const { errors, response } = await create(account, name, name === "alice" ? "k1" : "k2");
      expect(errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_UNAVAILABLE" } })]);
      expect(response.status).toBe(503);
    }
    expect(account.counts()).toEqual({ CreateUser: 1 });
    expect(account.logLines.join()).toMatch(/gateway\.sqlite(-wal)? was deleted or replaced/);
    // Without a key, nothing is promised.
    expect((await account.execute(createUser, { name: "carol" })).data).toMatchObject({
      createUser: { user: { userName: "carol" } },
    });
  });

  it("is used again once it is back", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("gateway.sqlite");
    await using account = await createTestGateway({ idempotency: new IdempotencyRecords(openStateFile(file)) });
    const { data } = await create(account);
    renameSync(file, `${file}.old`);
    expect((await create(account)).data).toBeUndefined();
    renameSync(`${file}.old`, file);
    expect((await create(account)).data).toEqual(data);
  });
});

describe("a mutation whose request ends in another way", () => {
  it("is free for a repeat if the audit refused it, because nothing was asked of IAM", async () => {
    let isBroken = true;
    await using account = await createTestGateway({
      audit: async () => {
        if (isBroken) throw new Error("ENOSPC: no space left on device");
      },
    });
    expect((await create(account)).errors?.[0]?.extensions).toMatchObject({ code: "AUDIT_UNAVAILABLE" });
    isBroken = false;
    expect((await create(account)).data).toMatchObject({ createUser: { user: { userName: "alice" } } });
  });

  it("is unknown to repeats, and not in progress, if the gateway itself fails when it answers", async () => {
    await using account = await createTestGateway({ intercept: () => iamError(500, "ServiceFailure", "no") });
    let isBroken = true;
    const log = createLogger("warn", {
      write() {
        if (isBroken) throw new Error("the log cannot be written");
      },
    });
    const gateway = createIamql({ client: account.client, log });
    const send = () =>
      gateway.fetch("http://127.0.0.1:4000/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", ...KEY },
        body: JSON.stringify({ query: createUser, variables: { name: "alice" } }),
      });
    await expect(send()).rejects.toThrow("the log cannot be written");
    isBroken = false;
    const { errors } = await (await send()).json();
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_OUTCOME_UNKNOWN" } })]);
    expect(account.counts()).toEqual({ CreateUser: 1 });
    await gateway.dispose();
  });

  it.each(["done", "lost"])(
    "is unknown to repeats after its time-out, before and after IAM's answer is %s",
    async (end) => {
      const asked = Promise.withResolvers<void>();
      const answered = Promise.withResolvers<void>();
      await using account = await createTestGateway({
        limits: { requestTimeoutMs: 50 },
        async delay() {
          asked.resolve();
          await answered.promise;
          if (end === "lost") throw new Error("socket hang up");
        },
      });
      const first = await create(account);
      await asked.promise;
      expect(first.errors?.[0]?.extensions).toMatchObject({ code: "REQUEST_TIMEOUT", outcome: "UNKNOWN" });
      const unknown = [expect.objectContaining({ extensions: { code: "IDEMPOTENCY_OUTCOME_UNKNOWN" } })];
      expect((await create(account)).errors).toEqual(unknown);
      answered.resolve();
      await new Promise(setImmediate);
      expect((await create(account)).errors).toEqual(unknown);
      expect(account.counts()).toEqual({ CreateUser: 1 });
    },
  );

  it("is answered to a repeat if the first client has disconnected", async () => {
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    await using account = await createTestGateway({
      async delay() {
        asked.resolve();
        await answered.promise;
      },
    });
    const controller = new AbortController();
    const first = account.gateway.fetch("http://127.0.0.1:4000/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", ...KEY },
      body: JSON.stringify({ query: createUser, variables: { name: "alice" } }),
      signal: controller.signal,
    });
    await asked.promise;
    controller.abort();
    await Promise.allSettled([first]);
    answered.resolve();
    let again = await create(account);
    while (again.errors?.[0]?.extensions?.["code"] === "IDEMPOTENCY_IN_PROGRESS") again = await create(account);
    expect([again.data, again.errors]).toEqual([
      { createUser: { __typename: "CreateUserPayload", user: { userName: "alice", userId: expect.any(String) } } },
      undefined,
    ]);
    expect(account.counts()).toMatchObject({ CreateUser: 1 });
  });
});

describe("an answer that is too large to be kept", () => {
  it("is replaced by what was done: a repeat is given that, and nothing is written", async () => {
    const database = openStateFile(":memory:");
    await using account = await createTestGateway({
      idempotency: new IdempotencyRecords(database),
      limits: { maxBodyBytes: 10_000_000, maxTokens: 20_000, maxAliases: 20_000 },
    });
    const document = mutationAnswering(100 * KIB);
    const first = await account.execute<{ device: { base32StringSeed: string } }, object>(document, {}, KEY);
    expect(first.errors).toBeUndefined();
    const calls = account.counts();
    const again = await account.execute(document, {}, KEY);
    expect(again.response.status).toBe(409);
    expect(again.response.headers.get("idempotency-replayed")).toBe("true");
    expect(again.data).toBeUndefined();
    const requestId = expect.stringMatching(/^[\da-f-]{36}$/);
    expect(again.errors).toEqual([
      {
        message: expect.stringContaining("too large to store"),
        extensions: {
          code: "IDEMPOTENCY_RESULT_NOT_KEPT",
          outcomes: [
            {
              field: "createUser",
              mutation: "createUser",
              outcome: "done",
              writes: [{ action: "CreateUser", target: "alice", outcome: "done", requestId }],
            },
            {
              field: "again",
              mutation: "createUser",
              outcome: "refused",
              code: "EntityAlreadyExists",
              writes: [{ action: "CreateUser", target: "alice", outcome: "refused", requestId }],
            },
            {
              field: "device",
              mutation: "createVirtualMfaDevice",
              outcome: "done",
              writes: [expect.objectContaining({ action: "CreateVirtualMFADevice", outcome: "done" })],
            },
          ],
          omitted: { outcomes: 0, writes: 0 },
        },
      },
    ]);
    expect(account.counts()).toEqual(calls);
    const kept = JSON.stringify(database.prepare("SELECT answer FROM idempotency").all());
    expect(kept).not.toContain(String(first.data?.device.base32StringSeed));
    expect(kept.length).toBeLessThan(4 * KIB);
  });

  it("is kept in bounds for all names of fields: the first outcomes that fit, and how many do not", async () => {
    const database = openStateFile(":memory:");
    await using account = await createTestGateway({
      idempotency: new IdempotencyRecords(database),
      limits: { maxBodyBytes: 10_000_000, maxTokens: 20_000, maxAliases: 20_000, maxMutations: 100 },
    });
    const alias = "a".repeat(200);
    const user = `{ ... on CreateUserPayload { user { ${Array.from({ length: 10 }, (_, index) => `${alias}${index}: arn`).join(" ")} } } }`;
    const fields = Array.from({ length: 100 }, (_, index) => {
      return `${alias}${index}: createUser(input: {userName: "u${index}"}) ${user}`;
    });
    const document = `mutation { ${fields.join(" ")} }`;
    await account.execute(document, {}, KEY);
    const { errors } = await account.execute(document, {}, KEY);
    const extensions = errors?.[0]?.extensions as { outcomes: { field: string }[]; omitted: object };
    const { length } = extensions.outcomes;
    expect(length).toBeGreaterThan(10);
    expect(extensions.outcomes.map(({ field }) => field)).toEqual(
      Array.from({ length }, (_, index) => `${alias}${index}`),
    );
    expect(extensions.omitted).toEqual({ outcomes: 100 - length, writes: 100 });
    expect(JSON.stringify(extensions).length).toBeLessThan(17 * KIB);
    expect(account.counts()).toEqual({ CreateUser: 100 });
  });

  it("is any above 64 KiB, and any once a caller's answers take 16 MiB, until these are 24 hours old", async () => {
    let now = 0;
    const database = openStateFile(":memory:");
    const open = () => new IdempotencyRecords(database);
    const content = { document: "mutation { a }" };
    const answer = "x".repeat(64 * KIB);
    let records = open();
    expect(records.hasRoomFor("alice", answer.length + 1)).toBe(false);
    for (let index = 0; index < 256; index += 1) {
      expect(records.hasRoomFor("alice", answer.length)).toBe(true);
      records.begin("alice", `k${index}`, content, now);
      records.complete("alice", `k${index}`, answer);
    }
    // Counted, and read from the file after a restart.
    for (const _ of [1, 2]) {
      expect(records.hasRoomFor("alice", 1)).toBe(false);
      expect(records.hasRoomFor("bob", answer.length)).toBe(true);
      records = open();
    }
    now += 24 * 3_600_000;
    records.begin("alice", "later", content, now);
    expect(records.hasRoomFor("alice", answer.length)).toBe(true);
  });
});

describe("a record of an earlier version", () => {
  it("is replayed to an equal request, and not to another one", () => {
    const database = openStateFile(":memory:");
    const records = new IdempotencyRecords(database);
    const { value } = database.prepare("SELECT value FROM secrets WHERE name = 'content'").get() as { value: Buffer };
    const text =
      '{"document":"mutation {\\n  a\\n}","operationName":null,"variables":{"a":1,"b":{"c":[null,"ü"],"d":true}}}';
    const digest = createHmac("sha256", value).update(text).digest();
    database.prepare("INSERT INTO idempotency VALUES ('alice', 'k1', ?, 0, 'answer')").run(digest);
    const content = {
      document: "mutation {\n  a\n}",
      operationName: undefined,
      variables: { b: { d: true, c: [null, "ü"] }, a: 1 },
    };
    expect(records.begin("alice", "k1", content, 1)).toEqual({ state: "answered", answer: "answer" });
    const other = { ...content, variables: { ...content.variables, a: 2 } };
    expect(records.begin("alice", "k1", other, 1)).toEqual({ state: "other-content" });
  });
});
