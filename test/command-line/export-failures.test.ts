import { describe, expect, it } from "vitest";
import { command } from "../../src/command-line/export/index.ts";
import { runHere } from "../support/command.ts";
import { answerJson, type Responder, startHttpServer } from "../support/http-server.ts";

const run = (words: readonly string[]) => runHere(command, words);

/** A gateway that answers as the test says, one after the other. */
function startReplying(...replies: Responder[]) {
  return startHttpServer((asked, response) => replies.shift()?.(asked, response));
}

const page =
  (nodes: readonly unknown[], endCursor: string | null, hasNextPage: boolean): Responder =>
  (_asked, response) =>
    answerJson(response, { data: { list: { nodes, pageInfo: { endCursor, hasNextPage } } } });

const throttled: Responder = (_asked, response) =>
  answerJson(response, {
    data: { list: null },
    errors: [{ message: "IAM is throttling", path: ["list"], extensions: { code: "IAM_THROTTLED", retryAfterMs: 1 } }],
  });

const failing =
  (code: string): Responder =>
  (_asked, response) =>
    answerJson(response, {
      data: { list: { nodes: [{ userName: "b", tags: null }], pageInfo: { endCursor: "two", hasNextPage: true } } },
      errors: [{ message: "Not to be known", path: ["list", "nodes", 0, "tags"], extensions: { code } }],
    });

describe("iamql export over a gateway that fails", () => {
  const words = (url: string) => ["users", "--all", "--fields", "userName", "--url", url];
  const first = page([{ userName: "a" }], "one", true);

  it("asks again for a page that was throttled, when it is told to", async () => {
    await using server = await startReplying(first, throttled, throttled, page([{ userName: "b" }], "two", false));
    expect(await run(words(server.url))).toEqual({
      stdout: '{"userName":"a"}\n{"userName":"b"}\n',
      stderr: "2 users\n",
      failure: undefined,
    });
    expect(server.requests.map(({ body }) => JSON.parse(body).variables.after)).toEqual([
      undefined,
      "one",
      "one",
      "one",
    ]);
  });

  it("asks for a page half as large if the answer is too large", async () => {
    const tooLarge: Responder = (_asked, response) =>
      answerJson(response, {
        errors: [{ message: "Too large", extensions: { code: "RESPONSE_TOO_LARGE", limit: 1 } }],
      });
    await using server = await startReplying(tooLarge, tooLarge, page([{ userName: "a" }], "one", false));
    expect((await run(words(server.url))).stdout).toBe('{"userName":"a"}\n');
    expect(server.requests.map(({ body }) => JSON.parse(body).variables.first)).toEqual([1000, 500, 250]);
  });

  it("gives up where that does not end, and says where to go on", async () => {
    await using server = await startReplying(first, ...Array.from({ length: 9 }, () => throttled), first);
    const { stdout, failure } = await run(words(server.url));
    expect([failure?.exitCode, stdout]).toEqual([3, '{"userName":"a"}\n']);
    expect(failure?.message).toMatch(/IAM_THROTTLED.* 1 users are written: go on with --after one$/);
    expect(server.requests).toHaveLength(10);
  });

  it("writes nothing of a page that lacks something, exits 3 and says where to go on", async () => {
    await using server = await startReplying(first, failing("IAM_ACCESS_DENIED"));
    const { stdout, failure } = await run(words(server.url));
    expect([failure?.exitCode, stdout]).toEqual([3, '{"userName":"a"}\n']);
    expect(failure?.message).toBe(
      "The answer has an error: list.nodes.0.tags: Not to be known (IAM_ACCESS_DENIED). " +
        "1 users are written: go on with --after one",
    );
  });

  it("does not tell to go on with a cursor that was refused", async () => {
    await using server = await startReplying((_asked, response) =>
      answerJson(response, {
        data: null,
        errors: [{ message: "after is a cursor of another list", extensions: { code: "BAD_USER_INPUT" } }],
      }),
    );
    const { failure } = await run([...words(server.url), "--after", "other"]);
    expect([failure?.exitCode, failure?.message]).toEqual([
      3,
      "The answer has an error: after is a cursor of another list (BAD_USER_INPUT). Nothing is written.",
    ]);
  });

  it("exits 4 where the connection breaks, and says where to go on", async () => {
    await using server = await startReplying(first, (_asked, response) => response.destroy());
    const { failure } = await run(words(server.url));
    expect([failure?.exitCode, failure?.message]).toEqual([
      4,
      expect.stringMatching(/gave no answer .*go on with --after one$/),
    ]);
  });

  it.each([null, "one"])("does not go round in circles where the next page begins at %j", async (endCursor) => {
    await using server = await startReplying(first, page([{ userName: "b" }], endCursor, true));
    const { failure } = await run(words(server.url));
    expect([failure?.exitCode, failure?.message]).toEqual([
      4,
      expect.stringContaining("says that there is more, but not where it goes on"),
    ]);
  });
});
