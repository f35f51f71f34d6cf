import { specifiedDirectives } from "graphql";

/**
 * The minor version of federation 2 that introduced each directive.
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/versions
 */
export const FIRST_VERSIONS = {
  extends: 0,
  external: 0,
  inaccessible: 0,
  key: 0,
  override: 0,
  provides: 0,
  requires: 0,
  shareable: 0,
  tag: 0,
  composeDirective: 1,
  interfaceObject: 3,
  authenticated: 5,
  requiresScopes: 5,
  policy: 6,
  context: 8,
  fromContext: 8,
  cost: 9,
  listSize: 9,
  cacheTag: 12,
} as const satisfies Readonly<Record<string, number>>;

export type FederationDirective = keyof typeof FIRST_VERSIONS;

/** The arguments of `@link`. */
export type FederationLink = {
  readonly url: string;
  /** Sorted, each with its `@`. */
  readonly import: readonly string[];
};

/**
 * The link to the lowest version of federation that has all directives of a document: older routers and other registries
 * accept it. GraphQL's own directives are not imported.
 * @param used the names of the directives, without `@`
 * @throws Error if federation has no such directive
 */
export function linkFederation(used: Iterable<string>): FederationLink {
  const names = new Set(used);
  for (const { name } of specifiedDirectives) names.delete(name);
  const minor = [...names].reduce((highest, name) => Math.max(highest, firstVersionOf(name)), 0);
  return {
    url: `https://specs.apollo.dev/federation/v2.${minor}`,
    import: [...names].toSorted().map((name) => `@${name}`),
  };
}

function firstVersionOf(name: string): number {
  if (isFederationDirective(name)) return FIRST_VERSIONS[name];
  throw new Error(
    `The subgraph uses @${name}, which federation does not define: expected one of ${Object.keys(FIRST_VERSIONS).join(", ")}.`,
  );
}

function isFederationDirective(name: string): name is FederationDirective {
  return Object.hasOwn(FIRST_VERSIONS, name);
}
