const KIND_NAMES = new Map([
  ["VIRTUAL", "virtual"],
  ["HARDWARE", "hardware"],
  ["FIDO", "passkey"],
  ["SMS", "SMS"],
  ["UNKNOWN", "unknown kind"],
]);

/** The name of a kind of MFA device. Kinds of later gateways are shown in lower case, such as "smart card". */
export function nameOfKind(kind: string): string {
  return KIND_NAMES.get(kind) ?? kind.toLowerCase().replaceAll("_", " ");
}
