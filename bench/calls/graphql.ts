import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";

/** Sends a document and returns the data of the response. */
export type Ask = (document: string, variables?: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** Requests to a GraphQL endpoint, and their errors. */
export interface Asking {
  readonly ask: Ask;
  /** The messages of all errors. */
  readonly errors: readonly string[];
}

const answerType = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** Connections that are kept between runs, as those of clients. */
export const createClients = (): Agent => new Agent({ keepAlive: true });

/** Sends requests to a GraphQL endpoint until `signal` is aborted. */
export function asking(url: string, agent: Agent, signal: AbortSignal): Asking {
  const errors: string[] = [];
  return {
    errors,
    async ask(query, variables = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const headers = { "content-type": "application/json" };
      // Not `fetch`: with hundreds of clients or a page of a thousand, it needs as much processor time as the gateway.
      const sent = request(url, { method: "POST", headers, agent, signal }, (response) => {
        text(response).then(JSON.parse).then(resolve, reject);
      });
      sent.on("error", reject);
      sent.end(JSON.stringify({ query, variables }));
      const answer = answerType.parse(await promise);
      errors.push(...(answer.errors ?? []).map(({ message }) => message));
      return answer.data;
    },
  };
}
