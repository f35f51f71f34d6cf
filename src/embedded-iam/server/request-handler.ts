import { setTimeout } from "node:timers/promises";
import { isOperationName, type OperationName } from "../../iam-model/operations.ts";
import type { CallRecorder, RecordedCall } from "../admin/call-recorder.ts";
import type { FaultInjector } from "../faults/fault-injector.ts";
import { answer, type CallOptions, type WireRequest, type WireResponse } from "./answer-call.ts";

/** Waits for so many milliseconds, or less if the signal says that the service is closing. */
export type Sleep = (milliseconds: number, closing: AbortSignal) => Promise<void>;

export interface RequestHandlerOptions extends Omit<CallOptions, "faults"> {
  readonly faults: FaultInjector;
  readonly calls: CallRecorder;
  readonly sleep?: Sleep | undefined;
}

/** Over HTTP the weather breaks a connection; in-process it rejects with this, which is what Node's client would say. */
export class ConnectionDroppedError extends Error {
  readonly code = "ECONNRESET";

  constructor() {
    super("socket hang up");
    this.name = "ConnectionDroppedError";
  }
}

/** What an in-process call to a service that is closed rejects with. It has no code: the SDK's clients do not try again. */
export class EmbeddedIamClosedError extends Error {
  constructor() {
    super("The embedded IAM is closed.");
    this.name = "EmbeddedIamClosedError";
  }
}

/** Where calls come in, in-process and over HTTP: each comes through the weather, and is entered in the ledger. */
export class RequestHandler {
  readonly #options: RequestHandlerOptions;
  readonly #closing = new AbortController();
  readonly #inFlight = new Set<Promise<WireResponse>>();

  constructor(options: RequestHandlerOptions) {
    this.#options = options;
  }

  /** Answers a request. Rejects only with ConnectionDroppedError, where the weather takes the connection. */
  readonly answer = (request: WireRequest): Promise<WireResponse> => {
    const { calls, services, faults } = this.#options;
    const time = services.clock().getTime();
    const enter = (call: Omit<RecordedCall, "time">) => calls.enter({ time, ...call });
    const answered = faults.isOff ? this.#answerInFineWeather(request, enter) : this.#comeThrough(request, enter);
    return this.#whileUnderWay(this.#dated(answered));
  };

  /** As `answer`, until the service begins to close; then rejects with EmbeddedIamClosedError. */
  readonly answerInProcess = (request: WireRequest): Promise<WireResponse> =>
    this.#closing.signal.aborted ? Promise.reject(new EmbeddedIamClosedError()) : this.answer(request);

  /** Begins to close: nothing more is answered in-process, and those who wait for the weather wait no longer. */
  startClosing(): void {
    this.#closing.abort();
  }

  /** Resolves when all that is under way is answered. */
  async drained(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
  }

  /** As AWS does, by the service's own clock, which a test may have set. */
  async #dated(answered: Promise<WireResponse>): Promise<WireResponse> {
    const answer = await answered;
    return { ...answer, headers: { ...answer.headers, date: this.#options.services.clock().toUTCString() } };
  }

  async #whileUnderWay(answered: Promise<WireResponse>): Promise<WireResponse> {
    this.#inFlight.add(answered);
    try {
      return await answered;
    } finally {
      this.#inFlight.delete(answered);
    }
  }

  async #answerInFineWeather(request: WireRequest, enter: Enter): Promise<WireResponse> {
    const answered = await answer(request, { ...this.#options, faults: undefined });
    enter({ action: answered.action ?? "Unknown", outcome: answered.outcome });
    return answered;
  }

  async #comeThrough(request: WireRequest, enter: Enter): Promise<WireResponse> {
    const { sleep = sleepInRealTime, faults } = this.#options;
    const draws = faults.drawFaults();
    if (draws.latencyMs > 0) await sleep(draws.latencyMs, this.#closing.signal);
    if (draws.drop === "before") {
      enter({ action: actionOf(request) ?? "Unknown", outcome: "NotDone", lost: "connection" });
      throw new ConnectionDroppedError();
    }
    const answered = await answer(request, { ...this.#options, faults: { present: faults, draws } });
    const cutAt = draws.drop === undefined ? draws.cutBodyAt : undefined;
    const lost = draws.drop === undefined ? (cutAt === undefined ? undefined : "body") : "connection";
    enter({ action: answered.action ?? "Unknown", outcome: answered.outcome, ...(lost && { lost }) });
    if (draws.drop === "after") throw new ConnectionDroppedError();
    if (cutAt === undefined) return answered;
    const { body } = answered;
    return { ...answered, body: body.slice(0, Math.floor(cutAt * body.length)), uncutLength: Buffer.byteLength(body) };
  }
}

type Enter = (call: Omit<RecordedCall, "time">) => void;

/** The action that a request names, without a look at the rest of it. */
function actionOf({ body, query }: WireRequest): OperationName | undefined {
  const [, action = ""] = /(?:^|&)Action=(\w+)/.exec(`${query}&${body}`) ?? [];
  return isOperationName(action) ? action : undefined;
}

async function sleepInRealTime(milliseconds: number, closing: AbortSignal): Promise<void> {
  // The only thing that can go wrong is the signal, which is the other way to end.
  await setTimeout(milliseconds, undefined, { signal: closing }).catch(() => {});
}
