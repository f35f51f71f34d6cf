import { expect } from "vitest";
import { cpuTime } from "../support/clock.ts";
import type { TestGateway } from "../support/gateway.ts";
import type { AttackReport } from "./attacked-process.ts";

/** What an attacker sends, and the expected response. */
export interface Attack {
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  /** The query string of the URL, with its question mark. */
  readonly search?: string;
  /** The status of the response. @default 400 */
  readonly status?: number;
  /** The code of the first error. */
  readonly code?: string;
}

const MAX_CPU_MS = 2000;
const MAX_RESPONSE_CHARACTERS = 100_000;
const MAX_ADDED_MIB = 256;
const MAX_WORK_MS = 2000;
/** Ten times the bound of the work, because other load of the machine lengthens it. */
const MAX_OTHER_MS = 20_000;

/** An attack that posts one operation as JSON. */
export function operation(query: string, response: Pick<Attack, "status" | "code"> = {}, variables?: unknown): Attack {
  return { body: JSON.stringify({ query, variables }), ...response };
}

/**
 * Attacks, and expects an error after bounded CPU time, in a response of bounded length, without an IAM call. Then expects the
 * gateway to serve a normal query.
 */
export async function expectRefused(account: TestGateway, attack: Attack): Promise<void> {
  account.forgetCalls();
  const started = cpuTime();
  const response = await account.gateway.fetch(`http://127.0.0.1:4000/graphql${attack.search ?? ""}`, {
    method: attack.method ?? "POST",
    headers: { "content-type": "application/json", ...attack.headers },
    body: attack.body,
    ...(attack.body instanceof ReadableStream && { duplex: "half" as const }),
  });
  const text = await response.text();
  expect(cpuTime() - started).toBeLessThan(MAX_CPU_MS);
  expect(text.length).toBeLessThan(MAX_RESPONSE_CHARACTERS);
  const { errors } = JSON.parse(text);
  expect(errors.length).toBeGreaterThan(0);
  const { code = "none" } = errors[0].extensions ?? {};
  expect([response.status, code]).toEqual([attack.status ?? 400, attack.code ?? expect.any(String)]);
  expect(code).not.toBe("INTERNAL_SERVER_ERROR");
  expect(account.calls).toEqual([]);
  await expectAlive(account);
}

/** Expects the gateway to serve a normal query. */
export async function expectAlive(account: TestGateway): Promise<void> {
  const { data, errors } = await account.execute("{ users(first: 1) { nodes { userName } } }");
  expect([data, errors]).toEqual([{ users: { nodes: [{ userName: expect.any(String) }] } }, undefined]);
}

/**
 * Expects bounded memory, and that another caller was served each time: while a query of it waited, the gateway worked on other
 * requests for at most 2 seconds. Durations would depend on the load of the machine, so that their bound is wide.
 */
export function expectBounded(
  { addedMiB, mostWorkMs, slowestOtherMs, otherAnswers }: AttackReport<unknown>,
  maxAddedMiB = MAX_ADDED_MIB,
): void {
  expect(addedMiB).toBeLessThan(maxAddedMiB);
  expect(mostWorkMs).toBeLessThan(MAX_WORK_MS);
  expect(slowestOtherMs).toBeLessThan(MAX_OTHER_MS);
  expect(otherAnswers).toBeGreaterThan(0);
}
