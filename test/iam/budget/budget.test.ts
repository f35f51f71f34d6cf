import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BudgetExhausted, createBudget } from "../../../src/iam/budget/index.ts";

const rate = { perSecond: 10, burst: 5 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Somebody's request, which is served in time if it is served within `withinMs`. */
function request(caller = "somebody", withinMs = 60_000) {
  return { caller, request: {}, deadline: performance.now() + withinMs };
}

/** Calls that were let through, in order, each with the time at which it was. */
function watch() {
  const begun = performance.now();
  const passed: [string, number][] = [];
  const refused: BudgetExhausted[] = [];
  return {
    passed,
    refused,
    names: () => passed.map(([name]) => name),
    add(name: string, pass: Promise<number>) {
      pass.then(
        () => passed.push([name, Math.round(performance.now() - begun)]),
        (error) => refused.push(error),
      );
    },
  };
}

describe("the budget of calls", () => {
  it("lets a burst through at once, and the rest by its rate, each action by its own", async () => {
    const budget = createBudget(rate);
    const calls = watch();
    const turn = request();
    for (let call = 0; call < 8; call++) calls.add("GetUser", budget.admit("GetUser", turn));
    calls.add("ListUsers", budget.admit("ListUsers", turn));
    await vi.advanceTimersByTimeAsync(300);
    expect(calls.passed.map(([, at]) => at)).toEqual([0, 0, 0, 0, 0, 0, 100, 200, 300]);
    expect(calls.passed[5]?.[0]).toBe("ListUsers");
  });

  it("tells how long a call waited", async () => {
    const budget = createBudget({ perSecond: 10, burst: 1 });
    const turn = request();
    expect(await budget.admit("GetUser", turn)).toBe(0);
    const second = budget.admit("GetUser", turn);
    await vi.advanceTimersByTimeAsync(100);
    expect(await second).toBe(100);
  });

  it("lets no window of time have more than the burst and what the rate gives", async () => {
    const budget = createBudget({ perSecond: 15, burst: 30 });
    const calls = watch();
    for (let call = 0; call < 200; call++) calls.add("GetUser", budget.admit("GetUser", request(`${call % 3}`)));
    await vi.advanceTimersByTimeAsync(20_000);
    const at = calls.passed.map(([, time]) => time / 1000);
    expect(at).toHaveLength(200);
    for (const [from, begun] of at.entries()) {
      for (const [to, ended] of at.entries()) {
        if (to > from) expect(to - from + 1).toBeLessThanOrEqual(31 + 15 * (ended - begun));
      }
    }
  });

  it("goes around callers, and around the requests of each: who asks for much keeps nobody waiting", async () => {
    const budget = createBudget({ perSecond: 10, burst: 1 });
    const calls = watch();
    const [large, other, small] = [request("a"), request("a"), request("b")];
    for (let call = 0; call < 5; call++) calls.add("large", budget.admit("GetUser", large));
    for (let call = 0; call < 2; call++) calls.add("other", budget.admit("GetUser", other));
    for (let call = 0; call < 2; call++) calls.add("small", budget.admit("GetUser", small));
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.names()).toEqual(["large", "large", "small", "other", "small", "large", "other", "large", "large"]);
  });

  it("refuses at once what cannot be in time, with how long it takes, and spends nothing on it", async () => {
    const budget = createBudget(rate);
    const turn = request("somebody", 1000);
    expect(() => budget.requireCapacity("GetUser", turn, 15)).not.toThrow();
    await budget.admit("GetUser", request("somebody else"));
    expect(() => budget.requireCapacity("GetUser", turn, 15)).toThrow(BudgetExhausted);
    expect(budget.capacityOf("GetUser")).toEqual({ tokens: 4, perSecond: 10 });
    await expect(budget.admit("GetUser", turn)).rejects.toMatchObject({ retryAfterMs: 1100, maxCalls: 15 });
  });

  it("refuses without a time to come again what no full budget allows by the deadline", async () => {
    const budget = createBudget(rate);
    const turn = request("somebody", 1000);
    expect(() => budget.requireCapacity("GetUser", turn, 16)).toThrow(BudgetExhausted);
    await expect(budget.admit("GetUser", turn)).rejects.toMatchObject({ retryAfterMs: undefined, maxCalls: 15 });
    expect(budget.capacityOf("GetUser")).toEqual({ tokens: 5, perSecond: 10 });
  });

  it("says what it would refuse, and lets the request go on with other calls", async () => {
    const budget = createBudget(rate);
    const turn = request("somebody", 1000);
    expect(() => budget.checkCapacity("GetUser", turn, 16)).toThrow(BudgetExhausted);
    expect([budget.waitFor("GetUser", turn, 5), budget.waitFor("GetUser", turn, 16)]).toEqual([0, 1100]);
    await expect(budget.admit("GetUser", turn)).resolves.toBe(0);
  });

  it("gives up a request that cannot be served in time: nothing else that it waits for is called either", async () => {
    const budget = createBudget({ perSecond: 10, burst: 1 });
    const calls = watch();
    const hurried = request("somebody", 250);
    for (let call = 0; call < 5; call++) calls.add("hurried", budget.admit("GetUser", hurried));
    calls.add("patient", budget.admit("GetUser", request("somebody else")));
    await vi.advanceTimersByTimeAsync(1000);
    // One was called before it was known.
    expect(calls.passed).toEqual([
      ["hurried", 0],
      ["patient", 100],
    ]);
    expect(calls.refused).toHaveLength(4);
    expect(calls.refused.every((error) => error instanceof BudgetExhausted)).toBe(true);
  });

  it("refuses whom others have kept waiting for too long", async () => {
    const budget = createBudget({ perSecond: 10, burst: 1 });
    const calls = watch();
    const hurried = request("hurried", 250);
    for (let call = 0; call < 3; call++) calls.add("hurried", budget.admit("GetUser", hurried));
    for (const caller of ["b", "c", "d"]) calls.add(caller, budget.admit("GetUser", request(caller)));
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.names()).toEqual(["hurried", "hurried", "b", "c", "d"]);
    expect(calls.refused).toHaveLength(1);
  });

  it("slows down to half when IAM throttles, once a second, and grows back", async () => {
    const budget = createBudget(rate);
    budget.throttled("GetUser");
    budget.throttled("GetUser");
    expect(budget.capacityOf("GetUser")).toEqual({ tokens: 0, perSecond: 5 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(budget.capacityOf("GetUser").perSecond).toBe(6);
    budget.throttled("GetUser");
    expect(budget.capacityOf("GetUser").perSecond).toBe(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(budget.capacityOf("GetUser")).toEqual({ tokens: 5, perSecond: 10 });
    expect(budget.capacityOf("ListUsers").perSecond).toBe(10);
  });

  it("never comes to a standstill", () => {
    const budget = createBudget({ perSecond: 2, burst: 5 });
    for (let second = 0; second < 10; second++) {
      budget.throttled("GetUser");
      vi.advanceTimersByTime(1000);
    }
    expect(budget.capacityOf("GetUser").perSecond).toBeGreaterThanOrEqual(1);
  });

  it("is never raised by throttling, however low it is", () => {
    const budget = createBudget({ perSecond: 0.5, burst: 1 });
    budget.throttled("GetUser");
    expect(budget.capacityOf("GetUser").perSecond).toBe(0.5);
  });

  it("does not hold anything back where there is none", async () => {
    const budget = createBudget(undefined);
    expect(await budget.admit("GetUser", request("somebody", -1))).toBe(0);
  });
});
