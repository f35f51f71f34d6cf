import { parseJson } from "../../../platform/json.ts";

export interface FetchJsonOptions {
  readonly fetch: typeof fetch;
  /** Gives what aborts after so many milliseconds. */
  readonly deadline: (milliseconds: number) => AbortSignal;
}

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 256 * 1024;

/**
 * What stands at a URL, as JSON: in 5 seconds and 256 kB at most, and there, for redirects are not followed.
 * @throws Error saying which of these it was, with nothing of the answer
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
  // Counted as it comes, decompressed: no header has to be believed. Leaving the loop cancels the rest.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new Error(`expected ${MOST_BYTES} bytes at most`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
