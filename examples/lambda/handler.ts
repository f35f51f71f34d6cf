import { createIamClient, createIamql, createLogger } from "iamql";

/** The event of an API Gateway HTTP API or a function URL (payload format 2.0), as far as this handler reads it. */
export interface HttpEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestContext: { readonly domainName: string; readonly http: { readonly method: string } };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

// Created once per instance of the function, and reused by its invocations.
const client = await createIamClient();
const gateway = createIamql({
  client,
  log: createLogger("info"),
  // The host names of the function, separated by commas.
  allowedHosts: (process.env["HOST_NAMES"] ?? "localhost").split(","),
});

export async function handler(event: HttpEvent) {
  const { method } = event.requestContext.http;
  const query = event.rawQueryString && `?${event.rawQueryString}`;
  const hasBody = event.body !== undefined && method !== "GET" && method !== "HEAD";
  const response = await gateway.fetch(`https://${event.requestContext.domainName}${event.rawPath}${query}`, {
    method,
    headers: event.headers,
    ...(hasBody && { body: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8") }),
  });
  const body = Buffer.from(await response.arrayBuffer());
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: body.toString("base64"),
    isBase64Encoded: true,
  };
}
