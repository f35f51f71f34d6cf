import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { blockListOf, type Network } from "../../../platform/networks.ts";
import { type IpAddress, readIpAddress } from "./ip-address.ts";

export interface ClientAddress {
  /** The client's address, or its /64 network for IPv6. */
  readonly network: string;
  /** Whether the request has an `x-forwarded-for` that is ignored, because the connection is not a trusted proxy's. */
  readonly hasUntrustedForwarding: boolean;
}

/** Maximum number of proxies of a request. Earlier entries of `x-forwarded-for` are not read. */
const MAX_HOPS = 32;

/**
 * Finds the client's address: that of the connection or, as long as the address is a trusted proxy's, the next entry of
 * `x-forwarded-for` from the right. An entry that is not an address ends the search.
 */
export function createClientAddressOf(trustedProxies: readonly Network[]): (request: IncomingMessage) => ClientAddress {
  const trusted = blockListOf(trustedProxies);
  // The address of a connection is parsed once, because every request needs it.
  const peers = new WeakMap<Socket, IpAddress>();
  const peerOf = (socket: Socket) => {
    const peer = peers.get(socket) ?? readIpAddress(socket.remoteAddress ?? "");
    if (peer) peers.set(socket, peer);
    return peer;
  };
  const isTrusted = ({ text, family }: IpAddress) => trusted.check(text, family);
  return ({ socket, headers }) => {
    const peer = peerOf(socket);
    const forwardedFor = headers["x-forwarded-for"];
    // The connection was closed before its address was read.
    if (peer === undefined) return { network: "unknown", hasUntrustedForwarding: false };
    if (forwardedFor === undefined) return { network: peer.network, hasUntrustedForwarding: false };
    if (!isTrusted(peer)) return { network: peer.network, hasUntrustedForwarding: true };
    let client = peer;
    for (const entry of String(forwardedFor).split(",").slice(-MAX_HOPS).toReversed()) {
      const next = readIpAddress(entry);
      if (next === undefined) break;
      client = next;
      if (!isTrusted(next)) break;
    }
    return { network: client.network, hasUntrustedForwarding: false };
  };
}
