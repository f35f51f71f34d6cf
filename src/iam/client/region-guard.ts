import { thrownAtLast } from "../calls/attempts.ts";
import { CallNotSent, isUnknownToken } from "../errors/unreachable.ts";
import { ASSUMED_REGION_ADVICE, partitionAdvice, partitionOfRegion, type RegionChoice } from "./region.ts";

/** Keeps calls from being signed for a partition that the credentials do not belong to. */
export class RegionGuard {
  readonly choice: RegionChoice;
  #refusal: string | undefined;

  constructor(choice: RegionChoice) {
    this.choice = choice;
  }

  /** Why no call is sent; `undefined` while calls are sent. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** The partition of the credentials is known. If the region was only assumed, and lies elsewhere, no call is sent from now on. */
  learnPartition(partition: string): void {
    const { region, isDefault } = this.choice;
    if (isDefault && partition !== partitionOfRegion(region)) this.#refusal = partitionAdvice(partition);
  }

  /** Sends a call, and adds advice to a refusal that an assumed region explains. @throws CallNotSent */
  async send<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (this.#refusal !== undefined) throw new CallNotSent(undefined, this.#refusal);
    try {
      return await call();
    } catch (rejection) {
      const thrown = thrownAtLast(rejection);
      if (this.choice.isDefault && thrown instanceof Error && isUnknownToken(thrown)) {
        Object.assign(thrown, { advice: ASSUMED_REGION_ADVICE });
      }
      throw rejection;
    }
  }
}
