import { setTimeout } from "node:timers/promises";
import { isOperationName, type OperationName } from "../iam-model/operations.ts";
import type { Ledger, LedgerCall } from "./control/ledger.ts";
import { type AnswerOptions, answer, type WireRequest, type WireResponse } from "./protocol/answer.ts";
import type { PresentWeather } from "./weather/present-weather.ts";

/** Waits for so many milliseconds, or less if the signal says that the service is closing. */
export type Sleep = (milliseconds: number, closing: AbortSignal) => Promise<void>;

export interface FrontDoorOptions extends Omit<AnswerOptions, "weather"> {
  readonly weather: PresentWeather;
  readonly ledger: Ledger;
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

/** Where calls come in, in-process and over HTTP: each comes through the weather, and is entered in the ledger. */
export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<WireResponse>>();

  constructor(options: FrontDoorOptions) {
    this.#options = options;
  }

  /** Answers a request. Rejects only with ConnectionDroppedError, where the weather takes the connection. */
  readonly answer = (request: WireRequest): Promise<WireResponse> => {
    const { ledger, services, weather } = this.#options;
    const time = services.clock().getTime();
    const enter = (call: Omit<LedgerCall, "time">) => ledger.enter({ time, ...call });
    return weather.isFine ? this.#answerInFineWeather(request, enter) : this.#answerInWeather(request, enter);
  };

  /** Those who wait for the weather wait no longer; resolves when they are answered. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#underWay);
  }

  async #answerInFineWeather(request: WireRequest, enter: Enter): Promise<WireResponse> {
    const answered = await answer(request, { ...this.#options, weather: undefined });
    enter({ action: answered.action ?? "Unknown", outcome: answered.outcome });
    return answered;
  }

  async #answerInWeather(request: WireRequest, enter: Enter): Promise<WireResponse> {
    const underWay = this.#comeThrough(request, enter);
    this.#underWay.add(underWay);
    try {
      return await underWay;
    } finally {
      this.#underWay.delete(underWay);
    }
  }

  async #comeThrough(request: WireRequest, enter: Enter): Promise<WireResponse> {
    const { sleep = sleepInRealTime, weather } = this.#options;
    // All lots are drawn as the call comes in, so that how long it waits does not change the lots of others.
    const latency = weather.drawLatency();
    const drop = weather.drawDrop();
    if (latency > 0) await sleep(latency, this.#closing.signal);
    if (drop === "before") {
      enter({ action: actionOf(request) ?? "Unknown", outcome: "NotDone", lost: "connection" });
      throw new ConnectionDroppedError();
    }
    const answered = await answer(request, this.#options);
    const body = drop === undefined ? weather.cutBody(answered.body) : answered.body;
    const lost = drop === undefined ? (body === answered.body ? undefined : "body") : "connection";
    enter({ action: answered.action ?? "Unknown", outcome: answered.outcome, ...(lost && { lost }) });
    if (drop === "after") throw new ConnectionDroppedError();
    return { ...answered, body };
  }
}

type Enter = (call: Omit<LedgerCall, "time">) => void;

/** The action that a request names, without a look at the rest of it. */
function actionOf({ body, query }: WireRequest): OperationName | undefined {
  const [, action = ""] = /(?:^|&)Action=(\w+)/.exec(`${query}&${body}`) ?? [];
  return isOperationName(action) ? action : undefined;
}

async function sleepInRealTime(milliseconds: number, closing: AbortSignal): Promise<void> {
  // The only thing that can go wrong is the signal, which is the other way to end.
  await setTimeout(milliseconds, undefined, { signal: closing }).catch(() => {});
}
