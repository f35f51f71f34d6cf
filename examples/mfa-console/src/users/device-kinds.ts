const KIND_NAMES = new Map([
  ["VIRTUAL", "virtual"],
  ["HARDWARE", "hardware"],
  ["FIDO", "passkey"],
  ["SMS", "SMS"],
  ["UNKNOWN", "unknown kind"],
]);

/** A kind of MFA device in words; a later gateway may have others, which show as they are written, such as "smart card". */
export function nameOfKind(kind: string): string {
  return KIND_NAMES.get(kind) ?? kind.toLowerCase().replaceAll("_", " ");
}
