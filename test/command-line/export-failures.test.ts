import { describe, expect, it } from "vitest";
import { command } from "../../src/command-line/export/index.ts";
import { runHere } from "../support/command.ts";
import { answerJson, type Responder, startHttpServer } from "../support/http-server.ts";

const run = (words: readonly string[]) => runHere(command, words);

/** A gateway that sends these responses one after another. */
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

describe("iamql export from a gateway that fails", () => {
  const words = (url: string) => ["users", "--all", "--fields", "userName", "--url", url];
  const first = page([{ userName: "a" }], "one", true);

  it("requests a throttled page again after the given delay", async () => {
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

  it("requests a page of half the size if the response is too large", async () => {
    const tooLarge: Responder = (_asked, response) =>
      answerJson(response, {
        errors: [{ message: "Too large", extensions: { code: "RESPONSE_TOO_LARGE", limit: 1 } }],
      });
    await using server = await startReplying(tooLarge, tooLarge, page([{ userName: "a" }], "one", false));
    expect((await run(words(server.url))).stdout).toBe('{"userName":"a"}\n');
    expect(server.requests.map(({ body }) => JSON.parse(body).variables.first)).toEqual([1000, 500, 250]);
  });

  it("gives up after eight retries, and prints the cursor to continue with", async () => {
    await using server = await startReplying(first, ...Array.from({ length: 9 }, () => throttled), first);
    const { stdout, failure } = await run(words(server.url));
    expect([failure?.exitCode, stdout]).toEqual([3, '{"userName":"a"}\n']);
    expect(failure?.message).toMatch(/IAM_THROTTLED.* 1 users were written\. Continue with --after one$/);
    expect(server.requests).toHaveLength(10);
  });

  it("writes nothing of a page with errors, exits with 3 and prints the cursor to continue with", async () => {
    await using server = await startReplying(first, failing("IAM_ACCESS_DENIED"));
    const { stdout, failure } = await run(words(server.url));
    expect([failure?.exitCode, stdout]).toEqual([3, '{"userName":"a"}\n']);
    expect(failure?.message).toBe(
      "The response has an error: list.nodes.0.tags: Not to be known (IAM_ACCESS_DENIED). " +
        "1 users were written. Continue with --after one",
    );
  });

  it("does not suggest to continue with a rejected cursor", async () => {
    await using server = await startReplying((_asked, response) =>
      answerJson(response, {
        data: null,
        errors: [{ message: "after is a cursor of another list", extensions: { code: "BAD_USER_INPUT" } }],
      }),
    );
    const { failure } = await run([...words(server.url), "--after", "other"]);
    expect([failure?.exitCode, failure?.message]).toEqual([
      3,
      "The response has an error: after is a cursor of another list (BAD_USER_INPUT). Nothing was written.",
    ]);
  });

  it("exits with 4 if the connection breaks, and prints the cursor to continue with", async () => {
    await using server = await startReplying(first, (_asked, response) => response.destroy());
    const { failure } = await run(words(server.url));
    expect([failure?.exitCode, failure?.message]).toEqual([
      4,
      expect.stringMatching(/No response from .* Continue with --after one$/),
    ]);
  });

  it.each([null, "one"])("does not loop if the cursor of the next page is %j", async (endCursor) => {
    await using server = await startReplying(first, page([{ userName: "b" }], endCursor, true));
    const { failure } = await run(words(server.url));
    expect([failure?.exitCode, failure?.message]).toEqual([
      4,
      expect.stringContaining("The gateway reports another page, but no cursor for it."),
    ]);
  });
});
