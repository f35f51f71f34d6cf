import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { post, startCommand } from "../support/command.ts";
import { iamAnswer, startFakeIam } from "../support/fake-iam.ts";

/** Opens a connection that begins a request and never completes it. */
async function beginRequest(url: string | undefined, text: string) {
  const { port } = new URL(String(url));
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => {});
  socket.write(text);
  return { [Symbol.dispose]: () => socket.destroy() };
}

describe("SIGTERM", () => {
  it("ends the process although clients of both ports have begun a request that they never complete", async () => {
    await using command = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    const half = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nA";
    using _gateway = await beginRequest(command.ready.graphql, half);
    using _iam = await beginRequest(command.ready.iam, half);
    expect((await command.stop()).code).toBe(0);
  });

  it("ends a query after ten seconds, but lets a mutation finish with a response and an audit outcome", async () => {
    const begun = new Set<string>();
    const bothBegun = Promise.withResolvers<void>();
    const write = Promise.withResolvers<void>();
    await using iam = await startFakeIam({
      async answer({ action }) {
        begun.add(action);
        if (begun.size === 2) bothBegun.resolve();
        if (action !== "DeleteGroup") return "never";
        await write.promise;
        return iamAnswer(action);
      },
    });
    await using command = await startCommand([], {
      IAMQL_IAM_BACKEND: "aws",
      IAMQL_AUTH: "none",
      AWS_ENDPOINT_URL_IAM: iam.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    const mutation = post(
      command.ready.graphql,
      'mutation { deleteGroup(input: { groupName: "developers" }) { __typename } }',
    );
    const query = post(command.ready.graphql, "{ groups { nodes { groupName } } }").then(
      () => "answered",
      () => "cut off",
    );
    await bothBegun.promise;
    command.signal("SIGTERM");
    expect(await query).toBe("cut off");
    write.resolve();
    expect(await mutation).toEqual({ data: { deleteGroup: { __typename: "DeleteGroupPayload" } } });
    const { code, stdout } = await command.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('"outcome":"done"');
  });
});
