import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GetUserCommandInput, IAM, IAMServiceException } from "@aws-sdk/client-iam";
import fc from "fast-check";
import { expect } from "vitest";
import { createEmbeddedIam, type EmbeddedIam } from "../../../../src/embedded-iam/index.ts";
import { totp } from "../../../support/totp.ts";
import { repeatableBytes } from "../../test-service.ts";
import { aimAt } from "./aim.ts";
import { asModel } from "./as-model.ts";
import { type Command, commandSequences } from "./commands/index.ts";
import { isListing, Model, type OperationName } from "./model.ts";
import { quotas } from "./quotas.ts";
import { fold } from "./tags.ts";
import type { Input, Output } from "./types.ts";
import { wholeAccount } from "./whole-account.ts";

/** The number of successes and of errors by code, for each operation. */
export type Tally = Map<string, number>;

/** Runs random sequences against the model and the service. Throws if they differ. */
export async function compareWithModel(seed: number, sequences: number): Promise<Tally> {
  const tally: Tally = new Map();
  const property = fc.asyncProperty(commandSequences, async (commands) => {
    const folder = mkdtempSync(join(tmpdir(), "iamql-model-"));
    const comparison = new Comparison(join(folder, "iam.sqlite"), tally);
    try {
      await comparison.start();
      for (const command of commands) await comparison.follow(command);
      await comparison.restart();
    } finally {
      await comparison.stop();
      rmSync(folder, { recursive: true });
    }
  });
  await fc.assert(property, { seed, numRuns: sequences });
  return tally;
}

/** One sequence: a model, a service with its own file, and their common clock. */
class Comparison {
  readonly #file: string;
  readonly #tally: Tally;
  readonly #randomBytes = repeatableBytes();
  readonly #model: Model;
  readonly #seen = new Set<string>();
  #now = new Date("2026-03-01T10:00:00.400Z");
  #service: EmbeddedIam | undefined;
  #iam: IAM | undefined;

  constructor(file: string, tally: Tally) {
    this.#file = file;
    this.#tally = tally;
    this.#model = new Model(this.#now);
  }

  async start(): Promise<void> {
    const [clock, randomBytes] = [() => this.#now, this.#randomBytes];
    this.#service = await createEmbeddedIam({ file: this.#file, clock, randomBytes, quotas });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const { requestHandler } = this.#service;
    this.#iam = new IAM({ region: "us-east-1", credentials, requestHandler, maxAttempts: 1 });
  }

  async stop(): Promise<void> {
    await this.#service?.close();
  }

  /** Closes the service, opens it again, and compares the whole account. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
    await this.#compareAll();
  }

  async follow({ operation, input, aim, marker, steps, seconds }: Command): Promise<void> {
    this.#now = new Date(this.#now.getTime() + seconds * 1000);
    if (operation === "restart") return this.restart();
    const aimed = aim === undefined ? input : aimAt(this.#model.state, operation, input, aim);
    const Marker = marker === undefined ? undefined : [...this.#model.markers.keys()].at(-1 - marker);
    const seed = this.#model.state.devices.get(fold(aimed.SerialNumber ?? ""))?.seed ?? "A".repeat(64);
    const codes = steps?.map((step) => totp(seed, Math.floor(this.#now.getTime() / 30_000) + step));
    await this.#step(operation, {
      ...aimed,
      ...(Marker && { Marker }),
      ...(codes && { AuthenticationCode1: codes[0] ?? "", AuthenticationCode2: codes[1] ?? "" }),
    });
  }

  /** Sends one request. Returns the marker of the response, if it has one. */
  async #step(operation: OperationName, input: Input): Promise<string | undefined> {
    const actual = await this.#send(operation, input);
    const fresh = (...path: readonly string[]) => this.#takeOver(actual, path);
    const expected = this.#model.perform(operation, input, { now: this.#now, fresh });
    const what = `${operation} ${JSON.stringify(input)}`;
    const outcome = typeof actual === "string" ? actual.split(":", 1)[0] : "answered";
    this.#tally.set(`${operation} ${outcome}`, (this.#tally.get(`${operation} ${outcome}`) ?? 0) + 1);
    if ("refusals" in expected) {
      const oneOf = expected.refusals.includes(String(actual)) ? actual : expected.refusals[0];
      expect(actual, what).toEqual(oneOf);
      return undefined;
    }
    if (typeof actual === "string") throw new Error(`${what}: expected an answer, but got: ${actual}`);
    const { Marker, ...answer } = actual;
    expect(answer, what).toEqual(expected.output);
    expect(typeof Marker, `the marker of ${what}`).toBe(expected.next === undefined ? "undefined" : "string");
    if (typeof Marker !== "string" || expected.next === undefined) return undefined;
    this.#model.markers.set(Marker, expected.next);
    return Marker;
  }

  /** Returns the members of the output, or the error as text. */
  async #send(operation: OperationName, input: Input): Promise<Output | string> {
    const iam = this.#iam;
    if (iam === undefined) throw new Error("the service has not been started");
    // Every operation is a method with its name, and the model's inputs are its inputs.
    const method = (operation.charAt(0).toLowerCase() + operation.slice(1)) as "getUser";
    try {
      const { $metadata, ...output } = await iam[method](input as GetUserCommandInput);
      return asModel(output);
    } catch (error) {
      if (!(error instanceof IAMServiceException)) throw error;
      return `${error.$metadata.httpStatusCode} ${error.name.replace(/Exception$/, "")}: ${error.message}`;
    }
  }

  /** Reads the values that the service chose, which must have AWS's format and be new. */
  #takeOver(actual: Output | string, path: readonly string[]): string {
    let value: unknown = actual;
    for (const step of path) value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
    const chosen = String(value);
    const form = forms[path.at(-1) ?? ""];
    if (form !== undefined && typeof actual !== "string") {
      expect(chosen, path.join(".")).toMatch(form);
      expect(this.#seen.has(chosen), `${chosen} is new`).toBe(false);
      this.#seen.add(chosen);
    }
    return chosen;
  }

  /** The whole account, read with every operation that lists a part of it. */
  async #compareAll(): Promise<void> {
    for (const [operation, input] of wholeAccount(this.#model.state)) {
      await (isListing(operation) ? this.#walk(operation, input) : this.#step(operation, input));
    }
  }

  /** Reads a list to its end, two items a page. */
  async #walk(operation: OperationName, input: Input): Promise<void> {
    let marker: string | undefined;
    do {
      marker = await this.#step(operation, { ...input, MaxItems: 2, ...(marker && { Marker: marker }) });
    } while (marker !== undefined);
  }
}

const forms: Readonly<Record<string, RegExp>> = {
  UserId: /^AIDA[A-Z2-7]{17}$/,
  GroupId: /^AGPA[A-Z2-7]{17}$/,
  RoleId: /^AROA[A-Z2-7]{17}$/,
  PolicyId: /^ANPA[A-Z2-7]{17}$/,
  InstanceProfileId: /^AIPA[A-Z2-7]{17}$/,
  AccessKeyId: /^AKIA[A-Z2-7]{16}$/,
  SecretAccessKey: /^[A-Za-z0-9+/]{40}$/,
  Base32StringSeed: /^[A-Z2-7]{64}$/,
  DeletionTaskId: /^task\/aws-service-role\/[a-z.]+\/\w+\/[0-9a-f-]{36}$/,
};
