import { IamError, type Page, type PageRequest } from "../../../src/iam/index.ts";
import type { MarkerList } from "../../../src/loaders/paging/index.ts";

export interface FakeListOptions {
  /** The maximum length of each page, by call: IAM can return fewer items than requested. */
  readonly shortPages?: (call: number) => number;
  /** Keeps the names in the given order, as a list that IAM does not sort by name. */
  readonly unordered?: boolean;
}

/** A list of names that is paged as IAM does: forward, by opaque markers that stay valid while names are added and deleted. */
export function createFakeList(names: readonly string[], options: FakeListOptions = {}) {
  const calls: PageRequest[] = [];
  let expired = false;
  const sorted = () => (options.unordered ? state.names : state.names.toSorted((a, b) => (fold(a) < fold(b) ? -1 : 1)));
  const state = { names: [...names] };

  const list: MarkerList<string> = {
    identity: "test-list",
    sorted: !options.unordered,
    op: "ListNames",
    keyOf: (name) => name,
    async list(request): Promise<Page<string>> {
      calls.push(request);
      const { marker, maxItems = 100 } = request;
      if (marker !== undefined && expired) throw invalidMarker();
      const all = sorted();
      const from = marker === undefined ? 0 : startAfter(all, marker.slice("after:".length));
      const size = Math.min(maxItems, options.shortPages?.(calls.length) ?? maxItems);
      const items = all.slice(from, from + size);
      const last = all[from + size - 1] ?? all.at(-1);
      return from + size < all.length
        ? { items, marker: size === 0 ? (marker ?? "after:") : `after:${last}` }
        : { items };
    },
  };

  function startAfter(all: readonly string[], name: string): number {
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
