import type { Facet, Source } from "./planner.ts";

/** The operations that failed in a batch, by facet, each with its error. */
export class Failures {
  readonly #errors = new Map<Facet, Map<Source, unknown>>();

  has(source: Source, facet: Facet): boolean {
    return this.#errors.get(facet)?.has(source) ?? false;
  }

  add(source: Source, facets: Iterable<Facet>, error: unknown): void {
    for (const facet of facets) {
      const errors = this.#errors.get(facet) ?? new Map<Source, unknown>();
      this.#errors.set(facet, errors.set(source, errors.get(source) ?? error));
    }
  }

  /** The error of the operation that was asked first: what came after it was a fallback. */
  first(facet: Facet): unknown {
    return this.#errors.get(facet)?.values().next().value;
  }
}
