import { parseJson } from "../../../platform/json.ts";

export interface FetchJsonOptions {
  readonly fetch: typeof fetch;
  /** Gives what aborts after so many milliseconds. */
  readonly deadline: (milliseconds: number) => AbortSignal;
}

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 256 * 1024;

/**
 * Fetches JSON, within 5 seconds and 256 kB. Redirects are not followed.
 * @throws Error with the reason, without any content of the response
 */
export async function fetchJson(url: string, { fetch, deadline }: FetchJsonOptions): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    redirect: "manual",
    signal: deadline(TIMEOUT_MS),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`expected the status 200; got ${response.status}`);
  }
  const value = parseJson(await readText(response));
  if (value === undefined) throw new Error("expected JSON");
  return value;
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Counts decompressed bytes as they arrive, so that no header is trusted. Leaving the loop cancels the rest.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`expected ${MAX_BYTES} bytes at most`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
