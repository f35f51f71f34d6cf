import { isLoopback } from "../../../platform/loopback.ts";

/** Whether keys may be loaded from this URL: https, or http on a loopback address, without user, password and fragment. */
export function isTrustedUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** Whether a text can be an OpenID Connect issuer: a trusted URL without a query. */
export function isIssuer(text: string): boolean {
  return isTrustedUrl(text) && !text.includes("?");
}
