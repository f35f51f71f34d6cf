import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { IAMClient } from "@aws-sdk/client-iam";
import type { EmbeddedIam } from "../../src/embedded-iam/index.ts";
import type { ForgedAnswer, UpstreamCall } from "./gateway.ts";
import { listenOnLoopback } from "./http-server.ts";

/** The fake endpoint's reaction to one call. */
export type FakeAnswer =
  | (ForgedAnswer & { readonly headers?: Readonly<Record<string, string>> })
  /** Keeps the connection open and never answers. */
  | "never"
  /** Closes the connection without an answer. */
  | "reset";

export interface FakeIamOptions {
  /** Answers a call; `undefined` passes the call on to `over`. */
  readonly answer: (
    call: UpstreamCall,
    headers: IncomingHttpHeaders,
  ) => FakeAnswer | undefined | Promise<FakeAnswer | undefined>;
  /** The embedded IAM that answers the other calls. @default none: the other calls are InvalidAction */
  readonly over?: EmbeddedIam;
  /** The `Date` header of every answer. @default the time of this machine */
  readonly date?: () => Date;
}

/** Starts an IAM endpoint over HTTP on a free loopback port, with the test's own responses. */
export async function startFakeIam({ answer, over, date }: FakeIamOptions) {
  const calls: UpstreamCall[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const call = callOf(body);
    calls.push(call);
    if (date) response.setHeader("date", date().toUTCString());
    const chosen = (await answer(call, request.headers)) ?? (await answerOf(over, request, body));
    if (chosen === "never") return;
    if (chosen === "reset") return void request.socket.destroy();
    write(response, chosen);
  });
  const { port, ...disposable } = await listenOnLoopback(server);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    calls,
    /** Calls by action since the last `forgetCalls`. */
    counts(): Record<string, number> {
      const counts: Record<string, number> = {};
      for (const { action } of calls) counts[action] = (counts[action] ?? 0) + 1;
      return counts;
    },
    forgetCalls: () => void calls.splice(0),
    /** An SDK client for this endpoint, by default with one attempt per call. Its key acts as root (open access). */
    createClient: (options: { readonly maxAttempts?: number } = {}) =>
      new IAMClient({
        region: "us-east-1",
        endpoint: url,
        maxAttempts: options.maxAttempts ?? 1,
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      }),
    ...disposable,
  };
}

export type FakeIam = Awaited<ReturnType<typeof startFakeIam>>;

/** A successful response. `result` is the XML inside the `<Action>Result` element. */
export function iamAnswer(action: string, result = ""): ForgedAnswer {
  const xmlns = "https://iam.amazonaws.com/doc/2010-05-08/";
  const requestId = "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE";
  return {
    status: 200,
    body: `<${action}Response xmlns="${xmlns}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  };
}

function callOf(body: string): UpstreamCall {
  const { Action: action = "", Version: _version, ...parameters } = Object.fromEntries(new URLSearchParams(body));
  return { action, parameters };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

async function answerOf(over: EmbeddedIam | undefined, request: IncomingMessage, body: string): Promise<ForgedAnswer> {
  if (over === undefined) {
    return {
      status: 400,
      body: '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>Could not find operation</Message></Error></ErrorResponse>',
    };
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string" && name !== "content-length" && name !== "connection") headers.set(name, value);
  }
  const answered = await over.fetch(
    new Request(`http://${request.headers.host ?? "127.0.0.1"}${request.url ?? "/"}`, {
      method: "POST",
      headers,
      body,
    }),
  );
  return { status: answered.status, body: await answered.text() };
}

function write(response: ServerResponse, { status, body, headers = {} }: Exclude<FakeAnswer, string>): void {
  response.writeHead(status, {
    "content-type": "text/xml",
    "x-amzn-requestid": "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE",
    ...headers,
  });
  response.end(body);
}
