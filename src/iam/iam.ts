import { createDoor, type IamOptions } from "./door.ts";
import type { Ledger } from "./ledger.ts";
import { createReads, type IamReads } from "./reads.ts";
import { RecentWrites, type RecentWritesOptions } from "./recent-writes.ts";
import { settledReads } from "./settled-reads.ts";
import { planUserRemoval, type RemovalStep } from "./user-removal.ts";
import { createWrites, type IamWrites } from "./writes.ts";

/** What one request can ask of IAM. All of it is entered in the ledger that it was made with. */
export interface Iam {
  readonly reads: IamReads;
  readonly writes: IamWrites;
  /** The writes that remove a user with all that depends on it, in order. Rejects as reads do. */
  planUserRemoval(userName: string): Promise<readonly RemovalStep[]>;
}

/** Gives, for each ledger (one a request), the calls that are entered in it. What one request writes, all others see. */
export function createIam(
  options: IamOptions & { readonly propagation?: RecentWritesOptions | undefined },
): (ledger: Ledger) => Iam {
  const recent = new RecentWrites(options.propagation);
  return (ledger) => {
    const door = createDoor(options, ledger);
    const reads = settledReads(createReads(door), recent);
    return {
      reads,
      writes: createWrites(door, recent),
      planUserRemoval: (userName) => planUserRemoval(door, reads, userName),
    };
  };
}
