import type { WireRequest, WireResponse } from "./protocol/answer.ts";

/** As much of an SDK's HTTP request as this service reads. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly body?: unknown;
}

/** An SDK's HTTP response. The body is bytes, which every SDK middleware takes as it takes a stream. */
export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** What `new IAMClient({ requestHandler })` wants: serialised requests in, responses out, no socket between. */
export class InProcessRequestHandler {
  readonly metadata = { handlerProtocol: "in-process" };
  readonly #answer: (request: WireRequest) => WireResponse;

  constructor(answer: (request: WireRequest) => WireResponse) {
    this.#answer = answer;
  }

  async handle(request: SdkRequest): Promise<{ response: SdkResponse }> {
    const { status, headers, body } = this.#answer({
      method: request.method,
      path: request.path,
      query: queryText(request.query),
      headers: lowerCase(request.headers),
      body: bodyText(request.body),
    });
    return { response: { statusCode: status, headers: { ...headers }, body: Buffer.from(body) } };
  }

  /** There is no HTTP client behind this to configure. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  /** The service outlives its clients. */
  destroy(): void {}
}

/** Answers a fetch API request in-process. */
export async function answerFetch(request: Request, answer: (request: WireRequest) => WireResponse): Promise<Response> {
  const url = new URL(request.url);
  const { status, headers, body } = answer({
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: { host: url.host, ...Object.fromEntries(request.headers) },
    body: await request.text(),
  });
  return new Response(body, { status, headers });
}

function lowerCase(headers: SdkRequest["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function queryText(query: SdkRequest["query"] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const single of typeof value === "string" ? [value] : (value ?? [""])) parameters.append(name, single);
  }
  return parameters.toString();
}

function bodyText(body: unknown): string {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? Buffer.from(body).toString("utf8") : "";
}
