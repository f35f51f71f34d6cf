import { createHmac, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

/** How long a repeat is answered from the record. */
export const keepMs = 24 * 60 * 60 * 1000;
export const mostPerCaller = 10_000;

/** What of a mutation a repeat must have in common with the first. */
export interface Content {
  readonly document: string;
  readonly operationName: string | null;
  readonly variables: unknown;
}

/** What came of the first request with a key. */
export type Begun =
  /** This is the first. */
  | { readonly state: "new" }
  /** The first one asked for something else. */
  | { readonly state: "other-content" }
  /** The first one is being done by this process. */
  | { readonly state: "in-progress" }
  /** The first one was begun and never finished: the process ended, or the answer did not wait for it. */
  | { readonly state: "unknown" }
  | { readonly state: "answered"; readonly answer: string }
  /** The caller has so many keys in use that there is no room for another. */
  | { readonly state: "full" };

/**
 * What mutations with an idempotency key were answered, by caller and key, for 24 hours. Each step is on disk when its
 * method returns. Of one process, over a file that no other has open.
 */
export class IdempotencyRecords {
  readonly #database: DatabaseSync;
  readonly #secret: Uint8Array;
  readonly #running = new Set<string>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    // So that the file does not tell, by guesses at them, what variables were.
    database.prepare("INSERT OR IGNORE INTO secrets VALUES ('content', ?)").run(randomBytes(32));
    this.#secret = database.prepare("SELECT value FROM secrets WHERE name = 'content'").get()?.["value"] as Uint8Array;
  }

  /** Begins, or tells what came of the first time. `now` in milliseconds since 1970. */
  begin(caller: string, key: string, content: Content, now: number): Begun {
    this.#database.prepare("DELETE FROM idempotency WHERE begun <= ?").run(now - keepMs);
    const digest = createHmac("sha256", this.#secret).update(canonical(content)).digest();
    const found = this.#database
      .prepare("SELECT content, answer FROM idempotency WHERE caller = ? AND key = ?")
      .get(caller, key) as { content: Uint8Array; answer: string | null } | undefined;
    if (found !== undefined) {
      if (!digest.equals(found.content)) return { state: "other-content" };
      if (found.answer !== null) return { state: "answered", answer: found.answer };
      return { state: this.#running.has(nameOf(caller, key)) ? "in-progress" : "unknown" };
    }
    const { count } = this.#database
      .prepare("SELECT count(*) AS count FROM idempotency WHERE caller = ?")
      .get(caller) as { count: number };
    if (count >= mostPerCaller) return { state: "full" };
    this.#database
      .prepare("INSERT INTO idempotency (caller, key, content, begun) VALUES (?, ?, ?, ?)")
      .run(caller, key, digest, now);
    this.#running.add(nameOf(caller, key));
    return { state: "new" };
  }

  /** Keeps the answer for repeats. */
  complete(caller: string, key: string, answer: string): void {
    this.#database.prepare("UPDATE idempotency SET answer = ? WHERE caller = ? AND key = ?").run(answer, caller, key);
    this.#running.delete(nameOf(caller, key));
  }

  /** Nothing was written: a repeat may try again. */
  forget(caller: string, key: string): void {
    this.#database.prepare("DELETE FROM idempotency WHERE caller = ? AND key = ?").run(caller, key);
    this.#running.delete(nameOf(caller, key));
  }

  /** The caller was answered before it was done: nobody will ever know from here what came of it. */
  abandon(caller: string, key: string): void {
    this.#running.delete(nameOf(caller, key));
  }

  close(): void {
    this.#database.close();
  }
}

function nameOf(caller: string, key: string): string {
  return JSON.stringify([caller, key]);
}

/** The same text for the same content: JSON with the members of objects in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
