import { isLoopback } from "../../../platform/loopback.ts";

/** Whether keys may be asked for at this URL: by https, or by http on this machine; without a user, password or fragment. */
export function isTrustedUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** Whether a text can be an OpenID Connect issuer, which besides has no query. */
export function isIssuer(text: string): boolean {
  return isTrustedUrl(text) && !text.includes("?");
}
