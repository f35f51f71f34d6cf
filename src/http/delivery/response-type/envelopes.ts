import type { JsonType, ResponseType } from "./response-types.ts";

const BOUNDARY = "-";

/** The `content-type` of a response. */
export const CONTENT_TYPES: Readonly<Record<ResponseType, string>> = {
  "application/json": "application/json; charset=utf-8",
  "application/graphql-response+json": "application/graphql-response+json; charset=utf-8",
  "multipart/mixed": `multipart/mixed; boundary="${BOUNDARY}"`,
  "text/event-stream": "text/event-stream",
};

/** The start of a multipart body; each part ends with the delimiter of the next one. */
export const MULTIPART_START = `\r\n--${BOUNDARY}`;
/** What follows the delimiter after the last part. */
export const MULTIPART_END = "--\r\n";

/** A part of a multipart body, with the delimiter that follows it. */
export function toMultipart(json: string): string {
  const head = `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(json)}`;
  return `\r\n${head}\r\n\r\n${json}\r\n--${BOUNDARY}`;
}

/** The body of a whole response, from its JSON. Events follow the GraphQL over Server-Sent Events protocol. */
export function toBody(type: ResponseType, json: string): string {
  switch (type) {
    case "multipart/mixed":
      return `${MULTIPART_START}${toMultipart(json)}${MULTIPART_END}`;
    case "text/event-stream":
      return `event: next\ndata: ${json}\n\nevent: complete\ndata:\n\n`;
    default:
      return json;
  }
}

export function isJson(type: ResponseType): type is JsonType {
  return type === "application/json" || type === "application/graphql-response+json";
}
