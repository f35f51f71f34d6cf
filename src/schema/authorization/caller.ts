/** All scopes, with what each allows. */
export const SCOPES = {
  "iam:read": "queries and introspection",
  "iam:write": "mutations; includes iam:read",
  "iam:admin":
    "with iam:write, mutations that change the permissions of an existing entity, or remove or reset a second factor",
  "iam:secrets": "with iam:write, mutations that return a secret",
} as const;

export type Scope = keyof typeof SCOPES;

/** The sender of a request, with the granted scopes. */
export interface Caller {
  readonly subject: string;
  /** Complete: see `grant`. */
  readonly scopes: ReadonlySet<Scope>;
}

/** Every caller if authentication is off. Has all scopes. */
export const ANONYMOUS: Caller = { subject: "anonymous", scopes: grant(Object.keys(SCOPES)) };

/** The scopes with these names, and the scopes that they include. Unknown names are ignored. */
export function grant(names: Iterable<string>): ReadonlySet<Scope> {
  const scopes = new Set([...names].filter(isScope));
  if (scopes.has("iam:write")) scopes.add("iam:read");
  return scopes;
}

function isScope(name: string): name is Scope {
  return Object.hasOwn(SCOPES, name);
}

/** The caller lacks a scope that the operation needs. Becomes `FORBIDDEN`; IAM is not called. */
export class MissingScope extends Error {
  override readonly name = "MissingScope";
  readonly scope: Scope;

  constructor(scope: Scope) {
    super(`Missing scope: this operation needs ${scope}.`);
    this.scope = scope;
  }
}

/** Checks scopes at run time. @throws MissingScope naming the first scope that the caller lacks */
export function requireScopes({ caller }: { readonly caller: Caller }, scopes: Iterable<Scope>): void {
  const missing = lacking(caller, scopes);
  if (missing !== undefined) throw new MissingScope(missing);
}

/** The first of these scopes that the caller lacks; `undefined` if the caller has all of them. */
export function lacking({ scopes: granted }: Caller, scopes: Iterable<Scope>): Scope | undefined {
  return [...scopes].find((scope) => !granted.has(scope));
}
