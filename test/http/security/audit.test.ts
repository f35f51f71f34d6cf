import { spawnSync } from "node:child_process";
import { EventEmitter } from "node:events";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openAudit } from "../../../src/http/security/audit/audit-file.ts";
import { temporaryFolder } from "../../support/command.ts";
import { createTestGateway, iamError } from "../../support/gateway.ts";

const createUser = (userName: string) => `mutation { createUser(input: {userName: "${userName}"}) { __typename } }`;

describe("the audit", () => {
  it("has an intent before IAM's first call, and an outcome with IAM's request ids before the answer", async () => {
    const seen: string[] = [];
    await using account = await createTestGateway({
      now: () => Date.parse("2026-03-01T10:00:00Z"),
      audit: async (line) => void seen.push(JSON.parse(line).event),
      intercept: ({ action }) => void seen.push(action),
    });
    await account.execute(createUser("alice"));
    expect(seen).toEqual(["intent", "CreateUser", "outcome"]);
  });

  it("has the caller, the mutation, the entity, the time and the outcome", async () => {
    await using account = await createTestGateway({ now: () => Date.parse("2026-03-01T10:00:00Z") });
    await account.execute(createUser("alice"), undefined, { "x-request-id": "r-1" });
    const entry = {
      time: "2026-03-01T10:00:00.000Z",
      requestId: "r-1",
      caller: "anonymous",
      mutation: "createUser",
      entity: { userName: "alice" },
    };
    expect(account.auditLines.map((line) => JSON.parse(line))).toEqual([
      { ...entry, event: "intent" },
      {
        ...entry,
        event: "outcome",
        outcome: "done",
        writes: [
          {
            action: "CreateUser",
            target: "alice",
            outcome: "done",
            requestId: expect.stringMatching(/^[\da-f-]{36}$/),
          },
        ],
      },
    ]);
  });

  it("allows no IAM call if the intent cannot be written", async () => {
    await using account = await createTestGateway({
      audit: () => Promise.reject(new Error("ENOSPC: no space left on device")),
    });
    const { data, errors } = await account.execute(createUser("alice"));
    expect(data).toEqual({ createUser: null });
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: "AUDIT_UNAVAILABLE" } })]);
    expect(account.counts()).toEqual({});
    expect(account.logLines.join()).toContain("ENOSPC");
  });

  it("returns the mutation's result if only the outcome cannot be written, and logs the failure", async () => {
    await using account = await createTestGateway({
      audit: (line) => (line.includes('"outcome"') ? Promise.reject(new Error("ENOSPC")) : Promise.resolve()),
    });
    expect((await account.execute(createUser("alice"))).data).toEqual({
      createUser: { __typename: "CreateUserPayload" },
    });
    expect(account.logLines.join()).toContain("the outcome of a mutation could not be written to the audit");
  });

  it.each([
    ["refused", "EntityAlreadyExists", iamError(409, "EntityAlreadyExists", "User with name alice already exists.")],
    ["failed", "AccessDenied", iamError(403, "AccessDenied", "no")],
    ["unknown", "ServiceFailure", iamError(500, "ServiceFailure", "no")],
  ] as const)('records the outcome "%s"', async (outcome, code, answer) => {
    await using account = await createTestGateway({ intercept: () => answer });
    await account.execute(createUser("alice"));
    expect(JSON.parse(account.auditLines.at(-1) ?? "")).toMatchObject({ event: "outcome", outcome, code });
  });

  it("records only the rejection of an invalid input, because a value may be a misplaced secret", async () => {
    await using account = await createTestGateway();
    await account.execute(createUser("my password is hunter2"));
    const [intent, outcome] = account.auditLines.map((line) => JSON.parse(line));
    expect(intent).toMatchObject({ entity: {} });
    expect(outcome).toMatchObject({ entity: {}, outcome: "refused", code: "InvalidInput", writes: [] });
    expect(account.auditLines.join()).not.toContain("hunter2");
  });

  it("has each mutation of a document by itself, with its own writes", async () => {
    await using account = await createTestGateway();
    await account.execute(`mutation {
      createUser(input: {userName: "alice"}) { __typename }
      plan: deleteUser(input: {userName: "alice", dryRun: true}) { __typename }
      deleteUser(input: {userName: "alice"}) { __typename }
    }`);
    const outcomes = account.auditLines.map((line) => JSON.parse(line)).filter(({ event }) => event === "outcome");
    expect(outcomes.map(({ mutation, outcome, writes }) => [mutation, outcome, writes.length])).toEqual([
      ["createUser", "done", 1],
      ["deleteUser", "planned", 0],
      ["deleteUser", "done", 1],
    ]);
  });
});

