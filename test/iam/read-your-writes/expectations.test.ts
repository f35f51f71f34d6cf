import { describe, expect, it } from "vitest";
import { IamError } from "../../../src/iam/index.ts";
import type { Answers } from "../../../src/iam/read-your-writes/answers.ts";
import { Expectations, type PropagationOptions } from "../../../src/iam/read-your-writes/expectations.ts";
import { createTestClock } from "../../support/clock.ts";

type CompleteUser = Answers["user"];

const absent = new IamError("The user with name alice cannot be found.", {
  failure: "no-such-entity",
  action: "GetUser",
  code: "NoSuchEntity",
});

function userWith(path: string): CompleteUser {
  return {
    userName: "alice",
    userId: "AIDA",
    arn: "arn",
    path,
    createDate: new Date(0),
    passwordLastUsed: null,
    tags: [],
    permissionsBoundary: null,
  };
}

const isAt = (path: string) => (user: CompleteUser) => user.path === path;

/** Expectations with a clock that only `sleep` moves, and a read of a user that returns these answers in order. */
function setUp(answers: readonly (CompleteUser | Error)[], options: PropagationOptions = {}) {
  const clock = createTestClock();
  const expectations = new Expectations({ now: clock.now, sleep: clock.sleep, ...options });
  const readAt: number[] = [];
  const readOnce = async () => {
    const answer = answers[Math.min(readAt.length, answers.length - 1)];
    readAt.push(clock.now());
    if (answer === undefined || answer instanceof Error) throw answer;
    return answer;
  };
  return { clock, expectations, readAt, read: (name = "alice") => expectations.readUntilShown("user", name, readOnce) };
}

describe("Expectations", () => {
  it("reads once if nothing was written", async () => {
    const { readAt, read } = setUp([absent]);
    await expect(read()).rejects.toBe(absent);
    expect(readAt).toEqual([0]);
  });

  it("waits for a new entity, with pauses that double up to a second", async () => {
    const { expectations, readAt, read } = setUp([...Array<Error>(7).fill(absent), userWith("/")]);
    expectations.created("user", "alice");
    expect((await read()).userName).toBe("alice");
    expect(readAt).toEqual([0, 50, 150, 350, 750, 1550, 2550, 3550]);
  });

  it("compares names without case", async () => {
    const { expectations, readAt, read } = setUp([absent, userWith("/")]);
    expectations.created("user", "alice");
    await read("ALICE");
    expect(readAt).toHaveLength(2);
  });

  it("returns IAM's answer exactly when the wait is over", async () => {
    const { expectations, readAt, read } = setUp([absent], { waitMs: 1000 });
    expectations.created("user", "alice");
    await expect(read()).rejects.toBe(absent);
    expect(readAt).toEqual([0, 50, 150, 350, 750, 1000]);
    await expect(read()).rejects.toBe(absent);
    expect(readAt).toHaveLength(7);
  });

  it("waits 20 seconds by default", async () => {
    const { clock, expectations, read } = setUp([absent]);
    expectations.created("user", "alice");
    await expect(read()).rejects.toBe(absent);
    expect(clock.now()).toBe(20_000);
  });

  it("does not wait if waiting is turned off", async () => {
    const { expectations, readAt, read } = setUp([absent], { waitMs: 0 });
    expectations.created("user", "alice");
    await expect(read()).rejects.toBe(absent);
    expect(readAt).toEqual([0]);
  });

  it("still expects a new entity after a read that showed it, because the next read may reach another replica", async () => {
    const { expectations, readAt, read } = setUp([userWith("/"), absent, userWith("/")]);
    expectations.created("user", "alice");
    await read();
    await read();
    expect(readAt).toEqual([0, 0, 50]);
  });

  it("no longer expects a deleted entity", async () => {
    const { expectations, readAt, read } = setUp([absent]);
    expectations.created("user", "alice");
    expectations.deleted("user", "Alice");
    await expect(read()).rejects.toBe(absent);
    expect(readAt).toEqual([0]);
  });

  it("waits until a read shows a change, and not again", async () => {
    const { expectations, readAt, read } = setUp([userWith("/"), userWith("/a/"), userWith("/")]);
    expectations.changed("user", "alice", "path", isAt("/a/"));
    expect((await read()).path).toBe("/a/");
    expect((await read()).path).toBe("/");
    expect(readAt).toEqual([0, 50, 50]);
  });

  it("waits for the last change of each topic", async () => {
    const { expectations, readAt, read } = setUp([userWith("/a/"), userWith("/b/")]);
    expectations.changed("user", "alice", "path", isAt("/a/"));
    expectations.changed("user", "alice", "path", isAt("/b/"));
    expectations.changed("user", "alice", "tag a", () => readAt.length > 2);
    expect((await read()).path).toBe("/b/");
    expect(readAt).toHaveLength(3);
  });

  it("returns the earlier state if the change does not show before the wait is over", async () => {
    const { clock, expectations, read } = setUp([userWith("/")], { waitMs: 500 });
    expectations.changed("user", "alice", "path", isAt("/a/"));
    expect((await read()).path).toBe("/");
    expect(clock.now()).toBe(500);
  });

  it("does not wait for another entity, or another read, of the same name", async () => {
    const { clock, expectations, read } = setUp([absent]);
    expectations.created("user", "bob");
    expectations.created("group", "alice");
    await expect(read()).rejects.toBe(absent);
    expect(clock.now()).toBe(0);
  });

  it("rejects at once with every other failure", async () => {
    const denied = new IamError("no", { failure: "access-denied", action: "GetUser" });
    const { expectations, readAt, read } = setUp([denied]);
    expectations.created("user", "alice");
    await expect(read()).rejects.toBe(denied);
    expect(readAt).toEqual([0]);
  });
});
