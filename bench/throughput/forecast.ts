import { IAMClient } from "@aws-sdk/client-iam";
import { createIamql } from "../../src/app/gateway.ts";
import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";
import { Hydrator } from "../../src/loaders/hydration/index.ts";
import { createLogger } from "../../src/platform/logger/logger.ts";
import type { Figures } from "../embedded-iam/figures.ts";

/** Latency of the embedded IAM, in milliseconds. */
export const CALL_MS = 50;
/** Two bulk reads: the users, and the groups of all of them. */
const QUERY = "{ users(first: 1000) { nodes { passwordLastUsed groups { nodes { groupName } } } } }";
const ROUNDS = 10;

/**
 * Measures the gain of the planner's forecast without a cache: it starts the second bulk read of a page during the first one.
 * Adds the milliseconds of a response to `figures`, as "forecast" and "no forecast".
 */
export async function measureForecast(figures: Figures): Promise<void> {
  const embedded = await createEmbeddedIam({ file: ":memory:", sample: true, faults: { latencyMs: CALL_MS } });
  const { requestHandler, rootCredentials: credentials } = embedded;
  const client = new IAMClient({ region: "us-east-1", requestHandler, credentials });
  const gateway = createIamql({ client, log: createLogger("silent") });
  const { prefetch } = Hydrator.prototype;
  try {
    // Reads the account's size, which the forecast needs, and compiles the code.
    await ask("{ accountSummary { users } }");
    await ask(QUERY);
    for (let round = 0; round < ROUNDS; round++) {
      figures.add("forecast", await ask(QUERY));
      Hydrator.prototype.prefetch = () => {};
      figures.add("no forecast", await ask(QUERY));
      Hydrator.prototype.prefetch = prefetch;
    }
  } finally {
    Hydrator.prototype.prefetch = prefetch;
    client.destroy();
    await gateway.dispose();
    await embedded.close();
  }

  async function ask(query: string): Promise<number> {
    const begun = performance.now();
    const response = await gateway.fetch("http://localhost/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    const { errors } = await response.json();
    if (errors) throw new Error(`expected no errors, but got: ${JSON.stringify(errors)}`);
    return performance.now() - begun;
  }
}
