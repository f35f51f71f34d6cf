import { BlockList, isIP, isIPv6 } from "node:net";
import { blockListOf, readNetwork } from "./networks.ts";

/** The proxy for https requests to other machines, from the variables that curl and most programs read. */
export interface ProxySettings {
  /** An http or https URL; it may contain a user and a password. */
  readonly url: URL;
  /** Hosts that are called without the proxy. */
  readonly noProxy: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads HTTPS_PROXY and NO_PROXY. Names in lower case take precedence.
 * @returns `undefined` without a proxy, `"invalid"` if it is not an http or https URL
 */
export function readProxySettings(env: Environment): ProxySettings | "invalid" | undefined {
  const proxy = (env["https_proxy"] || env["HTTPS_PROXY"] || "").trim();
  if (proxy === "") return undefined;
  const url = URL.parse(proxy.includes("://") ? proxy : `http://${proxy}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "") return "invalid";
  if (!isDecodable(url.username) || !isDecodable(url.password)) return "invalid";
  return { url, noProxy: env["no_proxy"] || env["NO_PROXY"] || "" };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** `code` of a `ProxyRefusal`. */
export const PROXY_REFUSED = "EPROXYREFUSED";

/** A proxy that refused to open a tunnel. */
export class ProxyRefusal extends Error {
  override readonly name = "ProxyRefusal";
  readonly code = PROXY_REFUSED;

  constructor(status: number) {
    super(`the proxy of HTTPS_PROXY answered CONNECT with the status ${status}`);
  }
}

/** Loopback and link-local addresses, and the metadata services of EC2, ECS and EKS. */
const local = new BlockList();
local.addSubnet("127.0.0.0", 8, "ipv4");
local.addSubnet("169.254.0.0", 16, "ipv4");
local.addAddress("::1", "ipv6");
local.addSubnet("fe80::", 10, "ipv6");
local.addSubnet("fd00:ec2::", 32, "ipv6");

/**
 * Whether a host is called without the proxy. An entry of `noProxy` is a domain, which covers its subdomains, an address, a subnet
 * (`10.0.0.0/8`), any of them but a subnet with a port, or `*`.
 */
export function bypassesProxy(host: string, port: number, noProxy: string): boolean {
  const name = withoutBrackets(host.toLowerCase()).replace(/\.$/, "");
  if (name === "localhost" || name.endsWith(".localhost") || isIn(local, name)) return true;
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => covers(entry, name, port));
}

function covers(entry: string, name: string, port: number): boolean {
  if (entry === "*") return true;
  const subnet = entry.includes("/") ? readNetwork(entry) : undefined;
  if (subnet) return isIn(blockListOf([subnet]), name);
  const [, domain = entry, ofPort] = isIPv6(entry) ? [] : (/^(.+?):(\d+)$/.exec(entry) ?? []);
  if (ofPort !== undefined && Number(ofPort) !== port) return false;
  const suffix = withoutBrackets(domain).replace(/^\*?\./, "");
  return name === suffix || (!isIP(name) && name.endsWith(`.${suffix}`));
}

function isIn(list: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 4 ? "ipv4" : "ipv6");
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
