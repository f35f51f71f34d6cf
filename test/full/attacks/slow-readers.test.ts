import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { post, sendWithoutReading } from "../../attacks/unread-answers.ts";
import { temporaryFolder } from "../../support/command.ts";
import { writeFullAccount } from "../../support/full-account.ts";

const WRITE_TIMEOUT_MS = 2000;
const MAX_ADDED_MIB = 256;
/** With answers of 15 MB: those under construction, and what waits for clients. */
const MAX_ADDED_BY_LARGEST_MIB = 1024;
const MAX_OTHER_MS = 2000;

/** Some 1.3 MB each, of which the operating system keeps a few for each connection. */
const TYPES = "__schema { types { name description fields { name description args { name description } } } }";
const QUERY = `{ ${Array.from({ length: 25 }, (_, index) => `a${index}: ${TYPES}`).join(" ")} }`;

let attacked: Awaited<ReturnType<typeof startAttacked>>;
beforeAll(async () => {
  attacked = await startAttacked({ IAMQL_WRITE_TIMEOUT_MS: String(WRITE_TIMEOUT_MS) });
});
afterAll(() => attacked[Symbol.asyncDispose]());

describe("clients that send requests and read nothing", () => {
  it.each([8, 24])(
    "are cut off, with bounded memory and others answered meanwhile: %i connections, 50 large answers each",
    async (connections) => {
      const requests = post("/graphql", JSON.stringify({ query: QUERY })).repeat(50);
      const report = await attacked.during(() => sendWithoutReading(attacked.url, connections, requests));
      expect(report.addedMiB).toBeLessThan(MAX_ADDED_MIB);
      expect(report.slowestOtherMs).toBeLessThan(MAX_OTHER_MS);
      expect(report.otherAnswers).toBeGreaterThan(1);
    },
  );

  it.each(["text/event-stream", "multipart/mixed"])(
    "are cut off if they ask for an answer in parts: %s",
    async (type) => {
      const query = `{ ${Array.from({ length: 25 }, (_, index) => `... @defer { a${index}: ${TYPES} }`).join(" ")} }`;
      const requests = post("/graphql", JSON.stringify({ query }), `Accept: ${type}\r\n`).repeat(50);
      const report = await attacked.during(() => sendWithoutReading(attacked.url, 8, requests));
      expect(report.addedMiB).toBeLessThan(MAX_ADDED_MIB);
      expect(report.slowestOtherMs).toBeLessThan(MAX_OTHER_MS);
    },
  );
});

describe("clients that ask for the largest answers and read nothing", () => {
  it.each([8, 60])("are cut off, and no more answers are made than wait: %i connections", async (connections) => {
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
    console.log(`added ${report.addedMiB.toFixed(0)} MiB; the slowest took ${report.slowestOtherMs.toFixed(0)} ms`);
    expect(report.addedMiB).toBeLessThan(MAX_ADDED_BY_LARGEST_MIB);
    expect(report.slowestOtherMs).toBeLessThan(MAX_OTHER_MS);
    expect(report.otherAnswers).toBeGreaterThan(1);
  });
});
