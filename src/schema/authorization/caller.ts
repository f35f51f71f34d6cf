/** Every scope there is, with what it allows. */
export const SCOPES = {
  "iam:read": "every query, and introspection",
  "iam:write": "every mutation; includes iam:read",
  "iam:admin":
    "with iam:write, what changes the permissions of an existing entity, or removes or resets a second factor",
  "iam:secrets": "with iam:write, what answers with a secret",
} as const;

export type Scope = keyof typeof SCOPES;

/** Who sent a request, and what they may do. */
export interface Caller {
  readonly subject: string;
  /** With what each of them includes: see `grant`. */
  readonly scopes: ReadonlySet<Scope>;
}

/** Whoever calls where nobody is asked who they are. */
export const ANONYMOUS: Caller = { subject: "anonymous", scopes: grant(Object.keys(SCOPES)) };

/** The scopes of these names, with what they include. Names that are no scope of ours allow nothing. */
export function grant(names: Iterable<string>): ReadonlySet<Scope> {
  const scopes = new Set([...names].filter(isScope));
  if (scopes.has("iam:write")) scopes.add("iam:read");
  return scopes;
}

function isScope(name: string): name is Scope {
  return Object.hasOwn(SCOPES, name);
}

/** A caller asked for what another scope allows. Told as `FORBIDDEN`, and nothing is called at IAM. */
export class MissingScope extends Error {
  override readonly name = "MissingScope";
  readonly scope: Scope;

  constructor(scope: Scope) {
    super(`This needs the scope ${scope}, which the caller does not have.`);
    this.scope = scope;
  }
}

/**
 * For what turns out only at run time to need more than its field declares.
 * @throws MissingScope naming the first scope that the caller lacks
 */
export function requireScopes({ caller }: { readonly caller: Caller }, scopes: Iterable<Scope>): void {
  const missing = lacking(caller, scopes);
  if (missing !== undefined) throw new MissingScope(missing);
}

/** The first of these scopes that the caller does not have. */
export function lacking({ scopes: granted }: Caller, scopes: Iterable<Scope>): Scope | undefined {
  return [...scopes].find((scope) => !granted.has(scope));
}
