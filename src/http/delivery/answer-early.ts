import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorCode, HttpStatusOf } from "../../schema/index.ts";
import { SECURITY_HEADERS } from "../security/use-security-headers.ts";
import { refusalBody } from "./refuse.ts";
import { CONTENT_TYPES, toBody } from "./response-type/envelopes.ts";
import { responseTypesFor } from "./response-type/response-types.ts";

/** Rejects a Node request before it reaches the gateway, with the same body as `refuse`, in the response type that it prefers. */
export function answerEarly<Code extends ErrorCode>(
  { headers: { accept } }: IncomingMessage,
  response: ServerResponse,
  status: HttpStatusOf<Code>,
  code: Code,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const type = responseTypesFor(accept).whole ?? "application/json";
  response
    .writeHead(status, { ...SECURITY_HEADERS, "content-type": CONTENT_TYPES[type], ...headers })
    .end(toBody(type, refusalBody(code, message)));
}
