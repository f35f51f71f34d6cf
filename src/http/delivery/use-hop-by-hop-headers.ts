import type { Plugin } from "graphql-yoga";

/** Removes `connection: keep-alive`, which yoga sets on responses in parts even when the server stops. The server decides. */
export function useHopByHopHeaders(): Plugin {
  return {
    onResponse({ response: { headers } }) {
      if (!headers.has("connection")) return;
      if (headers.get("connection") !== "close") headers.delete("connection");
      headers.delete("transfer-encoding");
    },
  };
}
