import { UnauthenticatedError } from "./errors.ts";
import { Value } from "./value.ts";

/** That a token is asked for, and how to answer. */
export interface TokenRequest {
  /** Whether there was one, which the gateway refused. */
  readonly wasRefused: boolean;
  give(token: string): void;
  refuse(): void;
}

/** The caller's token, in this page's memory alone: a reload forgets it. */
export class BearerToken {
  /** For whom shows the prompt. */
  readonly request = new Value<TokenRequest | undefined>(undefined);
  #token: string | undefined;
  #asking: Promise<void> | undefined;

  current(): string | undefined {
    return this.#token;
  }

  /**
   * Asks for another token than `refused`: once, however many requests were refused at the same time.
   * @throws UnauthenticatedError where none is given
   */
  async replace(refused: string | undefined): Promise<void> {
    if (this.#token !== refused) return;
    this.#asking ??= this.#ask(refused !== undefined).finally(() => {
      this.#asking = undefined;
      this.request.set(undefined);
    });
    await this.#asking;
  }

  #ask(wasRefused: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.request.set({
        wasRefused,
        give: (token) => {
          this.#token = token;
          resolve();
        },
        refuse: () => reject(new UnauthenticatedError()),
      });
    });
  }
}
