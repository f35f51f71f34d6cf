import type { ServerResponse } from "node:http";
import { REFUSAL_TYPE, type RefusalCode, refusalBody } from "./refuse.ts";
import { SECURITY_HEADERS } from "./use-security-headers.ts";

/** Answers as `refuse` does, for requests that are refused before the gateway. */
export function answerEarly(
  response: ServerResponse,
  status: number,
  code: RefusalCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, { ...SECURITY_HEADERS, "content-type": REFUSAL_TYPE, ...headers })
    .end(refusalBody(code, message));
}
