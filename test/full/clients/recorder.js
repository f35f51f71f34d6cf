const send = globalThis.fetch;

/**
 * A fetch that records each request: its `method`, whether it has the document and its hash, and the status and media type of
 * the response.
 */
export function recordingFetch(headers = {}) {
  const requests = [];
  return {
    requests,
    async fetch(url, init = {}) {
      const sent = new Headers(init.headers);
      for (const [name, value] of Object.entries(headers)) sent.set(name, value);
      const response = await send(url, { ...init, headers: sent });
      const { query, extensions } = parametersOf(url, init);
      requests.push({
        method: init.method ?? "GET",
        document: query !== undefined,
        hash: extensions?.persistedQuery?.sha256Hash !== undefined,
        status: response.status,
        type: (response.headers.get("content-type") ?? "").split(";")[0],
      });
      return response;
    },
  };
}

function parametersOf(url, { body }) {
  if (typeof body === "string") return JSON.parse(body);
  const { query, extensions } = Object.fromEntries(new URL(url).searchParams);
  return { query: query || undefined, extensions: extensions && JSON.parse(extensions) };
}
