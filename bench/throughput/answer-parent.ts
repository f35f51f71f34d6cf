import { processorTime } from "../embedded-iam/processor-time.ts";
import { PromotedBytes } from "./promoted-bytes.ts";

/** What a server process is asked by the process that started it; it answers each with a number. */
export type ServerQuestion =
  /** How long the process has kept a processor busy so far, in microseconds. */
  | { readonly ask: "processor time" }
  /** Starts a count of the bytes that scavenges promote; answers 0. */
  | { readonly ask: "count promoted bytes" }
  /** Ends the count, and answers with it. */
  | { readonly ask: "promoted bytes" };

/** Sends its URL to the process that started this one, answers its questions, and ends with it. */
export function answerParent(url: string): void {
  let promoted: PromotedBytes | undefined;
  process.on("message", ({ ask }: ServerQuestion) => {
    switch (ask) {
      case "processor time":
        return process.send?.(processorTime());
      case "count promoted bytes":
        promoted = new PromotedBytes();
        return process.send?.(0);
      case "promoted bytes":
        return process.send?.(promoted?.stop() ?? Number.NaN);
    }
  });
  process.on("disconnect", () => process.exit());
  process.send?.({ urls: [url] });
}
