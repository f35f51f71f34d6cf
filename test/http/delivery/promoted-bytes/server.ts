// A process with a gateway over an embedded IAM of 100 users, whose reads stay in the cache.
import { IAMClient } from "@aws-sdk/client-iam";
import { answerParent } from "../../../../bench/throughput/answer-parent.ts";
import { createIamql } from "../../../../src/app/gateway.ts";
import { createEmbeddedIam } from "../../../../src/embedded-iam/index.ts";
import { rejectMalformedRequests } from "../../../../src/http/security/reject-malformed-requests.ts";
import { listen } from "../../../../src/platform/http-server/listen.ts";
import { createLogger } from "../../../../src/platform/logger/logger.ts";
import { createGroup, createUsers, createVirtualDevice } from "../../../support/account.ts";

const { requestHandler, rootCredentials: credentials } = await createEmbeddedIam({ file: ":memory:" });
const client = new IAMClient({ region: "us-east-1", requestHandler, credentials });
const [first = ""] = await createUsers(client, 100);
await createGroup(client, "Admins", [first]);
await createVirtualDevice(client, "phone", first);
const gateway = createIamql({
  client,
  log: createLogger("silent"),
  iamCache: { ttlMs: 3_600_000 },
  limits: { maxIamCalls: 1000 },
});
const { url } = await listen(rejectMalformedRequests(gateway), "127.0.0.1", 0);
answerParent(`${url}/graphql`);
