import { z } from "zod";
import { parseJson } from "../../platform/json.ts";
import { EXIT } from "../shell/exit-codes.ts";
import { asOneLine, CommandFailure } from "../shell/failures.ts";

/** A GraphQL request. */
export interface Question {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

const errorType = z.looseObject({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z
    .looseObject({
      code: z.string().optional(),
      retryAfterMs: z.number().nonnegative().optional(),
      pageSize: z.int().positive().optional(),
    })
    .optional(),
});

const answerType = z
  .looseObject({
    data: z.record(z.string(), z.unknown()).nullish(),
    errors: z.array(errorType).nonempty().optional(),
  })
  .refine(({ data, errors }) => data !== undefined || errors !== undefined);

export type AnswerError = z.output<typeof errorType>;

export interface Answer {
  /** The answer as JSON has it. */
  readonly body: unknown;
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly errors: readonly AnswerError[];
  /** Where the gateway refused: what it answered in HTTP, for people. */
  readonly refusal: string | undefined;
}

/** A gateway that answers, wherever it is. */
export interface OpenGateway {
  /** Gives the answer, errors and all. @throws CommandFailure where none came; Interrupted when `signal` is aborted */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
  [Symbol.asyncDispose](): Promise<void>;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const ACCEPT = "application/graphql-response+json, application/json;q=0.9";

/** What asks the endpoint at `url` by `fetch`. */
export function createAsk(fetch: Fetch, url: URL, token: string | undefined): OpenGateway["ask"] {
  // A query in it may be somebody's key.
  const place = `${url.origin}${url.pathname}`;
  return async (question, signal) => {
    const { status, text } = await send(fetch, url, token, question, signal).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : new CommandFailure(EXIT.transport, tellConnection(place, error));
    });
    const body = parseJson(text);
    const read = answerType.safeParse(body);
    if (!read.success) {
      const what = `${place} answered ${status} without GraphQL: expected a gateway's endpoint.`;
      throw new CommandFailure(EXIT.transport, `${what} Is the path of --url right?`);
    }
    const { data, errors = [] } = read.data;
    return { body, data: data ?? undefined, errors, refusal: refusalOf(place, status, errors) };
  };
}

/** The error that stands for an answer's, or `undefined` where it has none. */
export function failureOf({ errors, refusal }: Answer): CommandFailure | undefined {
  if (refusal !== undefined) return new CommandFailure(EXIT.transport, refusal);
  const [first, ...others] = errors;
  if (first === undefined) return undefined;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return new CommandFailure(EXIT.graphql, `The answer has an error: ${tellError(first)}${more}.`);
}

async function send(fetch: Fetch, url: URL, token: string | undefined, question: Question, signal: AbortSignal) {
  signal.throwIfAborted();
  const response = await fetch(url.href, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: ACCEPT,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(question),
    // Elsewhere neither the token nor the document has any business.
    redirect: "manual",
    signal,
  });
  return { status: response.status, text: await response.text() };
}

function refusalOf(place: string, status: number, errors: readonly AnswerError[]): string | undefined {
  if (status !== 401 && status !== 403 && status < 500) return undefined;
  const [error] = errors;
  const remedy = status === 401 ? " Give a token by IAMQL_TOKEN, or --token." : "";
  return `${place} answered ${status}${error ? `: ${tellError(error)}` : ""}.${remedy}`;
}

function tellError({ message, path, extensions }: AnswerError): string {
  const where = path === undefined ? "" : `${path.join(".")}: `;
  return asOneLine(`${where}${message}${extensions?.code === undefined ? "" : ` (${extensions.code})`}`);
}

function tellConnection(place: string, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : new Error("no connection");
  const code = asOneLine("code" in cause ? String(cause.code) : cause.message);
  if (code === "ECONNREFUSED") {
    return `Nobody answers at ${place} (${code}): expected a gateway there. Start one (iamql start), name another (--url), or do without (--local).`;
  }
  return `${place} gave no answer (${code}): expected a gateway there. If a change was asked for, look before you repeat it.`;
}
