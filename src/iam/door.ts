import type { IAMClient } from "@aws-sdk/client-iam";
import { IamError, toIamError } from "./errors.ts";
import type { Ledger } from "./ledger.ts";
import { thrownByWrite } from "./retries.ts";

/** What every command of the SDK's answers with. */
export interface Answer {
  readonly $metadata: { readonly attempts?: number; readonly requestId?: string };
}

/** Sends one command; `options` go to the SDK's `send` as they are. */
export type Send<Output extends Answer> = (client: IAMClient, options: SendOptions) => Promise<Output>;

export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

export interface IamOptions {
  readonly client: IAMClient;
  /** How long one call may take in all, retries included, in milliseconds. @default 15000 */
  readonly timeoutMs?: number | undefined;
}

/** The one door to IAM, for one request: counts each call, bounds its time and translates what goes wrong. */
export type Door = <Output extends Answer>(
  action: string,
  send: Send<Output>,
  /** @default "read" */
  kind?: "read" | "write",
) => Promise<Output>;

/** A door whose calls are entered in `ledger`. Its calls reject with `IamError`. */
export function createDoor({ client, timeoutMs = 15_000 }: IamOptions, ledger: Ledger): Door {
  return async (action, send, kind = "read") => {
    ledger.called(action, kind);
    try {
      const answer = await send(client, { abortSignal: AbortSignal.timeout(timeoutMs) });
      ledger.answered(action, answer.$metadata);
      return answer;
    } catch (thrown) {
      const error = toIamError(action, kind === "write" ? thrownByWrite(thrown) : thrown, kind);
      ledger.failed(action, error instanceof IamError ? error : undefined);
      throw error;
    }
  };
}
