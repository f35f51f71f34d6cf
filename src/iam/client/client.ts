import type { Agent } from "node:https";
import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { MAX_SOCKETS } from "../../platform/max-sockets.ts";
import { CredentialChain } from "./credential-chain.ts";
import { chooseRegion, configuredPartition, GLOBAL_REGION } from "./region.ts";
import { RegionGuard } from "./region-guard.ts";

/** Options of `createIamClient`. */
export interface IamClientOptions {
  /** Handles the calls instead of the network, such as the embedded IAM's handler. */
  readonly requestHandler?: IAMClientConfig["requestHandler"];
  /** The signing key. @default the credentials that the AWS SDK finds (environment, profile, container, instance) */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** @default the endpoint that the AWS SDK chooses */
  readonly endpoint?: string;
  /** Attempts for each call, including the first. @default 3 */
  readonly maxAttempts?: number;
  /** Opens the connections to HTTPS endpoints, for example through a proxy. @default the SDK's agent */
  readonly httpsAgent?: Agent | undefined;
}

/** An SDK client with its region. */
export interface IamAccess {
  readonly client: IAMClient;
  readonly regionGuard: RegionGuard;
}

/** Settings that the SDK would otherwise read from AWS_* variables and files, which do not concern an in-process IAM. */
const IN_PROCESS = {
  region: GLOBAL_REGION,
  endpoint: "https://iam.amazonaws.com",
  defaultsMode: "standard",
  retryMode: "standard",
  maxAttempts: 3,
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
} as const satisfies IAMClientConfig;

/**
 * Creates an SDK client for the gateway. The AWS SDK finds region, credentials and endpoint if they are not given;
 * AWS_DEFAULT_REGION also counts. The default region is `us-east-1`; no call is sent if the configured credentials belong to
 * another partition.
 */
export async function createIamClient(options: IamClientOptions = {}): Promise<IAMClient> {
  return (await openIamAccess(options)).client;
}

/** As `createIamClient`, with the region guard of the client. */
export async function openIamAccess(options: IamClientOptions = {}): Promise<IamAccess> {
  const { httpsAgent, ...given } = options;
  if (given.requestHandler) {
    return guarded(
      new IAMClient({ ...IN_PROCESS, ...given }),
      new RegionGuard({ region: GLOBAL_REGION, isDefault: false }),
    );
  }
  const regionGuard = new RegionGuard(await chooseRegion());
  const { region, isDefault } = regionGuard.choice;
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const requestHandler = { httpAgent: agent, httpsAgent: httpsAgent ?? agent };
  if (given.credentials) return guarded(new IAMClient({ requestHandler, ...given, region }), regionGuard);
  const chain = new CredentialChain(httpsAgent && { httpsAgent });
  const client = new IAMClient({ requestHandler, ...given, credentials: chain.provide, region });
  chain.renewFor(client);
  const partition = isDefault ? await configuredPartition() : undefined;
  if (partition !== undefined) regionGuard.learnPartition(partition);
  return guarded(client, regionGuard);
}

function guarded(client: IAMClient, regionGuard: RegionGuard): IamAccess {
  client.middlewareStack.add((next) => (call) => regionGuard.send(() => next(call)), {
    name: "guardRegion",
    step: "initialize",
    priority: "high",
  });
  return { client: withoutLogger(client), regionGuard };
}

/** The SDK copies each response for its logger even if nothing is logged: a tenth of the time of a large page. */
function withoutLogger(client: IAMClient): IAMClient {
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
