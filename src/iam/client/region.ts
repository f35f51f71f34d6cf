import { getProfileName, loadConfig, loadSharedConfigFiles, loadSsoSessionData } from "@smithy/core/config";
import { partitionOfArn } from "../../iam-model/arns.ts";

/** IAM is a global service. In the standard partition, its calls are signed for this region. */
export const GLOBAL_REGION = "us-east-1";

/** AWS's partitions, with the prefix of their regions and the region to sign IAM calls for. */
const partitions = [
  { partition: "aws-cn", prefix: "cn-", region: "cn-north-1" },
  { partition: "aws-us-gov", prefix: "us-gov-", region: "us-gov-west-1" },
  { partition: "aws-iso", prefix: "us-iso-", region: "us-iso-east-1" },
  { partition: "aws-iso-b", prefix: "us-isob-", region: "us-isob-east-1" },
  { partition: "aws-iso-e", prefix: "eu-isoe-", region: "eu-isoe-west-1" },
  { partition: "aws-iso-f", prefix: "us-isof-", region: "us-isof-south-1" },
  { partition: "aws-eusc", prefix: "eusc-", region: "eusc-de-east-1" },
] as const;

/** The region for signing. */
export interface RegionChoice {
  readonly region: string;
  /** Whether no region is configured. */
  readonly isDefault: boolean;
}

/** The region from AWS_REGION, AWS_DEFAULT_REGION or the profile, in this order; `us-east-1` if none is set. */
export async function chooseRegion(): Promise<RegionChoice> {
  const region = await configured(
    (env) => env["AWS_REGION"] || env["AWS_DEFAULT_REGION"],
    (profile) => profile["region"],
  );
  return { region: region ?? GLOBAL_REGION, isDefault: region === undefined };
}

/** The partition of the configured role or SSO region; `undefined` if neither is configured. */
export async function configuredPartition(): Promise<string | undefined> {
  const roleArn = await configured(
    (env) => env["AWS_ROLE_ARN"],
    (profile) => profile["role_arn"],
  );
  if (roleArn !== undefined) return partitionOfArn(roleArn);
  const ssoRegion = await configured(
    () => undefined,
    (profile) => profile["sso_region"],
  );
  const region = ssoRegion ?? (await ssoSessionRegion());
  return region === undefined ? undefined : partitionOfRegion(region);
}

/** The partition of a region; `aws` for an unknown one. */
export function partitionOfRegion(region: string): string {
  return partitions.find(({ prefix }) => region.startsWith(prefix))?.partition ?? "aws";
}

/** Advice for credentials that belong to `partition` while no region is configured. */
export function partitionAdvice(partition: string): string {
  const example = partitions.find((one) => one.partition === partition)?.region;
  const remedy = example === undefined ? `a region of ${partition}` : `a region of ${partition}, such as ${example}`;
  return `The gateway's AWS credentials belong to the partition ${partition}, but no region is configured. Set AWS_REGION to ${remedy}.`;
}

/** Advice if IAM does not know the key while no region is configured. */
export const ASSUMED_REGION_ADVICE = `No region is configured, so ${GLOBAL_REGION} was assumed. If the credentials belong to another partition, set AWS_REGION to one of its regions: cn-north-1 for AWS China, us-gov-west-1 for AWS GovCloud.`;

type Variables = Readonly<Record<string, string | undefined>>;

/** An empty value counts as not configured. */
async function configured(
  fromEnv: (env: Variables) => string | undefined,
  fromProfile: (profile: Variables) => string | undefined,
): Promise<string | undefined> {
  const load = loadConfig<string>(
    {
      environmentVariableSelector: (env) => fromEnv(env) || undefined,
      configFileSelector: (profile) => fromProfile(profile) || undefined,
      default: "",
    },
    { preferredFile: "credentials" },
  );
  return (await load()) || undefined;
}

async function ssoSessionRegion(): Promise<string | undefined> {
  const { configFile } = await loadSharedConfigFiles();
  const session = configFile[getProfileName({})]?.["sso_session"];
  return session === undefined ? undefined : (await loadSsoSessionData())[session]?.["sso_region"];
}
