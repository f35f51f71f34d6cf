import type { IAM, ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-iam";
import type { Credential, DeviceSearches } from "../account/index.ts";
import type { Command, Repeat } from "../calls/index.ts";
import type { DependsOn, Expectations, Presence, Thing } from "../read-your-writes/index.ts";
import type { Page } from "../records/index.ts";

/** An IAM operation that reads. */
export type ReadAction = Capitalize<Extract<keyof IAM, `get${string}` | `list${string}`>>;

/** At least one read operation, so that an invalidation cannot be left empty by mistake. */
export type ReadActions = readonly [ReadAction, ...ReadAction[]];

/** An intended gap in a row. */
export interface Nothing {
  /** Why the write has no such effect. */
  readonly nothing: string;
}

/** Marks a part of a row as intentionally empty. @param reason why the write has no such effect */
export function nothing(reason: string): Nothing {
  return { nothing: reason };
}

/** Whether a part of a row is intentionally empty. */
export function isNothing(part: object): part is Nothing {
  return "nothing" in part;
}

/** The SDK's input type, deeply readonly. */
export type Input<Of> = Of extends readonly (infer Element)[]
  ? readonly Input<Element>[]
  : Of extends object
    ? { readonly [Member in keyof Of]: Input<Of[Member]> }
    : Of;

/** The credentials that a write changes: credential reports from before it are not used for them. */
export interface CredentialEffect<Input> {
  readonly changes: readonly [Credential, ...Credential[]];
  readonly userName: (input: Input) => string | undefined;
}

/** Everything that the gateway knows about one IAM write. Each part is required: use `nothing(reason)` for an effect it does not have. */
export interface WriteRow<In extends ServiceInputTypes, Out extends ServiceOutputTypes> {
  readonly command: new (input: In) => Command<In, Out>;
  /** The member of the input that the audit log names; never a secret. */
  readonly target: keyof In & string;
  /** Whether the SDK may send the write again if the outcome of an attempt is unknown. */
  readonly repeat: Repeat;
  /** Which earlier writes can make IAM refuse it until they have reached all replicas. */
  readonly dependsOn: DependsOn<Input<In>> | Nothing;
  /** The read operations whose responses can change: their cached responses are dropped. */
  readonly invalidates: ReadActions | Nothing;
  /** Records what later reads must show; they wait for it. */
  readonly laterReadsShow: ((expectations: Expectations, input: Input<In>, output: Out) => void) | Nothing;
  readonly credentials: CredentialEffect<Input<In>> | Nothing;
  /** Updates the finished searches for MFA devices that are not virtual. */
  readonly deviceSearches: ((searches: DeviceSearches, input: Input<In>) => void) | Nothing;
}

/** Defines a row; the types of input and output come from its command. */
export function write<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
  row: WriteRow<In, Out>,
): WriteRow<In, Out> {
  return row;
}

/** The recent deletion of a thing, or its renaming. */
export function deletionOf(expectations: Expectations, thing: Thing, name = ""): readonly Presence[] {
  const presence = expectations.presenceOf(thing, name);
  return presence && !presence.exists ? [presence] : [];
}

/** The recent deletions of things whose names have this ending. */
export function deletionsEndingWith(expectations: Expectations, thing: Thing, ending: string): readonly Presence[] {
  return expectations.presencesEndingWith(thing, ending).filter(({ exists }) => !exists);
}

/** Whether a page contains an item, or another page follows that can contain it. */
export function containsOrContinues<Item>(matches: (item: Item) => boolean): (page: Page<Item>) => boolean {
  return ({ items, marker }) => marker !== undefined || items.some(matches);
}
