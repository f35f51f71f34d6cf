import { type BigIntStats, statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { z } from "zod";
import { parseJson } from "../../../platform/json.ts";
import type { Logger } from "../../../platform/logger/logger.ts";
import { InvalidSettingsError } from "../../../platform/operator-error.ts";
import { readTextFile, readTextFileSync } from "../../../platform/text-file.ts";
import { SCOPES } from "../../../schema/index.ts";

export interface TokenEntry {
  /** 32 bytes. */
  readonly sha256: Buffer;
  readonly subject: string;
  readonly scopes: readonly string[];
}

/** The errors of the file of tokens. They do not quote its content. */
export class TokensFileError extends InvalidSettingsError {
  override readonly name = "TokensFileError";

  constructor(faults: readonly string[]) {
    super(faults, " ");
  }
}

const MEMBERS = {
  sha256: "the 64 hexadecimal digits of the token's SHA-256 hash",
  subject: "the name of the caller, not empty",
  scopes: `a list of ${Object.keys(SCOPES).join(", ")}`,
};

const entryType = z.strictObject({
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .transform((digits) => Buffer.from(digits, "hex")),
  subject: z.string().regex(/\S/),
  scopes: z.array(z.string().refine((scope) => Object.hasOwn(SCOPES, scope))),
});

/**
 * Reads the file, and again whenever it has changed. If a changed file is invalid, this is logged once, and the previous
 * entries stay in use.
 * @throws TokensFileError if the file is invalid or not readable at first
 */
export function openTokensFile(path: string, log: Logger): { current(): Promise<readonly TokenEntry[]> } {
  // The stamp first, so that a write between the two is noticed as a change.
  let stamp = attempt(() => stampOf(statSync(path, { bigint: true })));
  let entries = parseTokens(attempt(() => readTextFileSync(path)));
  let checking: Promise<void> | undefined;

  async function check(): Promise<void> {
    const present = await stat(path, { bigint: true }).then(stampOf, codeOf);
    if (present === stamp) return;
    stamp = present;
    try {
      entries = parseTokens(await readTextFile(path).catch((error) => Promise.reject(unreadable(error))));
      log.info({ tokens: entries.length }, "IAMQL_AUTH_TOKENS_FILE was read again");
    } catch (error) {
      if (!(error instanceof TokensFileError)) throw error;
      log.error(
        { faults: error.faults },
        "IAMQL_AUTH_TOKENS_FILE has changed and cannot be used: the tokens stay as they were",
      );
    }
  }

  return {
    async current() {
      checking ??= check().finally(() => {
        checking = undefined;
      });
      await checking;
      return entries;
    },
  };
}

/** @throws TokensFileError with all errors */
export function parseTokens(text: string): readonly TokenEntry[] {
  const read = z.array(entryType).safeParse(parseJson(text));
  if (!read.success) throw new TokensFileError([...new Set(read.error.issues.map(({ path }) => faultAt(path)))]);
  const hashes = read.data.map(({ sha256 }) => sha256.toString("hex"));
  const again = hashes.findIndex((hash, index) => hashes.indexOf(hash) < index);
  if (again >= 0)
    throw new TokensFileError([`IAMQL_AUTH_TOKENS_FILE, entry ${again + 1}: another entry has the same sha256.`]);
  return read.data;
}

/** Entries are counted from 1. */
function faultAt([index, member]: readonly PropertyKey[]): string {
  if (typeof index !== "number") {
    return 'IAMQL_AUTH_TOKENS_FILE is not valid: expected a JSON array of {"sha256", "subject", "scopes"}.';
  }
  const [name, expected] = Object.entries(MEMBERS).find(([name]) => name === member) ?? [];
  if (name === undefined) {
    return `IAMQL_AUTH_TOKENS_FILE, entry ${index + 1} is not valid: expected an object with sha256, subject and scopes only.`;
  }
  return `IAMQL_AUTH_TOKENS_FILE, entry ${index + 1}: ${name} is not valid: expected ${expected}.`;
}

function attempt<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): TokensFileError {
  return new TokensFileError([`IAMQL_AUTH_TOKENS_FILE cannot be read (${codeOf(error)}).`]);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

/** A text that changes with the content: an editor changes the times, a mounted secret the inode. */
function stampOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [ino, size, mtimeNs, ctimeNs].join();
}
