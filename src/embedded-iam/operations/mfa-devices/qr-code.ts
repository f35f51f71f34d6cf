import { encode } from "fast-png";
import { encodeQR } from "qr";

/** White modules around the code, as required by the QR standard. */
const quietZone = 4;
const pixelsPerModule = 6;

/** Draws a text as a QR code. Returns the bytes of a black-and-white PNG. */
export function qrCodePng(text: string): Uint8Array {
  const modules = encodeQR(text, "raw", { border: quietZone, ecc: "medium" });
  const size = modules.length * pixelsPerModule;
  const data = new Uint8Array(size * size);
  for (let y = 0; y < size; y++) {
    const row = modules[Math.floor(y / pixelsPerModule)] ?? [];
    for (let x = 0; x < size; x++) data[y * size + x] = row[Math.floor(x / pixelsPerModule)] ? 0 : 255;
  }
  return encode({ width: size, height: size, data, depth: 8, channels: 1 });
}

/** The URI that authenticator apps read from a virtual MFA device's QR code (docs: name, "@", account id). */
export function otpauthUri(deviceName: string, accountId: string, seed: string): string {
  return `otpauth://totp/${deviceName}@${accountId}?secret=${seed}`;
}
