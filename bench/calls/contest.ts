import type { Agent } from "node:http";
import { setTimeout } from "node:timers/promises";
import { findDifference } from "./answers.ts";
import { exportDevices } from "./export.ts";
import { asking, createClients } from "./graphql.ts";
import type { Calls, IamControl } from "./iam-control.ts";
import { type GraphqlProcess, runScript, startGateway, startNaiveGateway, startScript } from "./processes.ts";
import type { ColdRuns, Row } from "./row.ts";

/** A contender's result for a row. */
export interface Result {
  readonly milliseconds: number;
  readonly calls: Calls;
  /** Whether the response was right, wrong or missing, or timed out. */
  readonly end: "right" | "wrong" | "late";
  /** The error; undefined if the response is right. */
  readonly fault: string | undefined;
}

/** The environment of a row. */
export interface Place {
  readonly iam: string;
  readonly control: IamControl;
  /** A folder for the gateway's files. */
  readonly folder: string;
  /** State file of a gateway that has finished a search for the account's devices. */
  readonly searched: string;
  /** The number of warm-up runs of gateway and script, without latency, because a new process is slow. */
  readonly warmUps: number;
}

/** A contender that has warmed up. Each run starts with full buckets of its own and of IAM, and with an empty cache. */
export interface Contender extends AsyncDisposable {
  run(): Promise<Result>;
}

/** Starts the gateway for a row. A run times out after this many seconds. */
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

/** Runs a row in a new gateway, with full buckets of IAM. */
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

/** Exports all users' devices once without a rate limit, so that the gateway's state file has a finished device search. */
export async function search({ iam, control, folder, searched }: Place, seconds: number): Promise<void> {
  await control.calm();
  await using gateway = await startGateway(iam, folder, { isCaching: true, stateFile: searched, isUnpaced: true });
  await exportDevices(gateway.line.graphql, AbortSignal.timeout(seconds * 1000));
}

/** Runs a row in a new naive gateway, with full buckets of IAM. Times out after this many seconds. */
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

/** After this time, a budget is full again. */
const BUDGET_REST_MS = 2500;

/** After this time, a budget is full and the gateway's cache is empty. */
const CACHE_REST_MS = 6000;

interface Asked {
  readonly gateway: GraphqlProcess;
  readonly clients: Agent;
  readonly control: IamControl;
  /** The timeout. */
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
