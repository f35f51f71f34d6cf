import { UnauthenticatedError } from "./errors.ts";
import { Value } from "./value.ts";

/** A request for a token, with its two outcomes. */
export interface TokenRequest {
  /** Whether the gateway rejected an earlier token. */
  readonly wasRefused: boolean;
  give(token: string): void;
  refuse(): void;
}

/** The caller's token. It is in memory only, so a reload forgets it. */
export class BearerToken {
  /** Set while a token is needed. */
  readonly request = new Value<TokenRequest | undefined>(undefined);
  #token: string | undefined;
  #asking: Promise<void> | undefined;

  current(): string | undefined {
    return this.#token;
  }

  /**
   * Asks for a token to replace `refused`. Requests that are rejected at the same time share one prompt.
   * @throws UnauthenticatedError if no token is given
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
