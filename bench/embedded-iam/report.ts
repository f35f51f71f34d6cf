import { availableParallelism, cpus, type } from "node:os";
import { type Figures, show, table } from "./figures.ts";
import { PERMISSIONS } from "./permissions.ts";

/** The measured numbers of users. */
export const SIZES = [1_000, 100_000, 1_000_000] as const;

/** The measured reads. */
export const READS = ["GetUser", "ListUsers"] as const;

export type Read = (typeof READS)[number];

const [SMALL, MIDDLE, LARGE] = SIZES;

/** Prints the measurements and the targets that they meet. */
export function report(figures: Figures): void {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  console.log(`Embedded IAM on ${availableParallelism()} cores (${processor}), ${type()}, Node ${process.version}`);
  console.log("Medians of rounds that take turns; over HTTP, 16 keep-alive connections from another process.");
  print("By the size of the account", sizeRows(figures));
  print("Beside it, asked by the same driver", comparisonRows(figures));
  print(
    `${show(PERMISSIONS.users)} users, ${show(PERMISSIONS.roles)} roles, ${show(PERMISSIONS.policies)} policies; moto's server beside it`,
    permissionRows(figures),
  );
  print("Targets", targetRows(figures));
}

function print(title: string, rows: readonly (readonly string[])[]): void {
  console.log(`\n${title}\n${table(rows)}`);
}

function sizeRows(figures: Figures): string[][] {
  const row = (label: string, unit: string, name: string) => [
    label,
    unit,
    ...SIZES.map((size) => show(figures.median(`${name} ${size}`))),
    show(figures.ratio(`${name} ${LARGE}`, `${name} ${SMALL}`)),
  ];
  return [
    ["users", "", ...SIZES.map((size) => show(size)), "last : first"],
    row("GetUser, HTTP", "per second", "http GetUser"),
    row("  the server's processor time", "us each", "processor http GetUser"),
    row("ListUsers(100) at a marker, HTTP", "per second", "http ListUsers"),
    row("  the server's processor time", "us each", "processor http ListUsers"),
    row("GetUser, in-process", "per second", "in-process GetUser"),
    row("ListUsers(100) at a marker, in-process", "per second", "in-process ListUsers"),
    row("CreateUser, on disk when answered, HTTP", "per second", "create"),
    row("resident memory after the reads", "MB", "memory"),
    row("database file", "MB", "file"),
    row("start to the ready line, existing file", "ms", "start"),
  ];
}

function comparisonRows(figures: Figures): string[][] {
  const row = (label: string, unit: string, ...names: string[]) => [
    label,
    unit,
    ...names.map((name) => show(figures.median(name))),
  ];
  return [
    ["", "", "GetUser", "ListUsers(100)"],
    row("bare node:http server, same-size answers", "per second", "bare GetUser", "bare ListUsers"),
    row("  the server's processor time", "us each", "processor bare GetUser", "processor bare ListUsers"),
    row(`embedded IAM, ${show(SMALL)} users`, "per second", `http GetUser ${SMALL}`, `http ListUsers ${SMALL}`),
    row(`  by a key that it issued, ${show(MIDDLE)} users`, "per second", "http issued key"),
    row(`moto's server, ${show(SMALL)} users`, "per second", "moto GetUser", "moto ListUsers"),
    row("this disk: 4 KiB appended and on disk", "per second", "disk"),
  ];
}

function permissionRows(figures: Figures): string[][] {
  const row = (label: string, name: string) => [
    label,
    "per second",
    show(figures.median(`${name} embedded`)),
    show(figures.median(`${name} moto`)),
    show(figures.ratio(`${name} embedded`, `${name} moto`)),
  ];
  return [
    ["", "", "embedded IAM", "moto", "embedded : moto"],
    row("ListRoles(100), HTTP, 16 connections", "roles"),
    row("GetAccountAuthorizationDetails of the whole account, in pages", "details"),
  ];
}

function targetRows(figures: Figures): string[][] {
  const target = (label: string, ratio: number | undefined, least: number) => {
    const outcome = ratio === undefined ? "not measured" : ratio >= least ? "met" : "not met";
    return [label, show(ratio), `at least ${show(least)}`, outcome];
  };
  return [
    ...READS.flatMap((read) =>
      ["HTTP", "in-process"].map((way) => {
        const name = `${way.toLowerCase()} ${read}`;
        const ratio = figures.ratio(`${name} ${LARGE}`, `${name} ${SMALL}`);
        return target(`${read} at ${show(LARGE)} users : at ${show(SMALL)}, ${way}`, ratio, 0.8);
      }),
    ),
    target("GetUser, HTTP : the bare server", figures.ratio(`http GetUser ${SMALL}`, "bare GetUser"), 1 / 3),
    target("GetUser, HTTP : moto", figures.ratio(`http GetUser ${SMALL}`, "moto GetUser"), 20),
  ];
}
