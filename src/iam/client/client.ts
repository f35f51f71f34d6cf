import type { Agent } from "node:https";
import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { MAX_SOCKETS } from "../../platform/max-sockets.ts";
import { CredentialChain } from "./credential-chain.ts";
import { chooseRegion, configuredPartition, GLOBAL_REGION } from "./region.ts";
import { RegionGuard } from "./region-guard.ts";

export interface IamClientOptions {
  /** Where the calls go instead of over the network: the embedded IAM's own. */
  readonly requestHandler?: IAMClientConfig["requestHandler"];
  /** Who signs; without it, whatever the AWS SDK finds (environment, profile, container, instance). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Another endpoint than the SDK would choose. */
  readonly endpoint?: string;
  /** Attempts for one call, the first included. @default 3 */
  readonly maxAttempts?: number;
  /** Makes the connections to https endpoints, for example through a proxy. @default the SDK's own agent */
  readonly httpsAgent?: Agent | undefined;
}

/** The SDK's client, with the region that it signs for. */
export interface IamAccess {
  readonly client: IAMClient;
  readonly regionGuard: RegionGuard;
}

/** All that the SDK would otherwise read from AWS_* variables and files, which speak of AWS and not of what runs here. */
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
 * The SDK's client. Region, credentials and endpoint that are not given come from where the AWS SDK looks for them, and
 * from AWS_DEFAULT_REGION. Without any region it is `us-east-1`; if credentials are configured that belong to another
 * partition, no call is sent.
 */
export async function createIamClient(options: IamClientOptions = {}): Promise<IAMClient> {
  return (await openIamAccess(options)).client;
}

/** As `createIamClient`. */
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

/** The SDK makes a copy of each answer for its logger, also where that one takes nothing: a tenth of a large page's time. */
function withoutLogger(client: IAMClient): IAMClient {
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
