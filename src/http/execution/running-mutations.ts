import type { IncomingMessage } from "node:http";
import type { Plugin } from "@envelop/core";
import type { ExecutionArgs } from "graphql";
import { isMutation } from "../request/operation.ts";

/** The part of the context that yoga adds for a request over HTTP. */
interface HttpContext {
  readonly req?: IncomingMessage;
}

/** The mutations that a gateway is executing. A process that stops waits for them and their audit lines. */
export class MutationsUnderWay {
  readonly #running = new Set<Promise<unknown>>();
  readonly #requests = new WeakSet<IncomingMessage>();

  /** Must come before plugins that answer before the execution has ended. */
  readonly plugin: Plugin<HttpContext> = {
    onExecute: ({ args, executeFn, setExecuteFn }) => {
      if (!isMutation(args)) return;
      const { contextValue } = args;
      setExecuteFn(async (args: ExecutionArgs) => {
        if (contextValue.req) this.#requests.add(contextValue.req);
        const execution = Promise.resolve(executeFn(args));
        this.#running.add(execution);
        try {
          return await execution;
        } finally {
          this.#running.delete(execution);
        }
      });
    },
  };

  /** Whether a mutation of the request has started. */
  hasBegun = (request: IncomingMessage): boolean => this.#requests.has(request);

  /** Resolves when no mutation is running, or after `timeoutMs`. */
  async settled(timeoutMs: number): Promise<void> {
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, Math.max(0, timeoutMs));
    try {
      await Promise.race([this.#allSettled(), limit.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #allSettled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
