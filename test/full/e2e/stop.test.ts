import { Agent, request } from "node:http";
import { describe, expect, it } from "vitest";
import { startCommand } from "../../support/command.ts";
import { iamAnswer, startFakeIam } from "../../support/fake-iam.ts";

interface Reply {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly body: string;
}

/** Sends a request through an agent, which keeps its connections open. */
function ask(agent: Agent, url: string, query?: string, accept = "application/json"): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const method = query === undefined ? "GET" : "POST";
    const sent = request(
      url,
      { agent, method, headers: { "content-type": "application/json", accept } },
      async (response) => {
        let body = "";
        for await (const chunk of response.setEncoding("utf8")) body += chunk;
        resolve({ status: response.statusCode, connection: response.headers.connection, body });
      },
    );
    sent.on("error", reject).end(query && JSON.stringify({ query }));
  });
}

function aws(url: string): Record<string, string> {
  return {
    IAMQL_IAM_BACKEND: "aws",
    IAMQL_AUTH: "none",
    AWS_ENDPOINT_URL_IAM: url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
  };
}

const createDeveloper = 'mutation { createGroup(input: { groupName: "developers" }) { __typename } }';
const group =
  "<Group><Path>/</Path><GroupName>developers</GroupName><GroupId>AGPA</GroupId><Arn>arn:aws:iam::123456789012:group/developers</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Group>";

describe("a gateway that stops", () => {
  it.each([1, 2, 3])("resets no connection of clients that send requests continuously (stop %i)", async () => {
    await using command = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    const url = String(command.ready.graphql);
    const agent = new Agent({ keepAlive: true, maxSockets: 24 });
    const failures: string[] = [];
    let answered = 0;
    const busy = Promise.withResolvers<void>();
    const sendUntilRefused = async () => {
      for (;;) {
        try {
          const { body } = await ask(agent, url, "{ users(first: 20) { nodes { userName tags { key } } } }");
          expect(JSON.parse(body).data.users.nodes).toHaveLength(20);
          answered += 1;
          if (answered === 200) busy.resolve();
        } catch (error) {
          failures.push(String((error as NodeJS.ErrnoException).code ?? error));
          return;
        }
      }
    };
    const clients = Array.from({ length: 24 }, sendUntilRefused);
    await busy.promise;
    const { code } = await command.stop();
    await Promise.all(clients);
    expect(new Set(failures)).toEqual(new Set(["ECONNREFUSED"]));
    expect(code).toBe(0);
    agent.destroy();
  });

  it("finishes a running mutation with its audit outcome, and reports on open connections that it is not ready", async () => {
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using iam = await startFakeIam({
      async answer({ action }) {
        asked.resolve();
        await answer.promise;
        return iamAnswer(action, group);
      },
    });
    await using command = await startCommand([], aws(iam.url));
    const url = String(command.ready.graphql);
    const ready = url.replace("/graphql", "/health/ready");
    const agent = new Agent({ keepAlive: true });
    const mutation = ask(agent, url, createDeveloper);
    await asked.promise;
    expect(await ask(agent, ready)).toMatchObject({ status: 200, connection: "keep-alive" });
    command.signal("SIGTERM");
    // Once it no longer listens, the signal has arrived.
    const other = new Agent();
    while (
      await ask(other, ready).then(
        () => true,
        () => false,
      )
    );
    expect(await ask(agent, ready)).toMatchObject({ status: 503, connection: "close" });
    answer.resolve();
    expect(await mutation).toMatchObject({ status: 200, connection: "close" });
    const { code, stdout } = await command.ended;
    expect(code).toBe(0);
    const [, ...audit] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(audit).toMatchObject([{ event: "intent" }, { event: "outcome", outcome: "done" }]);
  });

  it("ends an incremental response and its connection", async () => {
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using iam = await startFakeIam({
      async answer({ action }) {
        if (action === "ListGroups") {
          asked.resolve();
          await answer.promise;
        }
        return iamAnswer(action, "<Groups/><IsTruncated>false</IsTruncated>");
      },
    });
    await using command = await startCommand([], aws(iam.url));
    const agent = new Agent({ keepAlive: true });
    const parts = ask(agent, String(command.ready.graphql), "{ groups { nodes { groupName } } }", "multipart/mixed");
    await asked.promise;
    command.signal("SIGTERM");
    const other = new Agent();
    while (
      await ask(other, String(command.ready.graphql)).then(
        () => true,
        () => false,
      )
    );
    answer.resolve();
    expect(await parts).toMatchObject({ status: 200, connection: "close" });
    expect((await command.ended).code).toBe(0);
  });
});
