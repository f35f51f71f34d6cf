import type { DatabaseSync } from "node:sqlite";

const MAX_BYTES_PER_CALLER = 16 * 1024 * 1024;
const MAX_BYTES = 256 * 1024 * 1024;

/** Size of the records in the state file: keys and bytes of responses, by caller. */
export class KeptBytes {
  readonly #byCaller = new Map<string, { keys: number; bytes: number }>();
  #bytes = 0;

  constructor(database: DatabaseSync) {
    const rows = database
      .prepare("SELECT caller, count(*) AS keys, total(octet_length(answer)) AS bytes FROM idempotency GROUP BY caller")
      .all();
    for (const row of rows) this.#change(String(row["caller"]), Number(row["keys"]), Number(row["bytes"]));
  }

  keysOf(caller: string): number {
    return this.#byCaller.get(caller)?.keys ?? 0;
  }

  /** Whether the limits allow to store this many more bytes for a caller. */
  hasRoomFor(caller: string, bytes: number): boolean {
    const ofCaller = this.#byCaller.get(caller)?.bytes ?? 0;
    return ofCaller + bytes <= MAX_BYTES_PER_CALLER && this.#bytes + bytes <= MAX_BYTES;
  }

  addKey(caller: string): void {
    this.#change(caller, 1, 0);
  }

  addAnswer(caller: string, bytes: number): void {
    this.#change(caller, 0, bytes);
  }

  removeKey(caller: string, bytes: number): void {
    this.#change(caller, -1, -bytes);
  }

  #change(caller: string, keys: number, bytes: number): void {
    const before = this.#byCaller.get(caller) ?? { keys: 0, bytes: 0 };
    const after = { keys: before.keys + keys, bytes: before.bytes + bytes };
    this.#bytes += bytes;
    if (after.keys > 0) this.#byCaller.set(caller, after);
    else this.#byCaller.delete(caller);
  }
}
