import type { IncomingMessage } from "node:http";
import type { Plugin } from "@envelop/core";
import type { ExecutionArgs } from "graphql";
import { isMutation } from "../request/operation.ts";

/** What yoga adds to the context of a request that came over HTTP. */
interface HttpContext {
  readonly req?: IncomingMessage;
}

/** The mutations that a gateway is executing: a process that stops waits for them, and for their audit lines. */
export class MutationsUnderWay {
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #requests = new WeakSet<IncomingMessage>();

  /** Comes before plugins that answer without waiting for the end of the execution. */
  readonly plugin: Plugin<HttpContext> = {
    onExecute: ({ args, executeFn, setExecuteFn }) => {
      if (!isMutation(args)) return;
      const { contextValue } = args;
      setExecuteFn(async (args: ExecutionArgs) => {
        if (contextValue.req) this.#requests.add(contextValue.req);
        const execution = Promise.resolve(executeFn(args));
        this.#underWay.add(execution);
        try {
          return await execution;
        } finally {
          this.#underWay.delete(execution);
        }
      });
    },
  };

  /** Whether a mutation has begun for the request. */
  hasBegun = (request: IncomingMessage): boolean => this.#requests.has(request);

  /** Resolves when no mutation is under way, or after so many milliseconds. */
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
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}
