import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectBounded } from "../../attacks/attack.ts";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { post, sendWithoutReading } from "../../attacks/unread-answers.ts";
import { temporaryFolder } from "../../support/command.ts";
import { writeFullAccount } from "../../support/full-account.ts";

const WRITE_TIMEOUT_MS = 2000;
/** With responses of 15 MB: those under construction, and those that wait for clients. */
const MAX_ADDED_BY_LARGEST_MIB = 1024;

/** A response has about 1.3 MB. The operating system buffers a few of them for each connection. */
const TYPES = "__schema { types { name description fields { name description args { name description } } } }";
const QUERY = `{ ${Array.from({ length: 25 }, (_, index) => `a${index}: ${TYPES}`).join(" ")} }`;

let attacked: Awaited<ReturnType<typeof startAttacked>>;
beforeAll(async () => {
  attacked = await startAttacked({ IAMQL_WRITE_TIMEOUT_MS: String(WRITE_TIMEOUT_MS) });
});
afterAll(() => attacked[Symbol.asyncDispose]());

describe("clients that send requests and read nothing", () => {
  it.each([8, 24])(
    "are disconnected, with bounded memory, and others are served meanwhile: %i connections, 50 large responses each",
    async (connections) => {
      const requests = post("/graphql", JSON.stringify({ query: QUERY })).repeat(50);
      const report = await attacked.during(() => sendWithoutReading(attacked.url, connections, requests));
      console.log(`worked at most ${report.mostWorkMs.toFixed(0)} ms; waited ${report.slowestOtherMs.toFixed(0)} ms`);
      expectBounded(report);
      expect(report.otherAnswers).toBeGreaterThan(1);
    },
  );

  it.each(["text/event-stream", "multipart/mixed"])(
    "are disconnected if they request incremental delivery: %s",
    async (type) => {
      const query = `{ ${Array.from({ length: 25 }, (_, index) => `... @defer { a${index}: ${TYPES} }`).join(" ")} }`;
      const requests = post("/graphql", JSON.stringify({ query }), `Accept: ${type}\r\n`).repeat(50);
      const report = await attacked.during(() => sendWithoutReading(attacked.url, 8, requests));
      expectBounded(report);
    },
  );
});

describe("clients that request the largest responses and read nothing", () => {
  it.each([8, 60])(
    "are disconnected, and no more responses are built than can wait: %i connections",
    async (connections) => {
      await using temporary = await temporaryFolder();
      const file = temporary.file("iam.sqlite");
      await writeFullAccount(file);
      await using large = await startAttacked({
        IAMQL_EMBEDDED_IAM_FILE: file,
        IAMQL_WRITE_TIMEOUT_MS: String(WRITE_TIMEOUT_MS),
        IAMQL_REQUEST_TIMEOUT_MS: "15000",
      });
      const query =
        "{ users(first: 1000) { nodes { groups(first: 1) { nodes { users(first: 48) { nodes { tags { key value } arn userName path } } } } } } }";
      const requests = post("/graphql", JSON.stringify({ query })).repeat(5);
      const report = await large.during(() => sendWithoutReading(large.url, connections, requests));
      console.log(`added ${report.addedMiB.toFixed(0)} MiB; worked at most ${report.mostWorkMs.toFixed(0)} ms`);
      expectBounded(report, MAX_ADDED_BY_LARGEST_MIB);
      expect(report.otherAnswers).toBeGreaterThan(1);
    },
  );
});
