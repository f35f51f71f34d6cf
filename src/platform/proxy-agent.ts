import type { AgentOptions, ClientRequest, IncomingMessage } from "node:http";
import { type Agent, request as httpsRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { HttpsProxyAgent } from "https-proxy-agent";
import { MAX_SOCKETS } from "./max-sockets.ts";
import { bypassesProxy, ProxyRefusal, type ProxySettings } from "./proxy-settings.ts";

/** An agent for https requests: through the proxy, or directly to hosts of `NO_PROXY` and to this machine. */
export function createProxyAgent({ url, noProxy }: ProxySettings): Agent {
  return new ProxyAgent(url, { keepAlive: true, maxSockets: MAX_SOCKETS }, noProxy);
}

/** `fetch` for https URLs through an agent. Sends no body and does not follow redirects. */
export function fetchThrough(agent: Agent): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.startsWith("https:")) return fetch(request);
    return new Promise((resolve, reject) => {
      const options = { agent, method: request.method, headers: Object.fromEntries(request.headers) };
      httpsRequest(request.url, { ...options, signal: request.signal }, (response) => {
        const { statusCode: status = 0, headers } = response;
        const contentType = headers["content-type"];
        const isEmpty = status === 204 || status === 205 || status === 304;
        if (isEmpty) response.resume();
        resolve(
          new Response(isEmpty ? null : streamOf(response), {
            status,
            headers: contentType === undefined ? {} : { "content-type": contentType },
          }),
        );
      })
        .on("error", reject)
        .end();
    });
  };
}

function streamOf(response: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = response[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => void response.destroy(),
  });
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>["connect"]>[1];

class ProxyAgent extends HttpsProxyAgent<string> {
  readonly #noProxy: string;

  constructor(proxy: URL, options: AgentOptions, noProxy: string) {
    super(proxy.href, options);
    this.#noProxy = noProxy;
  }

  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    const host = options.host ?? "localhost";
    if (bypassesProxy(host, Number(options.port), this.#noProxy)) {
      return connectTls({ ...options, host, servername: isIP(host) ? "" : host });
    }
    let refusal: ProxyRefusal | undefined;
    request.once("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) refusal = new ProxyRefusal(statusCode);
    });
    const socket = await super.connect(request, options);
    // The agent would take the response of the proxy for that of the server.
    if (refusal === undefined) return socket;
    socket.destroy();
    throw refusal;
  }
}
