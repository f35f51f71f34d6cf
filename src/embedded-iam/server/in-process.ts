import { headerText, readBodyText, type WireHandler } from "../protocol/index.ts";

/** The part of an SDK's HTTP request that this service reads. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly body?: unknown;
}

/** An SDK's HTTP response. The SDK accepts a byte array as the body as well as a stream. */
export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** The part of an SDK's request options that this service reads. */
export interface HandlerOptions {
  /** An AbortSignal. The SDK's types also allow an older kind of signal, which is ignored. */
  readonly abortSignal?: { readonly aborted: boolean } | undefined;
}

/** A `requestHandler` for `new IAMClient({ requestHandler })`: calls the service without a socket. */
export class InProcessRequestHandler {
  readonly metadata = { handlerProtocol: "in-process" };
  readonly #answer: WireHandler;

  constructor(answer: WireHandler) {
    this.#answer = answer;
  }

  /**
   * Answers a request. Rejects with an AbortError when `abortSignal` aborts, as Node's client does; the operation may
   * still be executed.
   */
  async handle(request: SdkRequest, { abortSignal }: HandlerOptions = {}): Promise<{ response: SdkResponse }> {
    const content = readBodyText(bodyOf(request.body));
    const answered =
      "refusal" in content
        ? content.refusal
        : await unlessAborted(
            this.#answer({
              method: request.method,
              path: request.path,
              query: queryText(request.query),
              headers: lowerCase(request.headers),
              body: content.text,
            }),
            abortSignal,
          );
    const { status, headers, body } = answered;
    return { response: { statusCode: status, headers: { ...headers }, body: Buffer.from(body) } };
  }

  /** Does nothing: in-process calls have no HTTP client. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  /** Does nothing: the service outlives its clients. */
  destroy(): void {}
}

/** Answers a fetch API request in-process. */
export async function answerFetch(request: Request, answer: WireHandler): Promise<Response> {
  const url = new URL(request.url);
  const content = readBodyText(new Uint8Array(await request.arrayBuffer()));
  const sent = [...request.headers].map(([name, value]) => [name, headerText(value)]);
  const { status, headers, body } =
    "refusal" in content
      ? content.refusal
      : await answer({
          method: request.method,
          path: url.pathname,
          query: url.search.slice(1),
          headers: { host: url.host, ...Object.fromEntries(sent) },
          body: content.text,
        });
  return new Response(body, { status, headers });
}

async function unlessAborted<Result>(work: Promise<Result>, signal: HandlerOptions["abortSignal"]): Promise<Result> {
  if (!(signal instanceof AbortSignal)) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
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

function bodyOf(body: unknown): string | Uint8Array {
  return typeof body === "string" || body instanceof Uint8Array ? body : "";
}
