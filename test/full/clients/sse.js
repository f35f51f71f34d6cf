import { createClient } from "graphql-sse";
import { recordingFetch } from "./recorder.js";

/** The results of an operation on its own connection, in order, or the error of the connection. */
export async function results(url, query) {
  const { fetch, requests } = recordingFetch();
  const client = createClient({ url, fetchFn: fetch, retryAttempts: 0 });
  try {
    return { results: await Array.fromAsync(client.iterate({ query })), requests };
  } catch (error) {
    return { error: String(error), requests };
  } finally {
    client.dispose();
  }
}
