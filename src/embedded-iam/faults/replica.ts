import { createServices, type ServiceOptions, type Services } from "../services.ts";
import type { Changes, Database } from "../store/index.ts";

/**
 * An in-memory copy of the database for reads that lag behind writes. Writes go to the database itself; the replica
 * applies the changes of each write when it is due. Every read therefore sees one consistent earlier state of the
 * account, including entities, names, tags, memberships, assignments and counts.
 */
export class Replica {
  readonly services: Services;
  readonly #database: Database;
  readonly #changes: Changes;
  readonly #pending: { readonly due: number; readonly change: Uint8Array }[] = [];

  /** Copies the present state, which counts as propagated. */
  constructor(database: Database, options: ServiceOptions) {
    this.#database = database.copyToMemory();
    this.#changes = database.recordChanges();
    this.services = createServices(this.#database, options);
  }

  /** Schedules the changes since the last call: reads see them at `due`, but never before earlier changes. */
  takeChanges(due: number): void {
    const change = this.#changes.take();
    if (change.length > 0) this.#pending.push({ due, change });
  }

  /** Applies all changes that are due. */
  catchUp(now: number): void {
    for (let next = this.#pending[0]; next !== undefined && next.due <= now; next = this.#pending[0]) {
      this.#database.applyChanges(next.change);
      this.#pending.shift();
    }
  }

  close(): void {
    this.#changes.stop();
    this.#database.close();
  }
}
