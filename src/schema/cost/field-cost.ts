import type { Calls } from "./calls.ts";
import type { Fact } from "./facts.ts";

/** Under which arguments have what names of types begin with in the schema: no argument is called so. */
export const TYPE_PREFIX = "__typePrefix";

/** A field's arguments, coerced. */
export type Arguments = Readonly<Record<string, unknown>>;

/** How many objects a field answers with. */
export interface Size {
  /** As asked for. */
  readonly nodes: number;
  /** No more than IAM can have of them. @default nodes */
  readonly objects?: number;
}

/** What a field costs at IAM. A field that is `{}` comes with its object, and so does what is selected below it. */
export interface FieldCost {
  /** What has to be known of the field's own object. */
  readonly needs?: readonly Fact[];
  /** Calls each time that the field is resolved. */
  readonly calls?: (args: Arguments) => Calls;
  /**
   * Where what is selected of the answer's objects decides by which operation they are asked for: the calls and what is known
   * then, or `undefined` where it is as it mostly is.
   */
  readonly instead?: (
    args: Arguments,
    needed: ReadonlySet<Fact>,
  ) => { readonly calls: Calls; readonly knows: readonly Fact[] } | undefined;
  /** Calls besides where the `totalCount` of this connection is selected. */
  readonly count?: (args: Arguments) => Calls;
  /** A list's length. @default one object */
  readonly size?: (args: Arguments) => Size;
  /** Of a field of an interface's type: how many objects of which type there are. @default any one type, the dearest */
  readonly types?: (args: Arguments) => ReadonlyMap<string, number>;
  /** What is known of the objects that it answers with; what else is selected of them, calls have to tell. */
  readonly knows?: readonly Fact[];
  /** What has to be known of the field's own object for what is selected of the answer. Only without `knows`. */
  readonly passesOn?: Readonly<Partial<Record<Fact, Fact>>>;
}
