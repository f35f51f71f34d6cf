import { processorTime } from "../embedded-iam/processor-time.ts";
import { PromotedBytes } from "./promoted-bytes.ts";

/** A question of the parent process to a server process. Each answer is a number. */
export type ServerQuestion =
  /** The processor time of the process so far, in microseconds. */
  | { readonly ask: "processor time" }
  /** Starts to count the bytes that scavenges promote; answers 0. */
  | { readonly ask: "count promoted bytes" }
  /** Ends the count and answers with it. */
  | { readonly ask: "promoted bytes" };

/** Sends the URL to the parent process, answers its questions, and exits with it. */
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
