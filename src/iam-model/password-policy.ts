/** The requirements for a password. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly maximumLength: number;
  /** Kinds of characters, each as the content of a regular expression's character class. */
  readonly kinds: readonly string[];
  /** How many kinds a password must contain. */
  readonly requiredKinds: number;
}

/** IAM's policy for an account without its own one (docs: "Set an account password policy for IAM users"). */
export const defaultPasswordPolicy: PasswordPolicy = {
  minimumLength: 8,
  maximumLength: 128,
  kinds: ["A-Z", "a-z", "0-9", String.raw`!@#$%^&*()_+\-=\[\]{}|'`],
  requiredKinds: 3,
};

/** Whether a password conforms to a policy. */
export function conformsTo(policy: PasswordPolicy, password: string): boolean {
  const kinds = policy.kinds.filter((kind) => new RegExp(`[${kind}]`).test(password));
  return (
    password.length >= policy.minimumLength &&
    password.length <= policy.maximumLength &&
    kinds.length >= policy.requiredKinds
  );
}
