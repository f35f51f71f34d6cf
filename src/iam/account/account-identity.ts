import { accountIdIn } from "../../iam-model/arns.ts";

/**
 * The id of the account that the gateway serves. It is known from the start, or from the first ARN in a response. One for a
 * process, for all its requests.
 */
export class AccountIdentity {
  #id: string | undefined;

  /** @param id twelve digits; `undefined` if it is not known yet */
  constructor(id?: string) {
    this.#id = id;
  }

  /** Twelve digits; `undefined` as long as no response contained an ARN of the account. */
  get id(): string | undefined {
    return this.#id;
  }

  learn(id: string): void {
    this.#id ??= id;
  }

  /** Learns from the entities in a response of IAM. They belong to the account: IAM lists and describes no others. */
  learnFrom(output: object): void {
    if (this.#id !== undefined) return;
    for (const arn of arnsIn(output)) {
      const id = accountIdIn(arn);
      if (id === undefined) continue;
      this.#id = id;
      return;
    }
  }
}

/** The ARNs of the entities in a response, without the ARNs that these entities refer to, such as permissions boundaries. */
function* arnsIn(output: object): Generator<string> {
  for (const [member, value] of Object.entries(output)) {
    if (member === "OpenIDConnectProviderArn") yield String(value);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one !== "object" || one === null) continue;
      const { Arn, SerialNumber }: { Arn?: unknown; SerialNumber?: unknown } = one;
      if (typeof Arn === "string") yield Arn;
      if (typeof SerialNumber === "string") yield SerialNumber;
    }
  }
}
