import { isIPv4, isIPv6 } from "node:net";
import type { LiteralKind } from "./conditions.ts";

/** Whether IAM can read a condition value of this kind. */
export function isReadable(kind: LiteralKind, value: string): boolean {
  return readable[kind](value);
}

/** AWS-recorded for dates; AWS-capture for the others. */
const readable: Readonly<Record<LiteralKind, (value: string) => boolean>> = {
  text: () => true,
  boolean: () => true,
  number: (value) => /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(value),
  date: isDate,
  binary: (value) => value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  address: isNetwork,
};

/** The parts of a date. Every part after the year can be absent. */
const datePattern =
  /^(?<year>[+-]?\d+)(?:-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?)?(?:[Tt](?:(?<hour>\d{1,2})(?::(?<minute>\d{1,2})(?::(?<second>\d{1,2})(?:\.\d{1,9})?)?)?)?)?(?:[Zz]|[+-](?<zoneHour>\d{2})(?::(?<zoneMinute>\d{2}))?)?$/;

const partRanges = [
  ["year", -292_275_054, 292_278_993],
  ["month", 1, 12],
  ["day", 1, 31],
  ["hour", 0, 23],
  ["minute", 0, 59],
  ["second", 0, 59],
  ["zoneHour", 0, 23],
  ["zoneMinute", 0, 59],
] as const;

/** A date in ISO 8601, or a signed 64-bit number of seconds. */
function isDate(value: string): boolean {
  if (/^[+-]?\d{1,20}$/.test(value)) return BigInt.asIntN(64, BigInt(value)) === BigInt(value);
  const parts = datePattern.exec(value)?.groups;
  if (parts === undefined) return false;
  return partRanges.every(([name, least, most]) => {
    const part = parts[name];
    return part === undefined || (Number(part) >= least && Number(part) <= most);
  });
}

/** An address or a network. The address of an IPv6 network must have no bits after the prefix. */
function isNetwork(value: string): boolean {
  const [address = "", prefix, ...rest] = value.split("/");
  if (rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return false;
  if (isIPv4(address)) return prefix === undefined || Number(prefix) <= 32;
  if (!isIPv6(address) || address.includes("%")) return false;
  if (prefix === undefined) return true;
  return Number(prefix) <= 128 && (ipv6Bits(address) & ((1n << BigInt(128 - Number(prefix))) - 1n)) === 0n;
}

/** The 128 bits of a valid IPv6 address. */
function ipv6Bits(address: string): bigint {
  const [head = "", tail] = embeddedIpv4InHex(address).split("::");
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  const groups = tail === undefined ? before : [...before, ...zeros, ...after];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}

function embeddedIpv4InHex(address: string): string {
  const from = address.lastIndexOf(":") + 1;
  const bytes = address.slice(from).split(".");
  if (bytes.length !== 4 || !bytes.every((byte) => /^\d{1,3}$/.test(byte))) return address;
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
  return `${address.slice(0, from)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
