import type { Plugin } from "graphql-yoga";

/** Shorter than this, a body goes into one write with its headers as it is. */
const LONG = 16_384;

/** Sends long bodies as bytes: to a socket, text of a page of a thousand entities takes several times as long. */
export function useByteResponses(): Plugin {
  return {
    onYogaInit({ yoga }) {
      const { fetchAPI } = yoga;
      fetchAPI.Response = class extends fetchAPI.Response {
        constructor(...[body, init]: ConstructorParameters<typeof Response>) {
          super(typeof body === "string" && body.length >= LONG ? Buffer.from(body) : body, init);
        }
      };
    },
  };
}
