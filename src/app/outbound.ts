import type { Agent } from "node:https";
import type { AwsConfig } from "../settings/index.ts";

/** How https requests to other machines are sent; without members: directly. */
export interface Outbound {
  readonly httpsAgent?: Agent;
  readonly fetch?: typeof fetch;
}

/** Connections through the configured proxy; empty without a proxy. */
export async function openOutbound({ proxy }: AwsConfig): Promise<Outbound> {
  if (proxy === undefined) return {};
  const { createProxyAgent, fetchThrough } = await import("../platform/proxy-agent.ts");
  const httpsAgent = createProxyAgent(proxy);
  return { httpsAgent, fetch: fetchThrough(httpsAgent) };
}
