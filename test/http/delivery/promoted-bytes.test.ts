import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OwnServerProcess, startOwn } from "../../../bench/embedded-iam/processes.ts";
import type { ServerQuestion } from "../../../bench/throughput/answer-parent.ts";
import { post } from "../../support/command.ts";

let server: OwnServerProcess<ServerQuestion>;

beforeAll(async () => {
  const script = new URL("promoted-bytes/server.ts", import.meta.url);
  // Without this flag, V8 allocates objects in the old generation if most of their kind survived the first scavenges,
  // which depends on the moments of these.
  const flags = ["--no-allocation-site-pretenuring"];
  server = await startOwn<ServerQuestion>(script, [], (child) => child.disconnect(), flags);
});

afterAll(() => server[Symbol.asyncDispose]());

/**
 * Sends the requests one after the other: equal ones at the same time would share an answer. `fetch` accepts gzip and brotli
 * equally, as browsers do, so the answers are compressed.
 */
async function send(query: string, requests: number): Promise<void> {
  for (let request = 0; request < requests; request++) {
    const { data, errors } = await post(server.urls[0], query, { first: 100 + (request % 3) });
    if (errors || data.users.nodes.length !== 100) throw new Error(`expected 100 users: ${JSON.stringify(errors)}`);
  }
}

async function promotedBytesPerRequest(query: string): Promise<number> {
  const requests = 400;
  await send(query, 300);
  await server.ask({ ask: "count promoted bytes" });
  await send(query, requests);
  return (await server.ask({ ask: "promoted bytes" })) / requests;
}

/** 0.1 to 0.7 kB are measured. A page in an object literal with a getter leaves more than 20 kB, a small literal or a new gzip encoder 2 kB. */
const MAX_PROMOTED_BYTES = 1500;

describe("an answered request leaves almost nothing to the old generation", () => {
  it.each([
    [
      "a page of 100 users",
      "nodes { userName userId arn path createDate passwordLastUsed } pageInfo { hasNextPage endCursor }",
    ],
    ["a page of 100 users with their groups", "nodes { userName groups { nodes { groupName } } }"],
    [
      "a page of 100 users with their MFA devices",
      "nodes { mfaDevices { totalCount nodes { serialNumber } } } totalCount",
    ],
  ])("%s", async (_what, selection) => {
    const query = `query ($first: Int) { users(first: $first) { ${selection} } }`;
    expect(await promotedBytesPerRequest(query)).toBeLessThan(MAX_PROMOTED_BYTES);
  });
});
