import type { Agent } from "node:http";
import { setTimeout } from "node:timers/promises";
import { findDifference } from "./answers.ts";
import { exportDevices } from "./export.ts";
import { asking, createClients } from "./graphql.ts";
import type { Calls, IamControl } from "./ledger.ts";
import { type GraphqlProcess, runScript, startGateway, startNaiveGateway, startScript } from "./processes.ts";
import type { ColdRuns, Row } from "./row.ts";

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
  /** The state file of a gateway that has finished a search for the account's devices. */
  readonly searched: string;
  /** How often gateway and script run a row, over an IAM at hand, before they are measured: a process is slow at first. */
  readonly warmUps: number;
}

/** A contender that has warmed up: each run begins with full buckets, its own and IAM's, and nothing kept. */
export interface Contender extends AsyncDisposable {
  run(): Promise<Result>;
}

/** Starts the gateway for a row; a run is given up after so many seconds. */
export async function enterGateway(row: Row, place: Place, seconds: number): Promise<Contender> {
  const { iam, control, folder, warmUps } = place;
  await control.calm();
  const gateway = await startGateway(iam, folder, { isCaching: row.isCaching ?? false });
  const clients = createClients();
  const ask = () => askGraphql(row, { gateway, clients, control, seconds });
  for (let run = 0; run < warmUps; run++) await ask();
  return {
    async run() {
      await setTimeout(row.isCaching ? CACHE_REST_MS : BUDGET_REST_MS);
      await control.reset();
      return ask();
    },
    [Symbol.asyncDispose]: () => {
      clients.destroy();
      return gateway[Symbol.asyncDispose]();
    },
  };
}

/** Runs a row by a gateway that has just started, with full buckets at IAM. */
export async function runCold(row: Row, { seconds, isSearched }: ColdRuns, place: Place): Promise<Result> {
  const { iam, control, folder, searched } = place;
  const options = { isCaching: row.isCaching ?? false, ...(isSearched && { stateFile: searched }) };
  await using gateway = await startGateway(iam, folder, options);
  await control.reset();
  const clients = createClients();
  try {
    return await askGraphql(row, { gateway, clients, control, seconds });
  } finally {
    clients.destroy();
  }
}

/** Exports all users' devices once, as fast as IAM answers: the gateway keeps in its state file what that search found. */
export async function search({ iam, control, folder, searched }: Place, seconds: number): Promise<void> {
  await control.calm();
  await using gateway = await startGateway(iam, folder, { isCaching: true, stateFile: searched, isUnpaced: true });
  await exportDevices(gateway.line.graphql, AbortSignal.timeout(seconds * 1000));
}

/** Runs the row by a naive gateway that has just started, with full buckets at IAM; gives up after so many seconds. */
export async function runNaive(row: Row, { iam, control }: Place, seconds: number): Promise<Result> {
  await control.reset();
  await using gateway = await startNaiveGateway(iam);
  const clients = createClients();
  try {
    return await askGraphql(row, { gateway, clients, control, seconds });
  } finally {
    clients.destroy();
  }
}

/** Starts the row's script. */
export async function enterScript(name: string, row: Row, { iam, control, warmUps }: Place): Promise<Contender> {
  await control.calm();
  const script = await startScript(iam, name, { warmUps });
  return {
    async run() {
      await setTimeout(BUDGET_REST_MS);
      await control.reset();
      const { milliseconds, items } = await runScript(script);
      const calls = await control.read();
      if (items === row.items) return { milliseconds, calls, end: "right", fault: undefined };
      return { milliseconds, calls, end: "wrong", fault: `expected ${row.items} entities, but got: ${items}` };
    },
    [Symbol.asyncDispose]: () => script[Symbol.asyncDispose](),
  };
}

/** Behind that, a budget is full again. */
const BUDGET_REST_MS = 2500;

/** Behind that, so is a budget, and the gateway's cache has nothing. */
const CACHE_REST_MS = 6000;

interface Asked {
  readonly gateway: GraphqlProcess;
  readonly clients: Agent;
  readonly control: IamControl;
  /** When it is given up. */
  readonly seconds: number;
}

async function askGraphql(row: Row, { gateway, clients, control, seconds }: Asked): Promise<Result> {
  const signal = AbortSignal.timeout(seconds * 1000);
  const { ask, errors } = asking(gateway.line.graphql, clients, signal);
  const begun = performance.now();
  const answered = await row.run(ask, { graphql: gateway.line.graphql, signal }).then(
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
  const { expected } = row;
  const { answer } = answered;
  const fault = first ?? (typeof expected === "function" ? expected(answer) : findDifference(answer, expected));
  return { milliseconds, calls, end: fault === undefined ? "right" : "wrong", fault };
}
