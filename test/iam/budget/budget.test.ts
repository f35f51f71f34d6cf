import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BudgetExhausted, createBudget } from "../../../src/iam/budget/index.ts";

const rate = { perSecond: 10, burst: 5 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A caller's request with a deadline in `withinMs`. */
function request(caller = "caller", withinMs = 60_000) {
  return { caller, request: {}, deadline: performance.now() + withinMs };
}

/** The admitted calls in order, each with its time. */
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

describe("the call budget", () => {
  it("admits a burst at once and the rest at the rate, for each action separately", async () => {
    const budget = createBudget(rate);
    const calls = watch();
    const slot = request();
    for (let call = 0; call < 8; call++) calls.add("GetUser", budget.admit("GetUser", slot));
    calls.add("ListUsers", budget.admit("ListUsers", slot));
    await vi.advanceTimersByTimeAsync(300);
    expect(calls.passed.map(([, at]) => at)).toEqual([0, 0, 0, 0, 0, 0, 100, 200, 300]);
    expect(calls.passed[5]?.[0]).toBe("ListUsers");
  });

  it("resolves to the time that a call waited", async () => {
    const budget = createBudget({ perSecond: 10, burst: 1 });
    const slot = request();
    expect(await budget.admit("GetUser", slot)).toBe(0);
    const second = budget.admit("GetUser", slot);
    await vi.advanceTimersByTimeAsync(100);
    expect(await second).toBe(100);
  });

  it("admits at most the burst plus the rate in any window of time", async () => {
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

  it("serves callers round-robin, and each caller's requests round-robin", async () => {
    const budget = createBudget({ perSecond: 10, burst: 1 });
    const calls = watch();
    const [large, other, small] = [request("a"), request("a"), request("b")];
    for (let call = 0; call < 5; call++) calls.add("large", budget.admit("GetUser", large));
    for (let call = 0; call < 2; call++) calls.add("other", budget.admit("GetUser", other));
    for (let call = 0; call < 2; call++) calls.add("small", budget.admit("GetUser", small));
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.names()).toEqual(["large", "large", "small", "other", "small", "large", "other", "large", "large"]);
  });

  it("rejects a call at once if its wait exceeds the deadline, with the wait, and spends nothing", async () => {
    const budget = createBudget(rate);
    const slot = request("caller", 1000);
    expect(() => budget.requireCapacity("GetUser", slot, 15)).not.toThrow();
    await budget.admit("GetUser", request("other"));
    expect(() => budget.requireCapacity("GetUser", slot, 15)).toThrow(BudgetExhausted);
    expect(budget.capacityOf("GetUser")).toEqual({ tokens: 4, perSecond: 10 });
    await expect(budget.admit("GetUser", slot)).rejects.toMatchObject({ retryAfterMs: 1100, maxCalls: 15 });
  });

  it("rejects without a retry time if not even a full budget allows the calls by the deadline", async () => {
    const budget = createBudget(rate);
    const slot = request("caller", 1000);
    expect(() => budget.requireCapacity("GetUser", slot, 16)).toThrow(BudgetExhausted);
    await expect(budget.admit("GetUser", slot)).rejects.toMatchObject({ retryAfterMs: undefined, maxCalls: 15 });
    expect(budget.capacityOf("GetUser")).toEqual({ tokens: 5, perSecond: 10 });
  });

  it("reports a refusal without ending the request's other calls", async () => {
    const budget = createBudget(rate);
    const slot = request("caller", 1000);
    expect(() => budget.checkCapacity("GetUser", slot, 16)).toThrow(BudgetExhausted);
    expect([budget.waitFor("GetUser", slot, 5), budget.waitFor("GetUser", slot, 16)]).toEqual([0, 1100]);
    await expect(budget.admit("GetUser", slot)).resolves.toBe(0);
  });

  it("ends a request that cannot be served in time: its other waiting calls are rejected", async () => {
    const budget = createBudget({ perSecond: 10, burst: 1 });
    const calls = watch();
    const hurried = request("caller", 250);
    for (let call = 0; call < 5; call++) calls.add("hurried", budget.admit("GetUser", hurried));
    calls.add("patient", budget.admit("GetUser", request("other")));
    await vi.advanceTimersByTimeAsync(1000);
    // The first call was admitted before the refusal.
    expect(calls.passed).toEqual([
      ["hurried", 0],
      ["patient", 100],
    ]);
    expect(calls.refused).toHaveLength(4);
    expect(calls.refused.every((error) => error instanceof BudgetExhausted)).toBe(true);
  });

  it("rejects calls queued past their deadline", async () => {
    const budget = createBudget({ perSecond: 10, burst: 1 });
    const calls = watch();
    const hurried = request("hurried", 250);
    for (let call = 0; call < 3; call++) calls.add("hurried", budget.admit("GetUser", hurried));
    for (const caller of ["b", "c", "d"]) calls.add(caller, budget.admit("GetUser", request(caller)));
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.names()).toEqual(["hurried", "hurried", "b", "c", "d"]);
    expect(calls.refused).toHaveLength(1);
  });

  it("rejects calls beyond the maximum queue, with the wait for the queue", async () => {
    const budget = createBudget({ perSecond: 10, burst: 1 }, 3);
    const calls = watch();
    for (let call = 0; call < 4; call++) calls.add("GetUser", budget.admit("GetUser", request(`${call}`)));
    await expect(budget.admit("GetUser", request("late"))).rejects.toMatchObject({ retryAfterMs: 300 });
    await vi.advanceTimersByTimeAsync(100);
    calls.add("late", budget.admit("GetUser", request("late")));
    await vi.advanceTimersByTimeAsync(300);
    expect(calls.passed.map(([, at]) => at)).toEqual([0, 100, 200, 300, 400]);
  });

  it("halves its rate when IAM throttles, at most once a second, and recovers", async () => {
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

  it("never falls below one call a second", () => {
    const budget = createBudget({ perSecond: 2, burst: 5 });
    for (let second = 0; second < 10; second++) {
      budget.throttled("GetUser");
      vi.advanceTimersByTime(1000);
    }
    expect(budget.capacityOf("GetUser").perSecond).toBeGreaterThanOrEqual(1);
  });

  it("is not raised by throttling if its rate is below one call a second", () => {
    const budget = createBudget({ perSecond: 0.5, burst: 1 });
    budget.throttled("GetUser");
    expect(budget.capacityOf("GetUser").perSecond).toBe(0.5);
  });

  it("admits every call at once without a rate", async () => {
    const budget = createBudget(undefined);
    expect(await budget.admit("GetUser", request("caller", -1))).toBe(0);
  });
});
