import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { expectBounded } from "../../attacks/attack.ts";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { temporaryFolder } from "../../support/command.ts";

const REQUESTS = 300;
/** Number of requests in a flood that is rejected. */
const FLOOD = 2000;

interface PipelineOptions {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly count?: number;
}

/** Sends requests in one write on one connection. Resolves with the statuses of all responses, in order. */
function pipeline(
  url: string,
  { path = "/graphql", headers = {}, count = REQUESTS }: PipelineOptions,
): Promise<string[]> {
  const { hostname, port, host } = new URL(url);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${path} HTTP/1.1\r\n${lines.join("")}`;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${`${request}\r\n`.repeat(count - 1)}${request}connection: close\r\n\r\n`),
    );
    socket.on("data", (chunk) => chunks.push(chunk)).on("error", reject);
    socket.on("close", () => {
      const text = Buffer.concat(chunks).toString("latin1");
      resolve([...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status = ""]) => status));
    });
  });
}

/** Sends requests in one write on one connection, and reads nothing until disposal. */
async function pipelineWithoutReading(url: string, path: string, count: number): Promise<Disposable> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname)
    .pause()
    .on("error", () => {});
  const request = `GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept-encoding: gzip\r\n\r\n`;
  await new Promise<void>((resolve) => socket.write(request.repeat(count), () => resolve()));
  return { [Symbol.dispose]: () => void socket.destroy() };
}

const page = { headers: { accept: "text/html" } };

describe("a flood of requests without authentication", () => {
  it.each([
    ["one connection", 1],
    ["8 connections", 8],
  ])("for GraphiQL's page on %s takes little memory, and others are served meanwhile", async (_where, connections) => {
    await using attacked = await startAttacked();
    const report = await attacked.during(() =>
      Promise.all(Array.from({ length: connections }, () => pipeline(attacked.url, page))),
    );
    const statuses = report.result.flat();
    expect(statuses).toHaveLength(connections * REQUESTS);
    expect(statuses.filter((status) => status !== "200" && status !== "429")).toEqual([]);
    expectBounded(report);
  });

  it("for GraphiQL's largest asset by clients that do not read takes little memory, and others are served meanwhile", async () => {
    await using attacked = await startAttacked();
    const html = await (await fetch(attacked.url, page)).text();
    const [, asset = ""] = /src="(graphql\/assets\/graphiql\.[^"]+)"/.exec(html) ?? [];
    const report = await attacked.during(async () => {
      using stack = new DisposableStack();
      for (let connection = 0; connection < 8; connection += 1) {
        stack.use(await pipelineWithoutReading(attacked.url, `/${asset}`, REQUESTS));
      }
      for (let query = 0; query < 50; query += 1) await attacked.post("{ __typename }");
    });
    expectBounded(report);
  });

  it("with bad tokens and without tokens is rejected, and a caller with a token is served from the same address", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_AUTH_TOKENS_FILE = temporary.file("tokens.json");
    const sha256 = createHash("sha256").update("t0ken").digest("hex");
    writeFileSync(IAMQL_AUTH_TOKENS_FILE, JSON.stringify([{ sha256, subject: "ann", scopes: ["iam:read"] }]));
    const limits = { IAMQL_ADDRESS_REQUESTS_PER_MINUTE: "100", IAMQL_CALLER_REQUESTS_PER_MINUTE: "1000000" };
    await using attacked = await startAttacked(
      { IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE, ...limits },
      { authorization: "Bearer t0ken" },
    );
    const path = "/graphql?query={__typename}";
    const report = await attacked.during(async () => [
      await pipeline(attacked.url, { path, headers: { authorization: "Bearer bad" }, count: FLOOD }),
      await pipeline(attacked.url, { path, count: FLOOD }),
      await pipeline(attacked.url, page),
    ]);
    const [bad = [], none, pages] = report.result;
    expect(bad.slice(0, 100)).toEqual(Array(100).fill("401"));
    expect(new Set(bad)).toEqual(new Set(["401", "429"]));
    expect(none?.filter((status) => status === "429").length).toBeGreaterThan(FLOOD - 100 * 2);
    expect(pages?.filter((status) => status === "429").length).toBeGreaterThan(REQUESTS - 100);
    expectBounded(report);
    const { stderr } = await attacked.stop();
    expect(stderr.split("\n").length).toBeLessThan(30);
    expect(stderr).toContain("the token is not in IAMQL_AUTH_TOKENS_FILE");
  });
});
