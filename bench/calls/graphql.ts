import { z } from "zod";

/** Sends a document, and gives the answer's data. */
export type Ask = (document: string, variables?: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What a GraphQL endpoint was asked, and how that went. */
export interface Asking {
  readonly ask: Ask;
  /** The messages of all errors that came. */
  readonly errors: readonly string[];
}

const answerType = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** Asks a GraphQL endpoint until the signal says to give up. */
export function asking(url: string, signal: AbortSignal): Asking {
  const errors: string[] = [];
  return {
    errors,
    async ask(query, variables = {}) {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
        signal,
      });
      const answer = answerType.parse(await response.json());
      errors.push(...(answer.errors ?? []).map(({ message }) => message));
      return answer.data;
    },
  };
}
