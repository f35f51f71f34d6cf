import { z } from "zod";
import { parseJson } from "../../platform/json.ts";
import { EXIT } from "../shell/exit-codes.ts";
import { asOneLine, CommandFailure } from "../shell/failures.ts";

/** A GraphQL request. */
export interface GatewayRequest {
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

const responseType = z
  .looseObject({
    data: z.record(z.string(), z.unknown()).nullish(),
    errors: z.array(errorType).nonempty().optional(),
  })
  .refine(({ data, errors }) => data !== undefined || errors !== undefined);

/** An error of a GraphQL response. */
export type ResponseError = z.output<typeof errorType>;

/** A GraphQL response. */
export interface GatewayResponse {
  /** The parsed JSON. */
  readonly body: unknown;
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly errors: readonly ResponseError[];
  /** A message about the HTTP status, if the gateway rejected the request with 401, 403 or 5xx. */
  readonly rejection: string | undefined;
}

/** Sends requests to a gateway: one at a URL, or one in this process. */
export interface GatewayClient {
  /**
   * Returns the response, with or without errors.
   * @throws CommandFailure without a GraphQL response; Interrupted when `signal` is aborted
   */
  send(request: GatewayRequest, signal: AbortSignal): Promise<GatewayResponse>;
  [Symbol.asyncDispose](): Promise<void>;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const ACCEPT = "application/graphql-response+json, application/json;q=0.9";

/** Returns a function that sends requests to the endpoint at `url`. */
export function createSend(fetch: Fetch, url: URL, token: string | undefined): GatewayClient["send"] {
  // Messages omit the URL's query, which can contain a key.
  const endpoint = `${url.origin}${url.pathname}`;
  return async (request, signal) => {
    const { status, text } = await post(fetch, url, token, request, signal).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : new CommandFailure(EXIT.transport, connectionMessage(endpoint, error));
    });
    const body = parseJson(text);
    const read = responseType.safeParse(body);
    if (!read.success) {
      const problem = `${endpoint} answered ${status} without a GraphQL response.`;
      throw new CommandFailure(EXIT.transport, `${problem} Check the path of --url.`);
    }
    const { data, errors = [] } = read.data;
    return { body, data: data ?? undefined, errors, rejection: rejectionMessage(endpoint, status, errors) };
  };
}

/** The failure that a response means for the command; undefined without errors. */
export function failureOf({ errors, rejection }: GatewayResponse): CommandFailure | undefined {
  if (rejection !== undefined) return new CommandFailure(EXIT.transport, rejection);
  const [first, ...others] = errors;
  if (first === undefined) return undefined;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return new CommandFailure(EXIT.graphql, `The response has an error: ${errorText(first)}${more}.`);
}

async function post(fetch: Fetch, url: URL, token: string | undefined, request: GatewayRequest, signal: AbortSignal) {
  signal.throwIfAborted();
  const response = await fetch(url.href, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: ACCEPT,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(request),
    // A redirect would send the token and the document to another server.
    redirect: "manual",
    signal,
  });
  return { status: response.status, text: await response.text() };
}

function rejectionMessage(endpoint: string, status: number, errors: readonly ResponseError[]): string | undefined {
  if (status !== 401 && status !== 403 && status < 500) return undefined;
  const [error] = errors;
  const advice = status === 401 ? " Send a token: set IAMQL_TOKEN, or use --token." : "";
  return `${endpoint} answered ${status}${error ? `: ${errorText(error)}` : ""}.${advice}`;
}

function errorText({ message, path, extensions }: ResponseError): string {
  const where = path === undefined ? "" : `${path.join(".")}: `;
  return asOneLine(`${where}${message}${extensions?.code === undefined ? "" : ` (${extensions.code})`}`);
}

function connectionMessage(endpoint: string, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : new Error("no connection");
  const code = asOneLine("code" in cause ? String(cause.code) : cause.message);
  if (code === "ECONNREFUSED") {
    return `No gateway answers at ${endpoint} (${code}). Start one (iamql start), choose another (--url), or use --local.`;
  }
  return `No response from ${endpoint} (${code}). A mutation may still have been applied: check before you repeat it.`;
}
