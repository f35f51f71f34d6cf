import { isLoopback } from "../platform/loopback.ts";
import { type Environment, type ProxySettings, readProxySettings } from "../platform/proxy-settings.ts";
import type { Config, Reader } from "./config.ts";

/** What the variables of AWS and of proxies say, as far as the AWS SDK does not read them itself. */
export interface AwsConfig {
  /** Whether STS is asked at start who signs. */
  readonly askIdentity: boolean;
  /** The proxy for IAM, STS and the token issuer; undefined: none. */
  readonly proxy: ProxySettings | undefined;
}

/** Reads endpoints and the proxy of a gateway; what is wrong goes to the reader's faults. */
export function readAws(
  reader: Reader,
  env: Environment,
  { backend, auth }: Pick<Config, "backend" | "auth">,
): AwsConfig {
  if (backend === "aws") {
    for (const name of ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]) {
      const endpoint = env[name];
      if (endpoint && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) {
        reader.fault(`${name} is not valid: expected an http or https URL.`);
      }
    }
  }
  // Elsewhere nothing is asked over the network.
  const proxy = backend === "aws" || auth.mode === "jwt" ? readProxySettings(env) : undefined;
  if (proxy === "invalid") {
    reader.fault("HTTPS_PROXY is not valid: expected an http or https URL, such as http://proxy.example.com:3128.");
  }
  return { askIdentity: backend === "aws" && !isEmulatorAlone(env), proxy: proxy === "invalid" ? undefined : proxy };
}

/** Whether the IAM endpoint is an emulator, and no endpoint for STS is given: AWS's STS does not know its keys. */
function isEmulatorAlone(env: Environment): boolean {
  if (env["AWS_ENDPOINT_URL_STS"] || env["AWS_ENDPOINT_URL"]) return false;
  const url = URL.parse(env["AWS_ENDPOINT_URL_IAM"] ?? "");
  return url !== null && (url.protocol === "http:" || isLoopback(url.hostname));
}
