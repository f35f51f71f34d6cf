import { IamError, type Page, type PageRequest } from "../../../src/iam/index.ts";
import type { MarkerList } from "../../../src/loaders/paging/index.ts";

export interface FakeListOptions {
  /** How many items a page holds at most, whatever was asked for: IAM may answer short pages. */
  readonly shortPages?: (call: number) => number;
  /** Keep the names as given: a list that IAM orders by something else. */
  readonly unordered?: boolean;
}

/** A list by name that is paged as IAM pages: forward, by opaque markers that stay right while names come and go. */
export function createFakeList(names: readonly string[], options: FakeListOptions = {}) {
  const calls: PageRequest[] = [];
  let expired = false;
  const sorted = () => (options.unordered ? state.names : state.names.toSorted((a, b) => (fold(a) < fold(b) ? -1 : 1)));
  const state = { names: [...names] };

  const list: MarkerList<string> = {
    scope: "test-scope",
    sorted: !options.unordered,
    op: "ListNames",
    keyOf: (name) => name,
    async list(request): Promise<Page<string>> {
      calls.push(request);
      const { marker, maxItems = 100 } = request;
      if (marker !== undefined && expired) throw invalidMarker();
      const all = sorted();
      const from = marker === undefined ? 0 : startBehind(all, marker.slice("behind:".length));
      const size = Math.min(maxItems, options.shortPages?.(calls.length) ?? maxItems);
      const items = all.slice(from, from + size);
      const last = all[from + size - 1] ?? all.at(-1);
      return from + size < all.length
        ? { items, marker: size === 0 ? (marker ?? "behind:") : `behind:${last}` }
        : { items };
    },
  };

  function startBehind(all: readonly string[], name: string): number {
    if (name === "") return 0;
    if (options.unordered && !all.includes(name)) throw invalidMarker();
    if (options.unordered) return all.indexOf(name) + 1;
    const at = all.findIndex((other) => fold(other) > fold(name));
    return at < 0 ? all.length : at;
  }

  return {
    list,
    calls,
    names: state,
    expire: () => {
      expired = true;
    },
  };
}

function fold(name: string): string {
  return name.toLowerCase();
}

function invalidMarker(): IamError {
  return new IamError("Invalid Marker.", { failure: "invalid-marker", action: "ListNames" });
}
