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

/** Recent writes by a clock that only sleep moves, and reads of a user that answer one thing after the other. */
function setUp(answers: readonly (CompleteUser | Error)[], options: PropagationOptions = {}) {
  const clock = createTestClock();
  const recent = new Expectations({ now: clock.now, sleep: clock.sleep, ...options });
  const readAt: number[] = [];
  const read = async () => {
    const answer = answers[Math.min(readAt.length, answers.length - 1)];
    readAt.push(clock.now());
    if (answer === undefined || answer instanceof Error) throw answer;
    return answer;
  };
  return { clock, recent, readAt, settled: (name = "alice") => recent.readUntilShown("user", name, read) };
}

describe("Expectations", () => {
  it("reads once where nothing was written", async () => {
    const { readAt, settled } = setUp([absent]);
    await expect(settled()).rejects.toBe(absent);
    expect(readAt).toEqual([0]);
  });

  it("waits for what was created, with pauses that double up to a second", async () => {
    const { recent, readAt, settled } = setUp([...Array<Error>(7).fill(absent), userWith("/")]);
    recent.created("user", "alice");
    expect((await settled()).userName).toBe("alice");
    expect(readAt).toEqual([0, 50, 150, 350, 750, 1550, 2550, 3550]);
  });

  it("takes names regardless of case", async () => {
    const { recent, readAt, settled } = setUp([absent, userWith("/")]);
    recent.created("user", "alice");
    await settled("ALICE");
    expect(readAt).toHaveLength(2);
  });

  it("answers what IAM says when the time is over, to the millisecond", async () => {
    const { recent, readAt, settled } = setUp([absent], { waitMs: 1000 });
    recent.created("user", "alice");
    await expect(settled()).rejects.toBe(absent);
    expect(readAt).toEqual([0, 50, 150, 350, 750, 1000]);
    await expect(settled()).rejects.toBe(absent);
    expect(readAt).toHaveLength(7);
  });

  it("waits 20 seconds by itself", async () => {
    const { clock, recent, settled } = setUp([absent]);
    recent.created("user", "alice");
    await expect(settled()).rejects.toBe(absent);
    expect(clock.now()).toBe(20_000);
  });

  it("does not wait where that is turned off", async () => {
    const { recent, readAt, settled } = setUp([absent], { waitMs: 0 });
    recent.created("user", "alice");
    await expect(settled()).rejects.toBe(absent);
    expect(readAt).toEqual([0]);
  });

  it("goes on expecting what was created, for the next read may ask another of IAM's machines", async () => {
    const { recent, readAt, settled } = setUp([userWith("/"), absent, userWith("/")]);
    recent.created("user", "alice");
    await settled();
    await settled();
    expect(readAt).toEqual([0, 0, 50]);
  });

  it("stops when it was deleted", async () => {
    const { recent, readAt, settled } = setUp([absent]);
    recent.created("user", "alice");
    recent.deleted("user", "Alice");
    await expect(settled()).rejects.toBe(absent);
    expect(readAt).toEqual([0]);
  });

  it("waits for a change to show, and then no more", async () => {
    const { recent, readAt, settled } = setUp([userWith("/"), userWith("/a/"), userWith("/")]);
    recent.changed("user", "alice", "path", isAt("/a/"));
    expect((await settled()).path).toBe("/a/");
    expect((await settled()).path).toBe("/");
    expect(readAt).toEqual([0, 50, 50]);
  });

  it("waits for the last change of the same thing, and for all of different ones", async () => {
    const { recent, readAt, settled } = setUp([userWith("/a/"), userWith("/b/")]);
    recent.changed("user", "alice", "path", isAt("/a/"));
    recent.changed("user", "alice", "path", isAt("/b/"));
    recent.changed("user", "alice", "tag a", () => readAt.length > 2);
    expect((await settled()).path).toBe("/b/");
    expect(readAt).toHaveLength(3);
  });

  it("shows a change that does not come as IAM has it, when the time is over", async () => {
    const { clock, recent, settled } = setUp([userWith("/")], { waitMs: 500 });
    recent.changed("user", "alice", "path", isAt("/a/"));
    expect((await settled()).path).toBe("/");
    expect(clock.now()).toBe(500);
  });

  it("waits for nothing but the entity that was written, in the way that it is read", async () => {
    const { clock, recent, settled } = setUp([absent]);
    recent.created("user", "bob");
    recent.created("group", "alice");
    await expect(settled()).rejects.toBe(absent);
    expect(clock.now()).toBe(0);
  });

  it("passes every other failure on at once", async () => {
    const denied = new IamError("no", { failure: "access-denied", action: "GetUser" });
    const { recent, readAt, settled } = setUp([denied]);
    recent.created("user", "alice");
    await expect(settled()).rejects.toBe(denied);
    expect(readAt).toEqual([0]);
  });
});
