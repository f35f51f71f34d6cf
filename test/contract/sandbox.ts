import type { IAM } from "@aws-sdk/client-iam";
import type { STS } from "@aws-sdk/client-sts";
import { Belongings } from "./belongings.ts";

/** The account that scenarios run in: the embedded IAM's, or a real one. */
export interface Account {
  readonly accountId: string;
  /** A new client that signs with these keys. @default the keys of the account */
  connect(credentials?: Keys): IAM;
  /** A new client of STS that signs with these keys. @default the keys of the account */
  connectSts(credentials?: Keys): STS;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A scenario's own part of an account. Disposal removes its entities. */
export interface Sandbox extends AsyncDisposable {
  /** Records what it creates, so that it is removed even if the scenario fails. */
  readonly iam: IAM;
  readonly accountId: string;
  /** A path that no other sandbox uses, e.g. `/iamql-contract-0b5e21f3-1/`. */
  readonly path: string;
  /** A name that no other sandbox uses, e.g. `alice-0b5e21f3-1`. */
  name(label: string): string;
  /** A client that signs with keys of the scenario. */
  connect(credentials: Keys): IAM;
  /** A client of STS that signs with keys of the scenario, or with those of the account. */
  connectSts(credentials?: Keys): STS;
}

/** Checks one fact about IAM by IAM's responses. */
export type Scenario = (sandbox: Sandbox) => Promise<void>;

/** Scenarios by the facts that they check. */
export type Scenarios = Readonly<Record<string, Scenario>>;

/** Opens a sandbox. Its names contain the suffix, which has lower-case letters, digits and hyphens. */
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
  const others: (IAM | STS)[] = [];
  const keep = <Client extends IAM | STS>(client: Client): Client => {
    others.push(client);
    return client;
  };
  return {
    iam,
    accountId: account.accountId,
    path: `/iamql-contract-${suffix}/`,
    name: (label) => `${label}-${suffix}`,
    connect: (credentials) => keep(account.connect(credentials)),
    connectSts: (credentials) => keep(account.connectSts(credentials)),
    async [Symbol.asyncDispose]() {
      await belongings.remove(iam);
      for (const client of [iam, ...others]) client.destroy();
    },
  };
}
