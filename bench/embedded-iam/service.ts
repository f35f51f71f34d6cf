// A process with the embedded IAM and the given file. The benchmark asks it for data that only the process has.
import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";
import { processorTime } from "./processor-time.ts";
import type { IamRequest } from "./requests.ts";

/** Questions to server processes over their IPC channel. Each answer is a number. */
export type Question =
  | { readonly ask: "resident bytes" }
  /** Processor time of the process so far, in microseconds. */
  | { readonly ask: "processor time" }
  /** Responses per second to these requests, sent one after another without a socket. */
  | { readonly ask: "in-process rate"; readonly requests: readonly IamRequest[]; readonly milliseconds: number }
  | { readonly ask: "close" };

const [file = ":memory:"] = process.argv.slice(2);
const iam = await createEmbeddedIam({ file, port: 0, quotas: { usersPerAccount: 100_000_000 } });

process.on("message", async (question: Question) => {
  switch (question.ask) {
    case "resident bytes":
      return process.send?.(process.memoryUsage.rss());
    case "processor time":
      return process.send?.(processorTime());
    case "in-process rate":
      return process.send?.(await rate(question.requests, question.milliseconds));
    case "close":
      await iam.close();
      return process.exit();
  }
});
// The benchmark has ended.
process.on("disconnect", () => process.exit());
process.send?.({ urls: [iam.url] });

async function rate(requests: readonly IamRequest[], milliseconds: number): Promise<number> {
  const begun = performance.now();
  let answered = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    for (let index = 0; index < 20; index++, answered++) {
      const request = requests[answered % requests.length];
      if (request === undefined) throw new Error("expected at least one request");
      const { response } = await iam.requestHandler.handle({ method: "POST", path: "/", ...request });
      if (response.statusCode !== 200) throw new Error(`expected status 200, but got: ${response.statusCode}`);
    }
    elapsed = performance.now() - begun;
  }
  return (answered / elapsed) * 1000;
}
