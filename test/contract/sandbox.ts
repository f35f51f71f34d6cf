import type { IAM } from "@aws-sdk/client-iam";
import { Belongings } from "./belongings.ts";

/** An account that scenarios run in: the embedded IAM's, or that of somebody who lends it. */
export interface Account {
  readonly accountId: string;
  /** A new client that signs with these keys, by default with those that the account was lent with. */
  connect(credentials?: Keys): IAM;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What a scenario gets: its own corner of an account, which is empty again when it is disposed. */
export interface Sandbox extends AsyncDisposable {
  /** Notes what it is asked to create, so that it is removed however the scenario ends. */
  readonly iam: IAM;
  readonly accountId: string;
  /** A path that nobody else uses, e.g. `/iamql-contract-0b5e21f3-1/`. */
  readonly path: string;
  /** A name that nobody else uses, e.g. `alice-0b5e21f3-1`. */
  name(label: string): string;
  /** A client that signs with keys which the scenario made. */
  connect(credentials: Keys): IAM;
}

/** One fact about IAM, told by what IAM answers. */
export type Scenario = (sandbox: Sandbox) => Promise<void>;

/** Scenarios by the sentence that each of them pins. */
export type Scenarios = Readonly<Record<string, Scenario>>;

/** Opens a corner of the account. The suffix, lower-case letters, digits and hyphens, is in all its names. */
export function openSandbox(account: Account, suffix: string): Sandbox {
  const iam = account.connect();
  const belongings = new Belongings(account.accountId);
  iam.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        belongings.note(String(commandName), { ...args.input });
        return next(args);
      },
    { step: "initialize" },
  );
  const others: IAM[] = [];
  return {
    iam,
    accountId: account.accountId,
    path: `/iamql-contract-${suffix}/`,
    name: (label) => `${label}-${suffix}`,
    connect(credentials) {
      const other = account.connect(credentials);
      others.push(other);
      return other;
    },
    async [Symbol.asyncDispose]() {
      await belongings.remove(iam);
      for (const client of [iam, ...others]) client.destroy();
    },
  };
}
