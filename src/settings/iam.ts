import { z } from "zod";
import type { Rate, ReadCacheOptions } from "../iam/index.ts";
import { isLoopback } from "../platform/loopback.ts";
import { type Environment, type ProxySettings, readProxySettings } from "../platform/proxy-settings.ts";
import type { Reader } from "./reader.ts";
import { onOrOff, optionalSetting, setting, wholeNumber } from "./setting.ts";

/** How IAM is called. */
export interface IamConfig {
  /** Maximum rate of calls of each action; undefined: no limit. */
  readonly callRate: Rate | undefined;
  readonly cache: ReadCacheOptions;
  /** Whether a user without a boundary in GetAccountAuthorizationDetails has none. */
  readonly detailsCarryBoundary: boolean;
}

/** Default over AWS: a little below the rate at which IAM starts to throttle, because other programs call it too. */
const CALLS_PER_SECOND = 15;

/** Default over AWS. */
const CACHE_TTL_MS = 5000;

export const iamSettings = {
  backend: setting({
    name: "IAMQL_IAM_BACKEND",
    default: "embedded",
    expected: "embedded or aws",
    meaning:
      "embedded: the embedded IAM; aws: the endpoint and credentials that the AWS SDK resolves (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_IAM, ...)",
    type: z.enum(["embedded", "aws"]),
  }),
  propagationWaitMs: setting({
    name: "IAMQL_PROPAGATION_WAIT_MS",
    default: "20000",
    ...wholeNumber(0, 60_000),
    meaning:
      "maximum time after a write, in milliseconds, during which reads wait until IAM shows it and dependent writes wait until IAM accepts them",
  }),
  callsPerSecond: optionalSetting({
    name: "IAMQL_IAM_CALLS_PER_SECOND",
    default: `${CALLS_PER_SECOND} over AWS, off over the embedded IAM`,
    expected: "a number from 0.1 to 10000, or off",
    meaning: "maximum number of calls of each IAM action per second, for all requests together (off: no limit)",
    type: z.union([
      z.literal("off"),
      z
        .string()
        .regex(/^\d{1,5}(?:\.\d{1,3})?$/)
        .transform(Number)
        .pipe(z.number().min(0.1).max(10_000)),
    ]),
  }),
  callsBurst: setting({
    name: "IAMQL_IAM_CALLS_BURST",
    default: "30",
    ...wholeNumber(1, 100_000),
    meaning: "with IAMQL_IAM_CALLS_PER_SECOND: maximum number of calls of an action at once, after an idle time",
  }),
  cacheTtlMs: optionalSetting({
    name: "IAMQL_IAM_CACHE_TTL_MS",
    default: `${CACHE_TTL_MS} over AWS, 0 over the embedded IAM`,
    ...wholeNumber(0, 3_600_000),
    meaning: "how long responses of IAM are cached for equal reads, in milliseconds (0: no cache)",
  }),
  cacheMaxBytes: setting({
    name: "IAMQL_IAM_CACHE_MAX_BYTES",
    default: "33554432",
    ...wholeNumber(1, 1_099_511_627_776),
    meaning: "with IAMQL_IAM_CACHE_TTL_MS: maximum size of the cache, in bytes as JSON",
  }),
  detailsCarryBoundary: setting({
    name: "IAMQL_IAM_DETAILS_CARRY_BOUNDARY",
    default: "on",
    ...onOrOff,
    meaning:
      "rely on GetAccountAuthorizationDetails for permissions boundaries (off: call GetUser for each user, for implementations of IAM that omit them)",
  }),
};

export function readIam(reader: Reader, backend: "embedded" | "aws"): IamConfig {
  const isEmbedded = backend === "embedded";
  const perSecond = reader.read(iamSettings.callsPerSecond) ?? (isEmbedded ? "off" : CALLS_PER_SECOND);
  const burst = reader.read(iamSettings.callsBurst);
  return {
    callRate: perSecond === "off" ? undefined : { perSecond, burst },
    cache: {
      ttlMs: reader.read(iamSettings.cacheTtlMs) ?? (isEmbedded ? 0 : CACHE_TTL_MS),
      maxBytes: reader.read(iamSettings.cacheMaxBytes),
    },
    detailsCarryBoundary: reader.read(iamSettings.detailsCarryBoundary),
  };
}

/** Variables of AWS and of proxies that the AWS SDK does not read itself. */
export interface AwsConfig {
  /** Whether the gateway asks STS at start for the identity of its credentials. */
  readonly askIdentity: boolean;
  /** The proxy for IAM, STS and the token issuer; undefined: none. */
  readonly proxy: ProxySettings | undefined;
}

/** @param usesNetwork whether the gateway sends requests over the network: to AWS, or to a token issuer */
export function readAws(
  reader: Reader,
  env: Environment,
  { backend, usesNetwork }: { readonly backend: "embedded" | "aws"; readonly usesNetwork: boolean },
): AwsConfig {
  if (backend === "aws") {
    for (const name of ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]) {
      const endpoint = env[name];
      if (endpoint && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) {
        reader.addFault(`${name} is not valid: expected an http or https URL.`);
      }
    }
  }
  const proxy = usesNetwork ? readProxySettings(env) : undefined;
  if (proxy === "invalid") {
    reader.addFault("HTTPS_PROXY is not valid: expected an http or https URL, such as http://proxy.example.com:3128.");
  }
  return { askIdentity: backend === "aws" && !isEmulatorAlone(env), proxy: proxy === "invalid" ? undefined : proxy };
}

/** Whether the IAM endpoint is an emulator without an endpoint for STS: AWS's own STS does not know its keys. */
function isEmulatorAlone(env: Environment): boolean {
  if (env["AWS_ENDPOINT_URL_STS"] || env["AWS_ENDPOINT_URL"]) return false;
  const url = URL.parse(env["AWS_ENDPOINT_URL_IAM"] ?? "");
  return url !== null && (url.protocol === "http:" || isLoopback(url.hostname));
}
