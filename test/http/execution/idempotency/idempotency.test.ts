import { statSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { IdempotencyRecords } from "../../../../src/http/execution/idempotency/records.ts";
import { openStateFile } from "../../../../src/state/state-file.ts";
import { temporaryFolder } from "../../../support/command.ts";
import { createTestGateway, iamError, type TestGateway } from "../../../support/gateway.ts";

const createUser = `mutation Create($name: String!) {
  createUser(input: {userName: $name}) { __typename ... on CreateUserPayload { user { userName userId } } ... on IamError { code requestId } }
}`;

const hour = 60 * 60 * 1000;

function create(account: TestGateway, name: string, key: string) {
  return account.execute(createUser, { name }, { "idempotency-key": key });
}

describe("a mutation with an idempotency key", () => {
  it("runs once: a repeat gets the first response, and nothing is written", async () => {
    await using account = await createTestGateway();
    const first = await create(account, "alice", "k1");
    const again = await create(account, "alice", "k1");
    expect(again.data).toEqual(first.data);
    expect(first.data).toMatchObject({ createUser: { user: { userName: "alice" } } });
    expect(account.counts()).toEqual({ CreateUser: 1 });
    expect(first.response.headers.get("idempotency-replayed")).toBeNull();
    expect(again.response.headers.get("idempotency-replayed")).toBe("true");
  });

  it("replays an error of IAM too", async () => {
    await using account = await createTestGateway();
    await create(account, "alice", "k1");
    const first = await create(account, "alice", "k2");
    expect(first.data).toMatchObject({ createUser: { code: "EntityAlreadyExists" } });
    expect((await create(account, "alice", "k2")).data).toEqual(first.data);
    expect(account.counts()).toEqual({ CreateUser: 2 });
  });

  it("replays that the change was made if a field of the payload failed unexpectedly", async () => {
    await using account = await createTestGateway({
      intercept({ action }) {
        if (action === "ListGroupsForUser") throw new TypeError("unexpected");
        return undefined;
      },
    });
    const execute = () =>
      account.execute(
        'mutation { createUser(input: { userName: "a" }) { ... on CreateUserPayload { user { userName groups { totalCount } } } } }',
        {},
        { "idempotency-key": "k1" },
      );
    const [first, again] = [await execute(), await execute()];
    expect(first.errors).toMatchObject([{ extensions: { code: "INTERNAL_SERVER_ERROR", outcome: "DONE" } }]);
    expect(again.errors).toMatchObject([{ extensions: { code: "INTERNAL_SERVER_ERROR", outcome: "DONE" } }]);
    expect(account.counts()["CreateUser"]).toBe(1);
  });

  it("is rejected if the key was used for other variables or another document", async () => {
    await using account = await createTestGateway();
    await create(account, "alice", "k1");
    for (const { errors, response } of [
      await create(account, "bob", "k1"),
      await account.execute(
        'mutation { createGroup(input: {groupName: "g"}) { __typename } }',
        {},
        { "idempotency-key": "k1" },
      ),
    ]) {
      expect(errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_KEY_REUSED" } })]);
      expect(response.status).toBe(422);
    }
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });

  it("has the same content with another layout of the document and order of the variables", async () => {
    await using account = await createTestGateway();
    const two = "mutation($a: String!, $b: String) { createUser(input: {userName: $a, path: $b}) { __typename } }";
    await account.execute(two, { a: "alice", b: "/" }, { "idempotency-key": "k1" });
    const again = await account.execute(two.replaceAll(" ", "\n"), { b: "/", a: "alice" }, { "idempotency-key": "k1" });
    expect(again.data).toEqual({ createUser: { __typename: "CreateUserPayload" } });
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });

  it("is rejected with retry-after while the first one is running", async () => {
    const asked = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    await using account = await createTestGateway({
      audit: async (line) => {
        if (!line.includes('"intent"')) return;
        asked.resolve();
        await goOn.promise;
      },
    });
    const first = create(account, "alice", "k1");
    await asked.promise;
    const { errors, response } = await create(account, "alice", "k1");
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_IN_PROGRESS" } })]);
    expect([response.status, response.headers.get("retry-after")]).toEqual([409, "1"]);
    goOn.resolve();
    expect((await first).data).toMatchObject({ createUser: { user: { userName: "alice" } } });
    expect((await create(account, "alice", "k1")).data).toEqual((await first).data);
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });

  it("does not run again if a crash interrupted the first one, because its outcome is unknown", async () => {
    await using folder = await temporaryFolder();
    const state = folder.file("gateway.sqlite");
    const crashed = new IdempotencyRecords(openStateFile(state));
    await using before = await createTestGateway({
      idempotency: crashed,
      // The process ends right when IAM is asked.
      intercept: () => {
        crashed.close();
        return undefined;
      },
    });
    await create(before, "alice", "k1");
    await using after = await createTestGateway({ idempotency: new IdempotencyRecords(openStateFile(state)) });
    const { errors } = await create(after, "alice", "k1");
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_OUTCOME_UNKNOWN" } })]);
    expect(after.counts()).toEqual({});
  });

  it("is remembered over a restart, for 24 hours and no longer", async () => {
    await using folder = await temporaryFolder();
    let now = Date.parse("2026-03-01T10:00:00Z");
    const open = () => new IdempotencyRecords(openStateFile(folder.file("gateway.sqlite")));
    const first = open();
    await using before = await createTestGateway({ idempotency: first, now: () => now });
    const { data } = await create(before, "alice", "k1");
    first.close();
    await using after = await createTestGateway({ idempotency: open(), now: () => now });
    now += 24 * hour - 1;
    expect((await create(after, "alice", "k1")).data).toEqual(data);
    now += 1;
    expect((await create(after, "alice", "k1")).data).not.toEqual(data);
    expect(after.counts()).toEqual({ CreateUser: 1 });
  });

  it("is on disk before IAM is asked, and its answer before it is given", async () => {
    await using folder = await temporaryFolder();
    const database = openStateFile(folder.file("gateway.sqlite"));
    const rows = () => database.prepare("SELECT answer FROM idempotency").all();
    const seen: unknown[] = [];
    await using account = await createTestGateway({
      idempotency: new IdempotencyRecords(database),
      intercept: () => void seen.push(...rows()),
    });
    await create(account, "alice", "k1");
    expect(seen).toEqual([{ answer: null }]);
    expect(rows()).toEqual([{ answer: expect.stringContaining('"alice"') }]);
    expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  });

  it.each([
    ["an input that is not valid", createUser, { name: "a b" }, undefined],
    ["throttling", createUser, { name: "alice" }, iamError(400, "Throttling", "Rate exceeded")],
    ["credentials that may not", createUser, { name: "alice" }, iamError(403, "AccessDenied", "no")],
  ])("is forgotten where nothing was written: %s", async (_what, document, variables, answer) => {
    let isBad = true;
    await using account = await createTestGateway({ intercept: () => (isBad ? answer : undefined) });
    await account.execute(document, variables, { "idempotency-key": "k1" });
    isBad = false;
    const { data } = await create(account, "bob", "k1");
    expect(data).toMatchObject({ createUser: { user: { userName: "bob" } } });
  });

  it("is given the same uncertainty again where IAM's answer did not come", async () => {
    await using account = await createTestGateway({ intercept: () => iamError(500, "ServiceFailure", "no") });
    const first = await create(account, "alice", "k1");
    expect(first.errors?.[0]?.extensions).toMatchObject({ code: "IAM_UNAVAILABLE", outcome: "UNKNOWN" });
    const again = await create(account, "alice", "k1");
    expect(again.errors).toEqual([
      expect.objectContaining({
        path: ["createUser"],
        extensions: expect.objectContaining({ code: "IAM_UNAVAILABLE", outcome: "UNKNOWN" }),
      }),
    ]);
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });

  it("shows no secret twice and keeps none: a repeat tells the serial number of what was created", async () => {
    const database = openStateFile(":memory:");
    await using account = await createTestGateway({ idempotency: new IdempotencyRecords(database) });
    const document = `mutation {
      createUser(input: {userName: "alice"}) { ... on CreateUserPayload { user { userName } } }
      device: createVirtualMfaDevice(input: {virtualMfaDeviceName: "alice"}) {
        ... on CreateVirtualMfaDevicePayload { base32StringSeed qrCodePng virtualMfaDevice { serialNumber } }
      }
    }`;
    const send = () =>
      account.execute<{ device: { base32StringSeed: string; qrCodePng: string } }, object>(
        document,
        {},
        { "idempotency-key": "k1" },
      );
    const first = await send();
    const again = await send();
    expect(again.data).toEqual({ createUser: { user: { userName: "alice" } }, device: null });
    expect(again.errors).toEqual([
      {
        message: expect.stringContaining("delete the device and create another"),
        path: ["device"],
        extensions: { code: "SECRET_ALREADY_SHOWN", serialNumber: "arn:aws:iam::123456789012:mfa/alice" },
      },
    ]);
    const kept = JSON.stringify(database.prepare("SELECT * FROM idempotency").all());
    const { base32StringSeed = "", qrCodePng = "" } = first.data?.device ?? {};
    expect(base32StringSeed).toHaveLength(64);
    expect(kept).not.toContain(base32StringSeed);
    expect(kept).not.toContain(qrCodePng);
  });

  it.each(["", "with space", "ü", "x".repeat(256)])(
    "whose key is %j is refused before anything is asked",
    async (key) => {
      await using account = await createTestGateway();
      const { errors, response } = await create(account, "alice", key);
      expect(errors).toEqual([expect.objectContaining({ extensions: { code: "BAD_USER_INPUT" } })]);
      expect(response.status).toBe(400);
      expect(account.counts()).toEqual({});
    },
  );

  it("runs each time if it is a query", async () => {
    await using account = await createTestGateway();
    const query = "{ accountSummary { users } }";
    for (const _ of [1, 2]) await account.execute(query, {}, { "idempotency-key": "k1" });
    expect(account.counts()).toEqual({ GetAccountSummary: 2 });
  });
});

describe("the records", () => {
  const content = { document: "mutation { a }", operationName: null, variables: {} };

  it("are at most 10,000 for each caller, and the next mutation is rejected, not run without a record", () => {
    const records = new IdempotencyRecords(openStateFile(":memory:"));
    for (let index = 0; index < 10_000; index++) records.begin("alice", `k${index}`, content, 0);
    expect(records.begin("alice", "one more", content, 0)).toEqual({ state: "full" });
    expect(records.begin("bob", "k0", content, 0)).toEqual({ state: "new" });
    expect(records.begin("alice", "one more", content, 24 * hour)).toEqual({ state: "new" });
  });

  it("of one caller are not used for another", () => {
    const records = new IdempotencyRecords(openStateFile(":memory:"));
    records.begin("alice", "k", content, 0);
    expect(records.begin("bob", "k", { ...content, variables: { x: 1 } }, 0)).toEqual({ state: "new" });
  });
});

describe("the state file", () => {
  it("is readable by its owner only, its write-ahead log too", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("data/gateway.sqlite");
    const database = openStateFile(file);
    for (const part of [file, `${file}-wal`]) expect(statSync(part).mode & 0o777).toBe(0o600);
    database.close();
  });

  it("is open in one process at a time", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("gateway.sqlite");
    const database = openStateFile(file);
    expect(() => openStateFile(file)).toThrow(/another process has it open\. .* set IAMQL_STATE_FILE/);
    database.close();
    openStateFile(file).close();
  });

  it("is not changed if it belongs to another application, or is not a database", async () => {
    await using folder = await temporaryFolder();
    const [other, text] = [folder.file("other.sqlite"), folder.file("text")];
    const database = new DatabaseSync(other);
    database.exec("CREATE TABLE t (x)");
    database.close();
    writeFileSync(text, "no database, but longer than the header of one would be. ".repeat(10));
    expect(() => openStateFile(other)).toThrow(/another application/);
    expect(() => openStateFile(text)).toThrow(/not an SQLite database/);
  });
});
