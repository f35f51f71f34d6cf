import { createHash, timingSafeEqual } from "node:crypto";
import type { Logger } from "../../../platform/logger/logger.ts";
import { grant } from "../../../schema/index.ts";
import { type Authenticator, Unauthenticated } from "./authenticator.ts";
import { bearerTokenOf } from "./bearer-token.ts";
import { openTokensFile } from "./tokens-file.ts";

export interface TokenOptions {
  /** The path of the list of tokens' hashes. */
  readonly tokensFile: string;
}

/**
 * `IAMQL_AUTH=token`: opaque tokens, of which a file holds the SHA-256 hashes.
 * @throws TokensFileError where the file cannot be used
 */
export function createTokenAuthenticator({ tokensFile }: TokenOptions, { log }: { log: Logger }): Authenticator {
  const file = openTokensFile(tokensFile, log);
  return async (headers) => {
    const hash = createHash("sha256").update(bearerTokenOf(headers)).digest();
    const entries = await file.current();
    // All of them are compared, whichever it is: the time says nothing of how near a guess has come.
    const [entry] = entries.filter(({ sha256 }) => timingSafeEqual(sha256, hash));
    if (!entry) throw new Unauthenticated("invalid-token", "the token is not in IAMQL_AUTH_TOKENS_FILE");
    return { subject: entry.subject, scopes: grant(entry.scopes) };
  };
}
