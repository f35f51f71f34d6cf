import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";

export interface IamClientOptions {
  /** Where the calls go instead of over the network: the embedded IAM's own. */
  readonly requestHandler?: IAMClientConfig["requestHandler"];
  /** Who signs; without it, whatever the AWS SDK finds (environment, profile, container, instance). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Another endpoint than the SDK would choose. */
  readonly endpoint?: string;
  /** Attempts for one call, the first included. @default 3 */
  readonly maxAttempts?: number;
}

/** IAM is one global service; the SDK wants a region all the same, and this is the one IAM signs for. */
const GLOBAL_REGION = "us-east-1";

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
 * The SDK's client. Region, credentials and endpoint that are not given come from where the AWS SDK looks for them;
 * a machine without any region setting gets `us-east-1`, for IAM does not care.
 */
export async function createIamClient(options: IamClientOptions = {}): Promise<IAMClient> {
  const config: IAMClientConfig = { ...options };
  if (options.requestHandler) return withoutLogger(new IAMClient({ ...IN_PROCESS, ...config }));
  const probe = new IAMClient({});
  const region = await probe.config.region().catch(() => GLOBAL_REGION);
  probe.destroy();
  return withoutLogger(new IAMClient({ ...config, region }));
}

/** The SDK makes a copy of each answer for its logger, also where that one takes nothing: a tenth of a large page's time. */
function withoutLogger(client: IAMClient): IAMClient {
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
