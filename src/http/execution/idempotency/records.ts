import { createHmac, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { DatabaseFile } from "../../../platform/database-file.ts";
import { canonicalRequest, formerCanonicalRequest, type RequestContent } from "../../request/canonical-request.ts";
import { KeptBytes } from "./kept-bytes.ts";

/** How long a repeated request is answered from the record, in milliseconds. */
export const KEEP_MS = 24 * 60 * 60 * 1000;
const DEFAULT_MAX_KEYS_PER_CALLER = 10_000;
/** Responses above this size are stored as their outcomes only. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** The state of the first request with a key. */
export type Begun =
  /** This is the first request. */
  | { readonly state: "new" }
  /** The first request had another mutation or other variables. */
  | { readonly state: "other-content" }
  /** The first request is running in this process. */
  | { readonly state: "in-progress" }
  /**
   * The first request started, and its response was not stored: the process ended, the response was sent before the mutation
   * ended, or the file could not be written.
   */
  | { readonly state: "unknown" }
  | { readonly state: "answered"; readonly answer: string }
  /** The caller has reached its limit of keys. */
  | { readonly state: "full" };

/**
 * Stores the responses to mutations with an idempotency key, by caller and key, for 24 hours. Each step is on disk when its
 * method returns. The database must belong to one process. Methods throw SQLite's own errors if the file cannot be
 * written.
 */
export class IdempotencyRecords {
  readonly maxKeysPerCaller: number;
  readonly #database: DatabaseSync;
  readonly #file: DatabaseFile;
  readonly #secret: Uint8Array;
  readonly #kept: KeptBytes;
  readonly #running = new Set<string>();

  /** @param options `maxKeysPerCaller`: the keys that one caller can use in 24 hours. @default 10000 */
  constructor(database: DatabaseSync, { maxKeysPerCaller = DEFAULT_MAX_KEYS_PER_CALLER } = {}) {
    this.maxKeysPerCaller = maxKeysPerCaller;
    this.#database = database;
    this.#file = new DatabaseFile(database);
    this.#kept = new KeptBytes(database);
    // A keyed digest, so that a reader of the file cannot find out variables by guessing them.
    database.prepare("INSERT OR IGNORE INTO secrets VALUES ('content', ?)").run(randomBytes(32));
    this.#secret = database.prepare("SELECT value FROM secrets WHERE name = 'content'").get()?.["value"] as Uint8Array;
  }

  /**
   * Records the start of a mutation, or returns the state of the first request with the key. If it throws, the mutation must
   * not run, because a repeat would not find its record.
   * @param now milliseconds since 1970
   * @throws DatabaseFileLost
   */
  begin(caller: string, key: string, content: RequestContent, now: number): Begun {
    this.#file.requireInPlace();
    this.#dropUntil(now - KEEP_MS);
    const digest = this.#digestOf(canonicalRequest(content));
    const found = this.#database
      .prepare("SELECT content, answer FROM idempotency WHERE caller = ? AND key = ?")
      .get(caller, key) as { content: Uint8Array; answer: string | null } | undefined;
    if (found !== undefined) {
      const isEqual =
        digest.equals(found.content) || this.#digestOf(formerCanonicalRequest(content)).equals(found.content);
      if (!isEqual) return { state: "other-content" };
      if (found.answer !== null) return { state: "answered", answer: found.answer };
      return { state: this.#running.has(nameOf(caller, key)) ? "in-progress" : "unknown" };
    }
    if (this.#kept.keysOf(caller) >= this.maxKeysPerCaller) return { state: "full" };
    this.#database
      .prepare("INSERT INTO idempotency (caller, key, content, begun) VALUES (?, ?, ?, ?)")
      .run(caller, key, digest, now);
    this.#kept.addKey(caller);
    this.#running.add(nameOf(caller, key));
    return { state: "new" };
  }

  /** Whether a response of this size can be stored. */
  hasRoomFor(caller: string, bytes: number): boolean {
    return bytes <= MAX_ANSWER_BYTES && this.#kept.hasRoomFor(caller, bytes);
  }

  /** Stores the response for repeats. If this throws, the key stays in progress: call `abandon`. */
  complete(caller: string, key: string, answer: string): void {
    this.#database.prepare("UPDATE idempotency SET answer = ? WHERE caller = ? AND key = ?").run(answer, caller, key);
    this.#running.delete(nameOf(caller, key));
    this.#kept.addAnswer(caller, Buffer.byteLength(answer));
  }

  /** Removes the key, because nothing was written: a repeat may run. If this throws, the key stays in progress: call `abandon`. */
  forget(caller: string, key: string): void {
    this.#database.prepare("DELETE FROM idempotency WHERE caller = ? AND key = ?").run(caller, key);
    this.#running.delete(nameOf(caller, key));
    this.#kept.removeKey(caller, 0);
  }

  /** Gives up storing a response: repeats find the outcome unknown. */
  abandon(caller: string, key: string): void {
    this.#running.delete(nameOf(caller, key));
  }

  close(): void {
    this.#database.close();
  }

  #digestOf(text: string): Buffer {
    return createHmac("sha256", this.#secret).update(text).digest();
  }

  #dropUntil(time: number): void {
    const dropped = this.#database
      .prepare("DELETE FROM idempotency WHERE begun <= ? RETURNING caller, coalesce(octet_length(answer), 0) AS bytes")
      .all(time);
    for (const row of dropped) this.#kept.removeKey(String(row["caller"]), Number(row["bytes"]));
  }
}

function nameOf(caller: string, key: string): string {
  return JSON.stringify([caller, key]);
}
