import type { UserField } from "../../loaders/index.ts";
import type { CallKind, ReadKind } from "./calls.ts";

/**
 * Something about an entity that not every object at hand knows, and the call that reads it. Fields that need facts of the
 * same call share it: it is counted once an object. Facts are compared by identity.
 */
export interface Fact {
  readonly call: ReadKind;
  /** For a user's facts: what the loaders are asked to read ahead for the fields that need it. */
  readonly readAhead?: UserField;
}

/** The kinds of calls that read these facts of one object. One GetUser reads all of a user's own facts. */
export function callsFor(needed: Iterable<Fact>): ReadonlySet<CallKind> {
  const kinds = new Set<CallKind>([...needed].map(({ call }) => call));
  if (kinds.has("userDetails") && kinds.has("userPassword")) {
    for (const kind of ["userDetails", "userPassword"] as const) kinds.delete(kind);
    kinds.add("wholeUser");
  }
  // IAM generates a report if it has no recent one.
  if (kinds.has("passwords")) kinds.add("madeCredentialReport");
  if (kinds.has("wholeUser") || kinds.has("userDetails") || kinds.has("userPassword")) kinds.delete("userIdentity");
  return kinds;
}
