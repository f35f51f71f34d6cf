import { Environment, Network, Observable, RecordSource, Store } from "relay-runtime";
import { NoAnswerError } from "./errors.ts";
import type { Gateway } from "./gateway.ts";
import { relayResponses } from "./relay-responses.ts";

/** The Relay environment over the gateway, for queries only: see `ceremony/device-mutations.ts`. */
export function createEnvironment(gateway: Gateway): Environment {
  const network = Network.create(({ text }, variables) =>
    Observable.create((sink) => {
      const aborting = new AbortController();
      async function answer() {
        let isBegun = false;
        try {
          for await (const part of gateway.ask(text ?? "", variables, { signal: aborting.signal })) {
            for (const response of relayResponses(part)) sink.next(response);
            isBegun = true;
          }
        } catch (error) {
          if (!(isBegun && error instanceof NoAnswerError)) throw error;
          // Keep the parts that arrived. If Relay received the error, it would drop them.
          gateway.reachability.hasGaps.set(true);
        }
      }
      answer().then(
        () => sink.complete(),
        (error: unknown) => {
          if (!aborting.signal.aborted) sink.error(error instanceof Error ? error : new Error(String(error)));
        },
      );
      return () => aborting.abort();
    }),
  );
  return new Environment({ network, store: new Store(new RecordSource()) });
}
