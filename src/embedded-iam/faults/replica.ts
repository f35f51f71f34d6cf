import { createServices, type ServiceOptions, type Services } from "../services.ts";
import type { Changes, Database } from "../store/database/database.ts";

/**
 * What reads see while writes take their time to propagate: a copy of the whole database, in memory, to which the changes
 * of each write are applied when it is due. Writes go to the database itself, which stays as durable as ever. So every
 * read sees one state that the account really had, a moment ago: new things are not there yet, deleted ones still are,
 * and the same goes for renames, tags, memberships, assignments and counts.
 */
export class Replica {
  readonly services: Services;
  readonly #copy: Database;
  readonly #changes: Changes;
  readonly #waiting: { readonly due: number; readonly change: Uint8Array }[] = [];

  /** From now on; what is in the database already counts as propagated. */
  constructor(database: Database, options: ServiceOptions) {
    this.#copy = database.copyToMemory();
    this.#changes = database.recordChanges();
    this.services = createServices(this.#copy, options);
  }

  /** Takes what was written since the last time; reads will see it at `due`. Never earlier than what came before it. */
  takeChanges(due: number): void {
    const change = this.#changes.take();
    if (change.length > 0) this.#waiting.push({ due, change });
  }

  /** Lets reads see all that is due. */
  catchUp(now: number): void {
    for (let next = this.#waiting[0]; next !== undefined && next.due <= now; next = this.#waiting[0]) {
      this.#copy.applyChanges(next.change);
      this.#waiting.shift();
    }
  }

  close(): void {
    this.#changes.stop();
    this.#copy.close();
  }
}