describe("the audit file", () => {
  it("is created with its folders, readable by its owner only, and is continued at its end", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("logs/audit.jsonl");
    await (await openAudit(file))("one");
    await (await openAudit(file))("two");
    expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("can be moved away for rotation while it is written", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("audit.jsonl");
    const write = await openAudit(file);
    await write("one");
    renameSync(file, `${file}.1`);
    await write("two");
    expect([readFileSync(`${file}.1`, "utf8"), readFileSync(file, "utf8")]).toEqual(["one\n", "two\n"]);
  });

  it("keeps lines that come at once whole and in order", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("audit.jsonl");
    const write = await openAudit(file);
    const lines = Array.from({ length: 50 }, (_, index) => `${index} ${"x".repeat(5000)}`);
    await Promise.all(lines.map(write));
    expect(readFileSync(file, "utf8").trimEnd().split("\n")).toEqual(lines);
  });

  it("that is not writable is reported before the start, and a later failure fails only its line", async () => {
    await using folder = await temporaryFolder();
    mkdirSync(folder.file("folder"));
    await expect(openAudit(folder.file("folder"))).rejects.toThrow(/audit cannot be written .* Set IAMQL_AUDIT_FILE/);
    const file = folder.file("audit.jsonl");
    const write = await openAudit(file);
    rmSync(file);
    mkdirSync(file);
    await expect(write("one")).rejects.toThrow("EISDIR");
    rmSync(file, { recursive: true });
    await write("two");
    expect(readFileSync(file, "utf8")).toBe("two\n");
  });

  it("starts each line on its own after one that was cut off, by a full disk or a crash", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("audit.jsonl");
    writeFileSync(file, '{"whole":1}\n{"cut o');
    const write = await openAudit(file);
    expect(readFileSync(file, "utf8")).toBe('{"whole":1}\n{"cut o');
    await write("one");
    await write("two");
    truncateSync(file, statSync(file).size - 2);
    await write("three");
    expect(readFileSync(file, "utf8")).toBe('{"whole":1}\n{"cut o\none\ntw\nthree\n');
  });

  it("may be deleted at any time, its folder too: the next line is in a new one", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("logs/audit.jsonl");
    const write = await openAudit(file);
    await write("one");
    rmSync(folder.file("logs"), { recursive: true });
    await write("two");
    expect(readFileSync(file, "utf8")).toBe("two\n");
  });

  it("fails a line that the disk has no room for, and starts the next one on its own", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("audit.jsonl");
    // No file of that process may become larger than 16 blocks of 512 bytes: of a line, what fits is written.
    const script = `
      import { openAudit } from ${JSON.stringify(new URL("../../../src/http/security/audit/audit-file.ts", import.meta.url).href)};
      process.on("SIGXFSZ", () => {});
      const write = await openAudit(process.argv[1]);
      const outcomes = [];
      for (const size of [100, 20_000, 0]) {
        outcomes.push(await write("x".repeat(size)).then(() => "written", ({ code }) => code));
      }
      process.stderr.write(outcomes.join());
    `;
    for (const [name, written] of [
      [file, file],
      ["-", folder.file("stdout")],
    ] as const) {
      const stdout = name === "-" ? written : "/dev/null";
      const { stderr } = spawnSync(
        "sh",
        [
          "-c",
          'ulimit -f 16; exec "$0" --input-type=module -e "$1" -- "$2" > "$3"',
          process.execPath,
          script,
          name,
          stdout,
        ],
        { encoding: "utf8" },
      );
      expect(stderr).toBe("written,EFBIG,EFBIG");
      const text = readFileSync(written, "utf8");
      expect(text).toHaveLength(16 * 512);
      expect(text.slice(0, 102)).toBe(`${"x".repeat(100)}\nx`);
    }
    await (await openAudit(file))("next");
    expect(readFileSync(file, "utf8").split("\n").slice(2)).toEqual(["next", ""]);
  });

  it("on a stream starts each line on its own after one that failed", async () => {
    const chunks: string[] = [];
    let isFull = true;
    // Not one of Node's: those take nothing more after an error, except stdout.
    const stream = Object.assign(new EventEmitter(), {
      writable: true,
      end() {},
      write(text: string, done: (error?: Error) => void) {
        chunks.push(isFull ? text.slice(0, 2) : text);
        done(isFull ? new Error("ENOSPC") : undefined);
        return true;
      },
      // It has only what the audit uses of a stream.
    }) as unknown as NodeJS.WritableStream;
    const write = await openAudit("-", stream);
    await expect(write("one")).rejects.toThrow("ENOSPC");
    isFull = false;
    await write("two");
    await write("three");
    expect(chunks.join("")).toBe("on\ntwo\nthree\n");
  });
});
