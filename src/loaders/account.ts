import { type Iam, missingMember } from "../iam/index.ts";
import { accountIdIn } from "../iam-model/arns.ts";

/** The id of the account, for one request. */
export class AccountLoader {
  readonly #account: Iam["account"];
  #reading: Promise<string> | undefined;

  constructor(account: Iam["account"]) {
    this.#account = account;
  }

  /** Twelve digits; `undefined` as long as no response of this process contained an ARN of the account. */
  get id(): string | undefined {
    return this.#account.id;
  }

  /**
   * The account's id, without a call if it is known.
   * @param readArn reads the ARN of an entity in the account. It is called at most once in a request.
   * @throws IamError if the ARN cannot be read
   */
  load(readArn: () => string | Promise<string>): string | Promise<string> {
    if (this.id !== undefined) return this.id;
    this.#reading ??= Promise.resolve(readArn()).then((arn) => {
      const id = this.id ?? accountIdIn(arn);
      if (id === undefined) throw missingMember("GetUser", "Arn");
      return id;
    });
    return this.#reading;
  }
}
