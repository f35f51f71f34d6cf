import { isDeepStrictEqual } from "node:util";
import { type IAM, IAMServiceException } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import type { Random } from "../random.ts";
import { type Account, emptyAccount, partOf } from "./account.ts";
import type { Choices, Chooser, Write } from "./write.ts";

/** One of several concurrent writers. Each writes to its own entities, one request after another. */
export class Writer {
  readonly #choosers: readonly Chooser[];
  readonly #choices: Choices;
  readonly #mark: string;
  /** All acknowledged writes. */
  #account: Account = structuredClone(emptyAccount);
  /** The write that was sent but not acknowledged when the service died. */
  #unacknowledged: Write | undefined;

  /** `mark` is part of the names of its entities, and of no others. */
  constructor(mark: string, choosers: readonly Chooser[], random: Random) {
    let count = 0;
    this.#mark = mark;
    this.#choosers = choosers;
    this.#choices = {
      random,
      newName: () => {
        count += 1;
        return `${mark}-${count}`;
      },
      authenticators: new Map(),
    };
  }

  /** Writes until the service dies, which is expected once `isDead` returns true. Any error response is a failure. */
  async write(iam: IAM, isDead: () => boolean, acknowledged: () => void): Promise<void> {
    while (!isDead()) {
      const write = this.#choose();
      this.#unacknowledged = write;
      try {
        await write.send(iam);
      } catch (error) {
        if (error instanceof IAMServiceException || !isDead()) throw error;
        return;
      }
      write.change(this.#account);
      this.#unacknowledged = undefined;
      acknowledged();
    }
  }

  /**
   * Compares the account after the restart: all acknowledged writes must be present, and the last write completely or
   * not at all. Returns which, if the last write was not acknowledged.
   */
  compare(found: Account, when: string): "kept" | "lost" | undefined {
    const write = this.#unacknowledged;
    this.#unacknowledged = undefined;
    const own = partOf(found, `${this.#mark}-`);
    if (write !== undefined) {
      const changed = structuredClone(this.#account);
      write.change(changed);
      if (isDeepStrictEqual(own, changed)) {
        this.#account = changed;
        return "kept";
      }
    }
    expect(own, `${when}, ${this.#mark}, with ${write?.name ?? "nothing"} not acknowledged`).toEqual(this.#account);
    return write && "lost";
  }

  #choose(): Write {
    for (;;) {
      const write = this.#choices.random.pick(this.#choosers)(this.#account, this.#choices);
      if (write !== undefined) return write;
    }
  }
}
