import { quotas } from "./quotas.ts";
import { type Input, refuseAnyOf, type Tag } from "./types.ts";

/** Names and serial numbers are unique regardless of case. */
export function fold(name: string): string {
  return name.toLowerCase();
}

export function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** How a kind of resource treats its tags. */
interface TagRules {
  /** Whether keys that differ only in case are equal. */
  readonly foldsKeys: boolean;
  /** Whether tags are sorted by the length of their keys first. */
  readonly shortestFirst: boolean;
}

/** The tags of a resource, sorted by key. */
export class TagSet {
  readonly #rules: TagRules;
  readonly #tags = new Map<string, Tag>();

  constructor(rules: Partial<TagRules> = {}) {
    this.#rules = { foldsKeys: false, shortestFirst: false, ...rules };
  }

  get list(): Tag[] {
    return [...this.rows].sort(byKey).map(([, tag]) => tag);
  }

  /** The tags by their places in lists. */
  get rows(): ReadonlyMap<string, Tag> {
    const place = (key: string) => (this.#rules.shortestFirst ? `${String(key.length).padStart(3, "0")}${key}` : key);
    return new Map([...this.#tags].map(([key, tag]) => [place(key), tag]));
  }

  /** The error of adding these tags. IAM adds all of them or none. */
  faults(tags: readonly Tag[]): string[] {
    const identities = new Set(tags.map((tag) => this.#identity(tag.Key)));
    const note = this.#rules.foldsKeys ? " Please note that Tag keys are case insensitive." : "";
    const faults: string[] = [];
    if (tags.some((tag) => fold(tag.Key).startsWith("aws:"))) {
      faults.push("400 InvalidInput: Tag keys beginning with aws: are reserved for system use.");
    } else if (identities.size < tags.length) {
      faults.push(`400 InvalidInput: Duplicate tag keys found.${note}`);
    }
    if (new Set([...identities, ...this.#tags.keys()]).size > quotas.tagsPerResource) {
      faults.push("409 LimitExceeded: The number of tags has reached the maximum limit.");
    }
    return faults;
  }

  add(tags: readonly Tag[]): void {
    for (const tag of tags) this.#tags.set(this.#identity(tag.Key), tag);
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) this.#tags.delete(this.#identity(key));
  }

  #identity(key: string): string {
    return this.#rules.foldsKeys ? fold(key) : key;
  }
}

export function addTags({ tags }: { readonly tags: TagSet }, { Tags = [] }: Input): void {
  refuseEmptyList(Tags);
  refuseAnyOf(...tags.faults(Tags));
  tags.add(Tags);
}

/** Ends with a space. */
export function refuseEmptyList(list: readonly unknown[] = []): void {
  refuseAnyOf(list.length === 0 && "400 InvalidInput: Error occurred while validating input. ");
}
