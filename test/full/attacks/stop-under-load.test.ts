import { Agent, request } from "node:http";
import { describe, expect, it } from "vitest";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { iamAnswer, startFakeIam } from "../../support/fake-iam.ts";

/** Longer than the 10 seconds that other requests have after SIGTERM. */
const WRITE_MS = 14_000;
const CLIENTS = 24;

const group =
  "<Group><Path>/</Path><GroupName>developers</GroupName><GroupId>AGPA</GroupId><Arn>arn:aws:iam::123456789012:group/developers</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Group>";
const createGroup =
  'mutation { createGroup(input: { groupName: "developers" }) { ... on CreateGroupPayload { group { groupName } } } }';

/** One request through an agent that keeps its connections. */
function send(agent: Agent, url: string, query: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = request(url, { agent, method: "POST", headers }, async (response) => {
      let body = "";
      for await (const chunk of response.setEncoding("utf8")) body += chunk;
      resolve({ status: response.statusCode, body });
    });
    sent.on("error", reject).end(JSON.stringify({ query }));
  });
}

describe("SIGTERM during a mutation of 14 seconds, under the load of 24 clients", () => {
  it("lets the mutation end with its audit outcome, and resets no client's connection", async () => {
    const begun = Promise.withResolvers<void>();
    await using iam = await startFakeIam({
      async answer({ action }) {
        if (action !== "CreateGroup") return iamAnswer(action, "<Groups/><IsTruncated>false</IsTruncated>");
        begun.resolve();
        // The upstream write itself takes this long.
        await new Promise((resolve) => setTimeout(resolve, WRITE_MS));
        return iamAnswer(action, group);
      },
    });
    await using attacked = await startAttacked({
      IAMQL_IAM_BACKEND: "aws",
      IAMQL_AUTH: "none",
      AWS_ENDPOINT_URL_IAM: iam.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
      IAMQL_CALLER_REQUESTS_PER_MINUTE: "1000000",
    });
    const agent = new Agent({ keepAlive: true });
    const mutation = send(agent, attacked.url, createGroup);
    await begun.promise;
    const failures = new Set<string>();
    let answered = 0;
    const busy = Promise.withResolvers<void>();
    const clients = Array.from({ length: CLIENTS }, async () => {
      for (;;) {
        try {
          const { status, body } = await send(agent, attacked.url, "{ groups(first: 20) { nodes { groupName } } }");
          expect({ status, body: JSON.parse(body) }).toEqual({
            status: 200,
            body: { data: { groups: { nodes: [] } } },
          });
          answered += 1;
          if (answered === 200) busy.resolve();
        } catch (error) {
          failures.add(String((error as NodeJS.ErrnoException).code ?? error));
          return;
        }
      }
    });
    await busy.promise;
    attacked.signal("SIGTERM");
    await Promise.all(clients);
    expect(failures).toEqual(new Set(["ECONNREFUSED"]));
    const { status, body } = await mutation;
    expect({ status, ...JSON.parse(body) }).toEqual({
      status: 200,
      data: { createGroup: { group: { groupName: "developers" } } },
    });
    const { code, stdout } = await attacked.ended;
    expect(code).toBe(0);
    const [, ...audit] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(audit).toMatchObject([{ event: "intent" }, { event: "outcome", outcome: "done" }]);
    agent.destroy();
  });
});
