import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorCode, HttpStatusOf } from "../../schema/index.ts";
import { SECURITY_HEADERS } from "../security/use-security-headers.ts";
import { refusalBody } from "./refuse.ts";
import { CONTENT_TYPES, toBody } from "./response-type/envelopes.ts";
import { responseTypesFor } from "./response-type/response-types.ts";

/** Answers as `refuse` does, in the type that the request prefers, for requests that are refused before the gateway. */
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
