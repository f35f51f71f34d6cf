import { availableParallelism, cpus, type } from "node:os";
import { show, table } from "../embedded-iam/figures.ts";
import type { Result } from "./contest.ts";
import type { Row } from "./row.ts";
import { FULL_WINDOW, type Verdict } from "./verdict.ts";

/** A row with the results of its contenders. */
export interface Outcome {
  readonly row: Row;
  readonly gateway: Result;
  /** Undefined if the row has no script. */
  readonly script: Result | undefined;
  /** Undefined if it was skipped. */
  readonly naive: Result | undefined;
  readonly verdict: Verdict;
}

/** Prints the table, the calls of each row, and the failures. */
export function report(outcomes: readonly Outcome[], { rounds, warmUps }: { rounds: number; warmUps: number }): void {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  console.log(`${availableParallelism()} cores (${processor}), ${type()}, Node ${process.version}`);
  console.log(
    `Each contender runs each row in a new process. Gateway and script: the median of ${rounds} runs, after ${warmUps} warm-ups.`,
  );
  const cold = outcomes.flatMap(({ row }) => row.cold?.rounds ?? []);
  if (cold.length > 0) {
    console.log(
      `Rows without a script: new gateways, at most ${Math.min(rounds, Math.max(...cold))} runs a row. Only calls and responses have targets.`,
    );
  }
  print("Calls and time", [HEAD, ...outcomes.map(mainRow)]);
  print(`The gateway's calls: the fullest window, of ${FULL_WINDOW}, and calls by action`, outcomes.map(callsRow));
  print("Problems", outcomes.flatMap(faultRows));
}

const HEAD = [
  "",
  "at most",
  "gateway",
  "s",
  "script",
  "s",
  "gateway : script",
  "naive",
  "throttled",
  "s",
  "",
  "verdict",
];

function mainRow({ row, gateway, script, naive, verdict }: Outcome): string[] {
  return [
    row.title,
    String(row.atMost),
    String(gateway.calls.total),
    seconds(gateway),
    ...(script === undefined
      ? ["-", "-", "no script"]
      : [String(script.calls.total), seconds(script), show(gateway.milliseconds / script.milliseconds)]),
    ...(naive === undefined
      ? ["-", "-", "-", "skipped"]
      : [String(naive.calls.total), String(naive.calls.throttled), seconds(naive), stateOf(naive)]),
    verdict.length === 0 ? "met" : "NOT MET",
  ];
}

function callsRow({ row, gateway }: Outcome): string[] {
  const { byAction, fullestWindow } = gateway.calls;
  const words = Object.entries(byAction).map(([action, count]) => `${action} ${count}`);
  return [row.title, fullestWindow.toFixed(1), words.join(", ")];
}

function faultRows({ row, naive, verdict }: Outcome): string[][] {
  const ofGateway = verdict.map((fault) => [`${row.title}: ${fault}`]);
  return naive?.fault === undefined ? ofGateway : [...ofGateway, [`${row.title}, naive gateway: ${naive.fault}`]];
}

function stateOf({ end }: Result): string {
  switch (end) {
    case "right":
      return "";
    case "wrong":
      return "failed";
    case "late":
      return "timeout";
  }
}

function seconds({ milliseconds }: Result): string {
  return (milliseconds / 1000).toFixed(3);
}

function print(title: string, rows: readonly (readonly string[])[]): void {
  if (rows.length > 0) console.log(`\n${title}\n${table(rows)}`);
}
