import { randomUUID } from "node:crypto";
import { type ErrorCode, errorStatus } from "../../iam-model/errors.ts";
import type { ApiName } from "../../iam-model/operations/index.ts";
import { errorXml } from "./response-xml.ts";
import type { SignedRequest } from "./signature.ts";

/** A request off the wire: a POSTed form, or a GET with all parameters in its query string. */
export type WireRequest = SignedRequest;

/** A response before it is written to HTTP, fetch or the SDK. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Set if fault injection truncated the body: its full length in bytes. */
  readonly uncutLength?: number;
}

/** Answers requests: IAM's wire protocol, or the control endpoint. */
export type WireHandler = (request: WireRequest) => Promise<WireResponse>;

/** How a call ended: `OK` or AWS's error code. */
export type CallOutcome = "OK" | ErrorCode;

/** Makes the response of a successful operation (HTTP 200). */
export function successResponse(xml: string, requestId: string): WireResponse {
  return respond(200, xml, requestId);
}

/** Makes AWS's error response. Without a message the XML has no Message element; with "" it has an empty one. */
export function errorResponse(
  code: ErrorCode,
  message: string | undefined,
  requestId: string,
  api: ApiName = "iam",
): WireResponse {
  return respond(errorStatus[code], errorXml(code, message, requestId, api), requestId);
}

/** Makes AWS's error response to a request that is rejected before it is read completely. */
export function refuse(code: ErrorCode, message: string): WireResponse {
  return errorResponse(code, message, randomUUID());
}

function respond(status: number, body: string, requestId: string): WireResponse {
  return { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
}
