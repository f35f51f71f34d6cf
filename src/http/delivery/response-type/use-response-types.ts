import type { GraphQLError } from "graphql";
import { type FetchAPI, getSSEProcessor, type Plugin, processRegularResult } from "graphql-yoga";
import { badRequest } from "../../limits/refusal.ts";
import { withMessage } from "../errors/with-message.ts";
import { isInParts, mapParts, type Part, withErrors } from "../incremental-delivery/parts.ts";
import { isRefusal } from "../refuse.ts";
import { CONTENT_TYPES, isJson, MULTIPART_END, MULTIPART_START, toBody, toMultipart } from "./envelopes.ts";
import { RESPONSE_TYPES, type ResponseType, responseTypesOf } from "./response-types.ts";

/** The type of `refuse`, and of errors for requests that accept no supported type. */
const DEFAULT_TYPE = "application/json";

/**
 * Sends each response, including those of `refuse`, in the type that the request prefers: see `responseTypesOf`. A request
 * that accepts none of them is rejected with 406 before it runs. Server-sent events have status 200 even for errors of an
 * operation; requests that are rejected before have their own status.
 */
export function useResponseTypes(): Plugin {
  const operationsAsEvents = new WeakSet<Request>();
  const toEvents = getSSEProcessor();
  return {
    onRequestParse({ request }) {
      if (responseTypesOf(request).whole === undefined) throw notAcceptable();
    },

    onParams({ request }) {
      if (responseTypesOf(request).whole === "text/event-stream") operationsAsEvents.add(request);
    },

    onResultProcess({ request, result, setResultProcessor }) {
      if (isInParts(result)) {
        const type = responseTypesOf(request).parts ?? "multipart/mixed";
        setResultProcessor((result, fetchAPI, accepted) => {
          if (!isInParts(result)) throw new TypeError("expected a result in parts");
          const parts = mapParts(result, (part) => withErrors(part, withoutHttp));
          return type === "multipart/mixed" ? sendParts(parts, fetchAPI) : toEvents(parts, fetchAPI, accepted);
        }, type);
        return;
      }
      const type = responseTypesOf(request).whole ?? DEFAULT_TYPE;
      if (isJson(type)) return setResultProcessor(processRegularResult, type);
      setResultProcessor(async (result, fetchAPI) => {
        const whole = processRegularResult(result, fetchAPI, "application/graphql-response+json");
        return inEnvelope(type, whole, fetchAPI, operationsAsEvents.has(request) ? 200 : whole.status);
      }, type);
    },

    onResponse({ request, response, setResponse, fetchAPI }) {
      const type = isRefusal(response) ? (responseTypesOf(request).whole ?? DEFAULT_TYPE) : DEFAULT_TYPE;
      if (type === DEFAULT_TYPE) return undefined;
      return inEnvelope(type, response, fetchAPI, response.status).then(setResponse);
    },
  };
}

/** Converts a response whose body is JSON to another type. */
async function inEnvelope(type: ResponseType, answer: Response, fetchAPI: FetchAPI, status: number): Promise<Response> {
  const headers = new fetchAPI.Headers(answer.headers);
  headers.set("content-type", CONTENT_TYPES[type]);
  headers.delete("content-length");
  const { statusText } = answer;
  return new fetchAPI.Response(toBody(type, await answer.text()), {
    status,
    headers,
    ...(status === answer.status && { statusText }),
  });
}

function sendParts(parts: AsyncIterableIterator<Part>, fetchAPI: FetchAPI): Response {
  const encoder = new fetchAPI.TextEncoder();
  const body = new fetchAPI.ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(MULTIPART_START)),
    async pull(controller) {
      const { done, value } = await parts.next();
      if (!done) {
        controller.enqueue(encoder.encode(toMultipart(JSON.stringify(value))));
        return;
      }
      controller.enqueue(encoder.encode(MULTIPART_END));
      controller.close();
    },
    async cancel() {
      await parts.return?.();
    },
  });
  return new fetchAPI.Response(body, { status: 200, headers: { "content-type": CONTENT_TYPES["multipart/mixed"] } });
}

/** The status of a part's error is already sent. */
function withoutHttp(error: GraphQLError): GraphQLError {
  const { http: _, ...extensions } = error.extensions;
  return withMessage(error, error.message, extensions);
}

function notAcceptable(): GraphQLError {
  return badRequest(`Unsupported Accept header: accept one of ${RESPONSE_TYPES.join(", ")}.`, "406");
}
