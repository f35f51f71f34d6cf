import { CallNotSent, isUnknownToken, unwrapFinalAttempt } from "../errors/index.ts";
import { ASSUMED_REGION_ADVICE, partitionAdvice, partitionOfRegion, type RegionChoice } from "./region.ts";

/** Prevents calls that are signed for a partition to which the credentials do not belong. */
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

  /** Sets the partition of the credentials. If the assumed region is in another one, no later call is sent. */
  learnPartition(partition: string): void {
    const { region, isDefault } = this.choice;
    if (isDefault && partition !== partitionOfRegion(region)) this.#refusal = partitionAdvice(partition);
  }

  /** Sends a call, and adds advice to a refusal that the assumed region explains. @throws CallNotSent */
  async send<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (this.#refusal !== undefined) throw new CallNotSent(undefined, this.#refusal);
    try {
      return await call();
    } catch (rejection) {
      const thrown = unwrapFinalAttempt(rejection);
      if (this.choice.isDefault && thrown instanceof Error && isUnknownToken(thrown)) {
        Object.assign(thrown, { advice: ASSUMED_REGION_ADVICE });
      }
      throw rejection;
    }
  }
}
