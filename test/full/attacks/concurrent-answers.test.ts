import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectBounded } from "../../attacks/attack.ts";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { temporaryFolder } from "../../support/command.ts";
import { writeFullAccount } from "../../support/full-account.ts";

/** For two responses under construction, and those that are being sent. */
const MAX_ADDED_MIB = 768;
/** If each response is serialized separately, 30 equal ones add 600 MiB, and 200 add 6 GiB. */
const MAX_ADDED_MIB_IF_EQUAL = 480;

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;
beforeAll(async () => {
  temporary = await temporaryFolder();
  file = temporary.file("iam.sqlite");
  await writeFullAccount(file);
});
afterAll(() => temporary[Symbol.asyncDispose]());

/** A query with a response of about 15 MB. */
const largest = (first: number) =>
  `{ users(first: ${first}) { nodes { groups(first: 1) { nodes { users(first: 48) { nodes { tags { key value } arn userName path } } } } } } }`;

/** Sends queries at once, each on its own connection. Returns the statuses and lengths of the responses. */
async function attack(queries: readonly string[], { env = {}, encoding = "identity" } = {}) {
  await using attacked = await startAttacked({ IAMQL_EMBEDDED_IAM_FILE: file, ...env });
  const report = await attacked.during(() =>
    Promise.all(
      queries.map(async (query) => {
        const response = await fetch(attacked.url, {
          method: "POST",
          headers: { "content-type": "application/json", "accept-encoding": encoding },
          body: JSON.stringify({ query }),
        });
        let length = 0;
        for await (const chunk of response.body ?? []) length += chunk.length;
        return { status: response.status, length };
      }),
    ),
  );
  const { result, addedMiB, mostWorkMs } = report;
  console.log(`added ${addedMiB.toFixed(0)} MiB; worked at most ${mostWorkMs.toFixed(0)} ms`);
  expectBounded(report, new Set(queries).size === 1 ? MAX_ADDED_MIB_IF_EQUAL : MAX_ADDED_MIB);
  return result;
}

describe("many of the largest responses at once", { timeout: 120_000 }, () => {
  it.each(["identity", "br"])("are built a few at a time: 50 different ones (%s)", async (encoding) => {
    const queries = Array.from({ length: 50 }, (_, at) => largest(1000 - at));
    const answers = await attack(queries, { encoding, env: { IAMQL_REQUEST_TIMEOUT_MS: "20000" } });
    // 504: its turn did not come in time, which depends on the machine's speed.
    expect(answers.filter(({ status }) => status !== 200 && status !== 504)).toEqual([]);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(4);
  });

  it.each([
    [30, "identity"],
    [200, "br"],
  ])("are serialized once if they are equal: %i (%s)", async (count, encoding) => {
    const queries = Array(count).fill(largest(1000));
    const answers = await attack(queries, { encoding, env: { IAMQL_IAM_CACHE_TTL_MS: "30000" } });
    const [{ length } = { length: 0 }] = answers;
    expect(length).toBeGreaterThan(15_000_000);
    expect(answers).toEqual(Array(count).fill({ status: 200, length }));
  });
});
