import { once } from "node:events";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { LogDestination } from "../../../src/platform/logger/log-destination.ts";
import { createLogger } from "../../../src/platform/logger/logger.ts";
import { collect, launch, post } from "../../support/command.ts";
import { endProcess } from "../../support/process.ts";

const mutation = 'mutation { deleteGroup(input: { groupName: "unknown" }) { __typename } }';

/** Starts the command, and reads only the ready line of its output. */
async function start(env: Record<string, string>) {
  const child = launch([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:", ...env });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, "line");
  lines.close();
  child.stdout.pause();
  return {
    child,
    url: String(JSON.parse(String(line)).graphql),
    [Symbol.asyncDispose]: () => endProcess(child),
  };
}

describe("a gateway whose stderr is not read", () => {
  it("serves requests, and ends at SIGTERM", async () => {
    await using command = await start({ IAMQL_LOG_LEVEL: "debug" });
    // Each logs a line of about 150 bytes; a pipe buffers 64 kB.
    for (let round = 0; round < 40; round += 1) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => post(command.url, "{ __typename }")));
      expect(answers).toEqual(answers.map(() => ({ data: { __typename: "Query" } })));
    }
    command.child.kill("SIGTERM");
    const [code] = await once(command.child, "exit");
    expect(code).toBe(0);
  });

  it("keeps the lines for a late reader", async () => {
    await using command = await start({ IAMQL_LOG_LEVEL: "debug" });
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 50 }, () => post(command.url, "{ __typename }")));
    }
    const stderr = collect(command.child.stderr);
    await expect.poll(() => stderr().split('"operation executed"').length - 1).toBe(1000);
  });
});

describe("the log", () => {
  it("drops lines above 1 MiB that are not read, and later says how many", async () => {
    const stream = new PassThrough({ highWaterMark: 1000 });
    const log = createLogger("info", new LogDestination(stream));
    for (let line = 0; line < 30; line += 1) log.info({ text: "x".repeat(100_000) }, "long");
    expect(stream.writableLength).toBeLessThan(1_048_576);
    const text = collect(stream);
    await expect.poll(text).toContain("were dropped");
    const lines = text()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { dropped } = lines.at(-1);
    expect(dropped + lines.length - 1).toBe(30);
    expect(dropped).toBeGreaterThan(10);
  });

  it("continues after its reader has closed the pipe", () => {
    const stream = new PassThrough();
    const log = createLogger("info", new LogDestination(stream));
    stream.destroy(new Error("EPIPE"));
    expect(() => log.info("a line")).not.toThrow();
  });
});

describe("a gateway whose audit goes to a stdout that is not read", () => {
  it("delays only mutations, and loses no line", async () => {
    await using command = await start({ IAMQL_AUDIT_FILE: "-" });
    let answered = 0;
    const mutations = Array.from({ length: 1000 }, async () => {
      const { data } = await post(command.url, mutation);
      answered += 1;
      return data.deleteGroup.__typename;
    });
    for (let round = 0; round < 20; round += 1) {
      expect(await post(command.url, "{ __typename }")).toEqual({ data: { __typename: "Query" } });
    }
    expect(answered).toBeLessThan(1000);
    const stdout = collect(command.child.stdout);
    command.child.stdout.resume();
    expect(new Set(await Promise.all(mutations))).toEqual(new Set(["NoSuchEntityError"]));
    await expect.poll(() => stdout().split('"event":"outcome"').length - 1).toBe(1000);
  });
});
