import type { Calls } from "./calls.ts";
import type { Fact } from "./facts.ts";

/** A field's arguments, coerced. */
export type Arguments = Readonly<Record<string, unknown>>;

/** How many objects a field returns. */
export interface Size {
  /** The number requested. */
  readonly nodes: number;
  /** The most that can exist in an account. @default nodes */
  readonly objects?: number;
}

/** The calls of a field, and what they read of the objects that it returns. */
export interface KnowingCalls {
  readonly calls: Calls;
  readonly knows: readonly Fact[];
}

/** The IAM calls that a field can cause. It is the option `cost` of a field's definition. */
export interface FieldCost {
  /** Facts about the field's own object that the resolver needs. They are also what the loaders read ahead. */
  readonly needs?: readonly Fact[];
  /** The calls each time the field is resolved. */
  readonly calls?: (args: Arguments) => Calls;
  /**
   * The calls if another operation serves the field better, given the facts that are selected of the returned objects;
   * `undefined` if `calls` and `knows` apply.
   */
  readonly instead?: (args: Arguments, needed: ReadonlySet<Fact>) => KnowingCalls | undefined;
  /** Additional calls if `totalCount` of this connection is selected. */
  readonly count?: (args: Arguments) => Calls;
  /** The length of a list. @default one object */
  readonly size?: (args: Arguments) => Size;
  /** For a field that returns entities of several types: how many of which entity. @default one, of the most expensive type */
  readonly types?: (args: Arguments) => ReadonlyMap<string, number>;
  /**
   * Facts that the returned objects come with; all others need calls. Without it, the facts that are selected of the
   * returned objects are needed of the field's own object: this holds for edges, nodes and values.
   */
  readonly knows?: readonly Fact[];
  /** Maps facts of the returned object to facts of the field's own object. Only without `knows`. */
  readonly passesOn?: ReadonlyMap<Fact, Fact>;
}

/** The cost of a field whose value comes with its object, and so does everything selected below it. */
export const FREE: FieldCost = {};

/** The cost of a field that returns an entity known by name only. */
export const BY_NAME: FieldCost = { knows: [] };
