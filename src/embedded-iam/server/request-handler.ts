import { setTimeout } from "node:timers/promises";
import { isOperationName, type OperationName } from "../../iam-model/operations/index.ts";
import type { CallRecorder, RecordedCall } from "../admin/index.ts";
import type { FaultInjector } from "../faults/index.ts";
import type { Sleep } from "../options.ts";
import type { WireRequest, WireResponse } from "../protocol/index.ts";
import { answerCall, type CallOptions } from "./answer-call.ts";

export interface RequestHandlerOptions extends Omit<CallOptions, "faults"> {
  readonly faults: FaultInjector;
  readonly calls: CallRecorder;
  readonly sleep?: Sleep | undefined;
}

/** An in-process call whose connection was dropped by fault injection. Equals the error of Node's HTTP client. */
export class ConnectionDroppedError extends Error {
  readonly code = "ECONNRESET";

  constructor() {
    super("socket hang up");
    this.name = "ConnectionDroppedError";
  }
}

/** An in-process call to a closed service. It has no `code`, so that the SDK's clients do not retry it. */
export class EmbeddedIamClosedError extends Error {
  constructor() {
    super("The embedded IAM is closed.");
    this.name = "EmbeddedIamClosedError";
  }
}

/** Handles all calls, in-process and over HTTP: injects faults and records each call. */
export class RequestHandler {
  readonly #options: RequestHandlerOptions;
  readonly #closing = new AbortController();
  readonly #inFlight = new Set<Promise<WireResponse>>();

  constructor(options: RequestHandlerOptions) {
    this.#options = options;
  }

  /** Answers a request. Rejects only with ConnectionDroppedError, if fault injection drops the connection. */
  readonly answer = (request: WireRequest): Promise<WireResponse> => {
    const { calls, services, faults } = this.#options;
    const time = services.clock().getTime();
    const record = (call: Omit<RecordedCall, "time">) => calls.record({ time, ...call });
    const response = faults.isOff ? this.#answerNormally(request, record) : this.#answerWithFaults(request, record);
    return this.#whileInFlight(this.#dated(response));
  };

  /** Like `answer`, but rejects with EmbeddedIamClosedError once the service is closing. */
  readonly answerInProcess = (request: WireRequest): Promise<WireResponse> =>
    this.#closing.signal.aborted ? Promise.reject(new EmbeddedIamClosedError()) : this.answer(request);

  /** Starts closing: rejects new in-process calls and ends injected latency. */
  startClosing(): void {
    this.#closing.abort();
  }

  /** Resolves when all calls in flight are answered. */
  async drained(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
  }

  /** Adds the Date header, as AWS does, from the service's own clock, which a test may have set. */
  async #dated(pending: Promise<WireResponse>): Promise<WireResponse> {
    const response = await pending;
    return { ...response, headers: { ...response.headers, date: this.#options.services.clock().toUTCString() } };
  }

  async #whileInFlight(pending: Promise<WireResponse>): Promise<WireResponse> {
    this.#inFlight.add(pending);
    try {
      return await pending;
    } finally {
      this.#inFlight.delete(pending);
    }
  }

  async #answerNormally(request: WireRequest, record: RecordCall): Promise<WireResponse> {
    const call = await answerCall(request, { ...this.#options, faults: undefined });
    record({ action: call.action ?? "Unknown", outcome: call.outcome });
    return call;
  }

  async #answerWithFaults(request: WireRequest, record: RecordCall): Promise<WireResponse> {
    const { sleep = sleepInRealTime, faults } = this.#options;
    const draws = faults.draw();
    if (draws.latencyMs > 0) await sleep(draws.latencyMs, this.#closing.signal);
    if (draws.drop === "before") {
      record({ action: actionOf(request) ?? "Unknown", outcome: "NotDone", lost: "connection" });
      throw new ConnectionDroppedError();
    }
    const call = await answerCall(request, { ...this.#options, faults: { injector: faults, draws } });
    const cutAt = draws.drop === undefined ? draws.cutBodyAt : undefined;
    const lost = draws.drop === undefined ? (cutAt === undefined ? undefined : "body") : "connection";
    record({ action: call.action ?? "Unknown", outcome: call.outcome, ...(lost && { lost }) });
    if (draws.drop === "after") throw new ConnectionDroppedError();
    if (cutAt === undefined) return call;
    const { body } = call;
    return { ...call, body: body.slice(0, Math.floor(cutAt * body.length)), uncutLength: Buffer.byteLength(body) };
  }
}

type RecordCall = (call: Omit<RecordedCall, "time">) => void;

/** The action that a request names, without parsing the rest of the request. */
function actionOf({ body, query }: WireRequest): OperationName | undefined {
  const [, action = ""] = /(?:^|&)Action=(\w+)/.exec(`${query}&${body}`) ?? [];
  return isOperationName(action) ? action : undefined;
}

async function sleepInRealTime(milliseconds: number, closing: AbortSignal): Promise<void> {
  // Rejects only when the signal aborts, which also ends the wait.
  await setTimeout(milliseconds, undefined, { signal: closing }).catch(() => {});
}
