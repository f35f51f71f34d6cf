import type { Plugin } from "graphql-yoga";

/** Leaves it to the server whether a connection is kept: yoga's answers in parts ask for that themselves, also when the server stops. */
export function useHopByHopHeaders(): Plugin {
  return {
    onResponse({ response: { headers } }) {
      if (!headers.has("connection")) return;
      if (headers.get("connection") !== "close") headers.delete("connection");
      headers.delete("transfer-encoding");
    },
  };
}
