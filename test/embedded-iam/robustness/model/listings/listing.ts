import type { Output } from "../types.ts";

/** A paged list: its identity, its rows by the keys that sort them, and the output for the rows of a page. */
export interface Listing {
  readonly list: string;
  readonly rows: ReadonlyMap<string, unknown>;
  readonly output: (rows: readonly unknown[]) => Output;
}

/** The output of a list with one member for its rows. */
export function under(member: string, beside: Output = {}): Listing["output"] {
  return (rows) => ({ ...beside, [member]: rows });
}

export function rowsOf<Entity>(
  entities: ReadonlyMap<string, Entity>,
  isIn: (entity: Entity) => boolean,
  view: (entity: Entity) => Output,
): Map<string, Output> {
  return new Map([...entities].filter(([, entity]) => isIn(entity)).map(([key, entity]) => [key, view(entity)]));
}
