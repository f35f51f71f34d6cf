import { createHash, timingSafeEqual } from "node:crypto";
import type { Logger } from "../../../platform/logger/logger.ts";
import { grant } from "../../../schema/index.ts";
import { type Authenticator, Unauthenticated } from "./authenticator.ts";
import { bearerTokenOf } from "./bearer-token.ts";
import { openTokensFile } from "./tokens-file.ts";

export interface TokenOptions {
  /** The path of the file with the tokens' hashes. */
  readonly tokensFile: string;
}

/**
 * `IAMQL_AUTH=token`: opaque tokens, whose SHA-256 hashes are in a file.
 * @throws TokensFileError if the file is invalid or not readable
 */
export function createTokenAuthenticator({ tokensFile }: TokenOptions, { log }: { log: Logger }): Authenticator {
  const file = openTokensFile(tokensFile, log);
  return async (headers) => {
    const hash = createHash("sha256").update(bearerTokenOf(headers)).digest();
    const entries = await file.current();
    // Compares all entries in constant time, so that the time does not reveal how close a guess is.
    const [entry] = entries.filter(({ sha256 }) => timingSafeEqual(sha256, hash));
    if (!entry) throw new Unauthenticated("invalid-token", "the token is not in IAMQL_AUTH_TOKENS_FILE");
    return { subject: entry.subject, scopes: grant(entry.scopes) };
  };
}
