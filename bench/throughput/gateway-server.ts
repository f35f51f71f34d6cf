// A process with the gateway, as it is over AWS by default but for IAM itself: an SDK client that has its answer ready.
// It is asked once in five seconds, when the cache of reads has forgotten.
import { IAMClient } from "@aws-sdk/client-iam";
import { createIamql } from "../../src/compose.ts";
import { listen } from "../../src/http/listen.ts";
import { createLogger } from "../../src/http/log.ts";
import { wellFormedOnly } from "../../src/http/well-formed-only.ts";
import { processorTime } from "../embedded-iam/processor-time.ts";
import { sdkUsers } from "./account.ts";

class ReadyIam extends IAMClient {
  override send = async () => ({ Users: sdkUsers, IsTruncated: false, $metadata: { attempts: 1, requestId: "ready" } });
}

const client = new ReadyIam({ region: "us-east-1", credentials: { accessKeyId: "bench", secretAccessKey: "bench" } });
const gateway = createIamql({
  client,
  log: createLogger("info"),
  iamCache: { ttlMs: 5000 },
  iamCallRate: { perSecond: 15, burst: 30 },
});
const { url } = await listen(wellFormedOnly(gateway), "127.0.0.1", 0);
process.on("message", () => process.send?.(processorTime()));
process.send?.({ urls: [url] });
// The bench is done, or gone.
process.on("disconnect", () => process.exit());
