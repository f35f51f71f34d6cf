import { headerText, readBodyText } from "../protocol/request-text.ts";
import type { WireHandler } from "./answer-call.ts";

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

/** As much of an SDK's options for one request as this service reads. */
export interface HandlerOptions {
  /** An AbortSignal; the SDK's types know an older kind too, which is passed over. */
  readonly abortSignal?: { readonly aborted: boolean } | undefined;
}

/** What `new IAMClient({ requestHandler })` wants: serialised requests in, responses out, no socket between. */
export class InProcessRequestHandler {
  readonly metadata = { handlerProtocol: "in-process" };
  readonly #answer: WireHandler;

  constructor(answer: WireHandler) {
    this.#answer = answer;
  }

  /**
   * Answers a request. Whoever gives it up (`abortSignal`) is let go with an AbortError, as Node's client would; what was
   * asked for may be done all the same.
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

  /** There is no HTTP client behind this to configure. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  /** The service outlives its clients. */
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
  const given = Promise.withResolvers<never>();
  const giveUp = () => given.reject(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp);
  try {
    return await Promise.race([work, given.promise]);
  } finally {
    signal.removeEventListener("abort", giveUp);
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
