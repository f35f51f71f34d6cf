import type { FieldGroup, Source } from "../../iam-model/knowledge.ts";

/** The operations that failed in a batch, by field group, each with its error. */
export class Failures {
  readonly #errors = new Map<FieldGroup, Map<Source, unknown>>();

  has(source: Source, fieldGroup: FieldGroup): boolean {
    return this.#errors.get(fieldGroup)?.has(source) ?? false;
  }

  add(source: Source, fieldGroups: Iterable<FieldGroup>, error: unknown): void {
    for (const fieldGroup of fieldGroups) {
      const errors = this.#errors.get(fieldGroup) ?? new Map<Source, unknown>();
      this.#errors.set(fieldGroup, errors.set(source, errors.get(source) ?? error));
    }
  }

  /** The error of the operation that was tried first, before its fallbacks. */
  first(fieldGroup: FieldGroup): unknown {
    return this.#errors.get(fieldGroup)?.values().next().value;
  }
}
