import { isIPv4, isIPv6 } from "node:net";

export interface IpAddress {
  /** Without brackets, port and zone; an IPv4-mapped IPv6 address as IPv4. */
  readonly text: string;
  readonly family: "ipv4" | "ipv6";
  /** The range of one client: the address of IPv4, the /64 network of IPv6. */
  readonly network: string;
}

/** Parses an address of a socket or of `x-forwarded-for`, with or without a port; undefined if it is invalid. */
export function readIpAddress(text: string): IpAddress | undefined {
  const bare = withoutPort(text.trim());
  if (isIPv4(bare)) return ipv4(bare);
  if (!isIPv6(bare)) return undefined;
  const address = bare.split("%", 1)[0] ?? "";
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return ipv4(
      groups
        .slice(6)
        .flatMap((group) => [group >> 8, group & 0xff])
        .join("."),
    );
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return { text: address, family: "ipv6", network: `${network.join(":")}::/64` };
}

function ipv4(text: string): IpAddress {
  return { text, family: "ipv4", network: text };
}

/** `[2001:db8::1]:443`, `[2001:db8::1]` and `192.0.2.1:443` without the port. */
function withoutPort(text: string): string {
  const [, bracketed] = /^\[([\da-f:.%\w]{2,64})\](?::\d{1,5})?$/i.exec(text) ?? [];
  if (bracketed !== undefined) return bracketed;
  const [, address] = /^([\d.]{7,15}):\d{1,5}$/.exec(text) ?? [];
  return address ?? text;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const [left, right] = [readGroups(head), readGroups(tail ?? "")];
  if (tail === undefined) return left;
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function readGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
