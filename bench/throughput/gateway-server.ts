// A process with the gateway with its defaults over AWS, but with an SDK client that has a prepared response. Responses of IAM are
// cached for an hour, so that the cache answers all of the bench's 1,000 different reads.
// Arguments: the number of users, and optionally the part of the gateway to leave out.
import { IAMClient } from "@aws-sdk/client-iam";
import { answerParent } from "./answer-parent.ts";
import { leaveOut } from "./left-out.ts";
import { makeUsers } from "./workload.ts";

const [count = "100", part] = process.argv.slice(2);
const leftOut = part === undefined ? undefined : leaveOut(part);
const { createIamql } = await import("../../src/app/gateway.ts");
const { listen } = await import("../../src/platform/http-server/listen.ts");
const { createLogger } = await import("../../src/platform/logger/logger.ts");
const { rejectMalformedRequests } = await import("../../src/http/security/reject-malformed-requests.ts");
leftOut?.requireLeftOut();

const Users = makeUsers(Number(count));

class ReadyIam extends IAMClient {
  override send = async () => ({ Users, IsTruncated: false, $metadata: { attempts: 1, requestId: "ready" } });
}

const client = new ReadyIam({ region: "us-east-1", credentials: { accessKeyId: "bench", secretAccessKey: "bench" } });
const gateway = createIamql({
  client,
  log: createLogger("info"),
  iamCache: { ttlMs: 3_600_000 },
  iamCallRate: { perSecond: 15, burst: 30 },
});
const { url } = await listen(rejectMalformedRequests(gateway), "127.0.0.1", 0);
answerParent(url);
