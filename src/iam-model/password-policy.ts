/** The requirements for a password. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly maximumLength: number;
  /** Kinds of characters, each as the content of a regular expression's character class. */
  readonly kinds: readonly string[];
  /** How many kinds a password must contain. */
  readonly requiredKinds: number;
}

/** The kinds of characters that a policy can require (docs: "Set an account password policy for IAM users"). */
const characterKinds = {
  uppercase: "A-Z",
  lowercase: "a-z",
  numbers: "0-9",
  symbols: String.raw`!@#$%^&*()_+\-=\[\]{}|'`,
} as const;

/** A kind of characters that a policy can require. */
export type CharacterKind = keyof typeof characterKinds;

/** The longest password that IAM accepts (docs). */
const MAX_LENGTH = 128;

/** IAM's policy for an account without its own one (docs, same page). */
export const defaultPasswordPolicy: PasswordPolicy = {
  minimumLength: 8,
  maximumLength: MAX_LENGTH,
  kinds: Object.values(characterKinds),
  requiredKinds: 3,
};

/** An account's own policy: every one of the kinds is required. */
export function passwordPolicy(minimumLength: number, required: readonly CharacterKind[]): PasswordPolicy {
  const kinds = required.map((kind) => characterKinds[kind]);
  return { minimumLength, maximumLength: MAX_LENGTH, kinds, requiredKinds: kinds.length };
}

/** Whether a password conforms to a policy. */
export function conformsTo(policy: PasswordPolicy, password: string): boolean {
  const kinds = policy.kinds.filter((kind) => new RegExp(`[${kind}]`).test(password));
  return (
    password.length >= policy.minimumLength &&
    password.length <= policy.maximumLength &&
    kinds.length >= policy.requiredKinds
  );
}
