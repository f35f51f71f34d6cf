import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { spawnGroup } from "../../test/support/process.ts";

const executable = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** After this time a new browser has finished its own work. */
const SETTLE_MS = 3000;

/** Times of events on a page, in milliseconds since the start of the navigation. */
export interface Moments {
  /** The first request for a file of the page. Until then, every page takes as long. */
  readonly begun: number;
  /** The page set the expected mark. */
  readonly marked: number;
}

/** Chromium with an empty profile and an open window. */
export interface BrowserProcess extends AsyncDisposable {
  /** Visits a page in a new tab with an empty cache, until the page has set a performance mark. */
  visit(url: string, mark: string): Promise<Moments>;
}

/**
 * Starts Chromium. It is driven without Playwright, which observes each request and script of a page and adds its own scripts:
 * of a page that takes a second, that is a third.
 * @throws Error without Chromium
 */
export async function startBrowser(): Promise<BrowserProcess> {
  const profile = await mkdtemp(path.join(tmpdir(), "iamql-bench-"));
  const words = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
  words.push("--disable-background-networking", "--disable-component-update", "--disable-sync");
  words.push(`--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank");
  const { output, end } = await spawnGroup(executable, words, { read: "stderr" }).catch(async (error: unknown) => {
    await rm(profile, { recursive: true });
    throw new Error(`Chromium cannot be started: install it, or set CHROMIUM. ${error}`);
  });
  const devTools = await connect(await addressOf(output));
  output.resume();
  await setTimeout(SETTLE_MS);
  return {
    async visit(url, mark) {
      const { targetId } = await devTools.send("Target.createTarget", { url }, z.object({ targetId: z.string() }));
      const attachment = z.object({ sessionId: z.string() });
      const { sessionId } = await devTools.send("Target.attachToTarget", { targetId, flatten: true }, attachment);
      const moments = await momentsOf(mark, (method, parameters) =>
        devTools.send(method, parameters, z.unknown(), sessionId),
      );
      await devTools.send("Network.clearBrowserCache", {}, z.unknown(), sessionId);
      await devTools.send("Target.closeTarget", { targetId }, z.unknown());
      return moments;
    },
    async [Symbol.asyncDispose]() {
      devTools.close();
      await end("SIGKILL");
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function addressOf(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`${executable} ended before it listened`);
}

const TRIES = 100;

async function momentsOf(
  mark: string,
  send: (method: string, parameters: object) => Promise<unknown>,
): Promise<Moments> {
  const expression = `new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [entry] = list.getEntriesByName(${JSON.stringify(mark)});
      if (!entry) return;
      const begun = Math.min(...performance.getEntriesByType("resource").map(({ startTime }) => startTime));
      resolve({ begun, marked: entry.startTime });
    }).observe({ type: "mark", buffered: true });
  })`;
  const answer = z.object({ result: z.object({ value: z.object({ begun: z.number(), marked: z.number() }) }) });
  // The tab is empty at first, and an evaluation at that time is lost.
  for (let tries = 0; tries < TRIES; tries++) {
    const { data } = answer.safeParse(
      await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }).catch(() => undefined),
    );
    if (data) return data.result.value;
    await setTimeout(10);
  }
  throw new Error(`expected a page with the mark ${mark}`);
}

/** A client of Chrome's DevTools protocol with the methods that are needed here. */
async function connect(address: string) {
  const socket = new WebSocket(address);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const message = z.object({
    id: z.number().optional(),
    result: z.unknown().optional(),
    error: z.unknown().optional(),
  });
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error } = message.parse(JSON.parse(data));
    const waiter = id === undefined ? undefined : waiting.get(id);
    if (error === undefined) waiter?.resolve(result);
    else waiter?.reject(new Error(JSON.stringify(error)));
  });
  await once(socket, "open");
  let last = 0;
  return {
    async send<T>(method: string, params: object, type: z.ZodType<T>, sessionId?: string): Promise<T> {
      const id = ++last;
      const answered = Promise.withResolvers<unknown>();
      waiting.set(id, answered);
      socket.send(JSON.stringify({ id, method, params, sessionId }));
      try {
        return type.parse(await answered.promise);
      } finally {
        waiting.delete(id);
      }
    },
    close: () => socket.close(),
  };
}
