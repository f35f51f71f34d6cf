import { setTimeout } from "node:timers/promises";
import { findDifference } from "./answers.ts";
import { asking } from "./graphql.ts";
import type { Calls, IamControl } from "./ledger.ts";
import { type GraphqlProcess, runScript, startGateway, startNaiveGateway, startScript } from "./processes.ts";
import type { Row } from "./rows.ts";

/** How one contender did on a row. */
export interface Result {
  readonly milliseconds: number;
  readonly calls: Calls;
  /** Whether the answer is right, wrong (or there is none), or was waited for no longer. */
  readonly end: "right" | "wrong" | "late";
  /** What is wrong; undefined if the answer is right. */
  readonly fault: string | undefined;
}

/** Where a row is run. */
export interface Place {
  readonly iam: string;
  readonly control: IamControl;
  /** For the gateway's files. */
  readonly folder: string;
  /** Whether gateway and script run a row once before they are measured: what a process does for the first time takes longer. */
  readonly isWarm: boolean;
}

/**
 * Runs the row by a gateway that has just started, with full buckets at IAM; gives up after so many seconds. Where all are
 * warm, it has answered the row once before, and what it then kept and spent is gone again.
 */
export async function runGateway(row: Row, place: Place, seconds: number): Promise<Result> {
  const { iam, control, folder, isWarm } = place;
  await control.reset();
  await using gateway = await startGateway(iam, folder, { isCaching: row.isCaching ?? false });
  if (!isWarm) return await askGraphql(row, gateway, control, seconds);
  await askGraphql(row, gateway, control, seconds);
  await setTimeout(row.isCaching ? CACHE_REST_MS : BUDGET_REST_MS);
  await control.reset();
  return await askGraphql(row, gateway, control, seconds);
}

/** Runs the row by a naive gateway that has just started, with full buckets at IAM; gives up after so many seconds. */
export async function runNaive(row: Row, { iam, control }: Place, seconds: number): Promise<Result> {
  await control.reset();
  await using gateway = await startNaiveGateway(iam);
  return await askGraphql(row, gateway, control, seconds);
}

/** Runs the row's script, with full buckets at IAM; where all are warm, for the second time. */
export async function runDirectly(name: string, row: Row, { iam, control, isWarm }: Place): Promise<Result> {
  await control.reset();
  await using script = await startScript(iam, name, { isWarm });
  if (isWarm) {
    await setTimeout(BUDGET_REST_MS);
    await control.reset();
  }
  const { milliseconds, items } = await runScript(script);
  const calls = await control.read();
  if (items === row.items) return { milliseconds, calls, end: "right", fault: undefined };
  return { milliseconds, calls, end: "wrong", fault: `expected ${row.items} entities, but got: ${items}` };
}

/** Behind that, a budget is full again. */
const BUDGET_REST_MS = 2500;

/** Behind that, so is a budget, and the gateway's cache has nothing. */
const CACHE_REST_MS = 6000;

async function askGraphql(row: Row, gateway: GraphqlProcess, control: IamControl, seconds: number): Promise<Result> {
  const signal = AbortSignal.timeout(seconds * 1000);
  const { ask, errors } = asking(gateway.line.graphql, signal);
  const begun = performance.now();
  const answered = await row.run(ask).then(
    (answer) => ({ answer }),
    (thrown: unknown) => ({ thrown }),
  );
  const milliseconds = performance.now() - begun;
  const calls = await control.read();
  const first = errors[0] === undefined ? undefined : `${errors.length} errors, such as: ${errors[0].slice(0, 200)}`;
  if ("thrown" in answered) {
    const end = signal.aborted ? "late" : "wrong";
    const fault = signal.aborted ? `no answer in ${seconds} s` : String(answered.thrown).slice(0, 200);
    return { milliseconds, calls, end, fault: first ?? fault };
  }
  const fault = first ?? findDifference(answered.answer, row.expected);
  return { milliseconds, calls, end: fault === undefined ? "right" : "wrong", fault };
}
