import { meros } from "meros/browser";
import type { AnswerPart, GraphQLFault } from "./answer.ts";
import { BearerToken } from "./bearer-token.ts";
import { GatewayError, NoAnswerError } from "./errors.ts";
import { Reachability } from "./reachability.ts";

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Runs a mutation once, even if it is sent several times. */
  readonly idempotencyKey?: string;
  /** Lets the request continue after the page is closed. */
  readonly keepalive?: boolean;
}

/** The gateway, at `/graphql` of the same origin. */
export class Gateway {
  readonly token = new BearerToken();
  readonly reachability = new Reachability();
  /** Responses that are already requested, by request body. */
  readonly #begun = new Map<string, Promise<Response>>();

  /** Sends a query before the code that needs it is loaded. The first `ask` with the same query gets this response. */
  begin(text: string, variables: object): void {
    const body = bodyOf(text, variables);
    const response = this.#fetch(body, {});
    response.catch(() => {});
    this.#begun.set(body, response);
  }

  /**
   * The parts of a response, as they arrive. There is one part, unless the query defers something.
   * @throws NoAnswerError, UnauthenticatedError; GatewayError if the response has errors and no data
   */
  async *ask(text: string, variables: object, options: AskOptions = {}): AsyncGenerator<AnswerPart> {
    const response = await this.#send(bodyOf(text, variables), options);
    let isWhole = false;
    let isFirst = true;
    try {
      for await (const part of partsOf(response)) {
        if (isFirst) refuseNothing(part);
        isFirst = false;
        isWhole = part.hasNext !== true;
        yield part;
      }
    } catch (error) {
      if (error instanceof GatewayError || options.signal?.aborted) throw error;
      isWhole = false;
    }
    if (isWhole) return;
    this.reachability.lost();
    throw new NoAnswerError();
  }

  /** Checks whether the gateway responds, and updates `reachability`. */
  async probe(): Promise<void> {
    try {
      for await (const _ of this.ask("{ __typename }", {}));
    } catch {
      // `reachability` has the result.
    }
  }

  async #send(body: string, options: AskOptions): Promise<Response> {
    for (;;) {
      const token = this.token.current();
      const begun = this.#begun.get(body);
      this.#begun.delete(body);
      const response = await (begun ?? this.#fetch(body, options)).catch((error: unknown) => {
        if (options.signal?.aborted) throw error;
        return undefined;
      });
      // 502: the console's server runs, but the gateway does not respond.
      if (response === undefined || response.status === 502) {
        this.reachability.lost();
        throw new NoAnswerError();
      }
      this.reachability.found();
      if (response.status !== 401) return response;
      await response.body?.cancel();
      await this.token.replace(token);
    }
  }

  #fetch(body: string, { signal, idempotencyKey, keepalive }: AskOptions): Promise<Response> {
    const token = this.token.current();
    return fetch("/graphql", {
      method: "POST",
      headers: {
        accept: "multipart/mixed, application/json",
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
      },
      body,
      ...(signal && { signal }),
      ...(keepalive && { keepalive }),
      cache: "no-store",
      credentials: "omit",
    });
  }
}

function bodyOf(text: string, variables: object): string {
  return JSON.stringify({ query: text, variables });
}

async function* partsOf(response: Response): AsyncGenerator<AnswerPart> {
  const parts = await meros<AnswerPart>(response);
  if (parts instanceof Response) {
    yield await parts.json();
    return;
  }
  for await (const part of parts) {
    if (!part.json) throw new NoAnswerError();
    yield part.body;
  }
}

/** @throws GatewayError */
function refuseNothing({ data, errors = [] }: AnswerPart): void {
  const isNothing = !data || Object.values(data).every((value) => value === null);
  // Null without errors is a result: the entity does not exist.
  if (!data || (isNothing && errors.length > 0)) throw new GatewayError(errors satisfies readonly GraphQLFault[]);
}
