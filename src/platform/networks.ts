import { BlockList, isIPv4, isIPv6 } from "node:net";

/** A range of addresses, such as 10.0.0.0/8. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** Reads a network in CIDR notation, or a single address; undefined if it is neither. */
export function readNetwork(text: string): Network | undefined {
  const [address = "", prefixText, ...rest] = text.split("/");
  const family = isIPv4(address) ? "ipv4" : isIPv6(address) && !address.includes("%") ? "ipv6" : undefined;
  if (family === undefined || rest.length > 0) return undefined;
  const bits = family === "ipv4" ? 32 : 128;
  if (prefixText === undefined) return { address, prefix: bits, family };
  const prefix = Number(prefixText);
  return /^\d{1,3}$/.test(prefixText) && prefix <= bits ? { address, prefix, family } : undefined;
}

/** The addresses that are in one of the networks. */
export function blockListOf(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return list;
}
