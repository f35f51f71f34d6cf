/** For the `extensions` of a field or an input field with a secret: contracts can leave it out of a supergraph. */
export const SECRET = { directives: { tag: { name: "secret" } } } as const;

/** For the `extensions` of a type that other subgraphs define too. */
export const SHAREABLE = { directives: { shareable: {} } } as const;
