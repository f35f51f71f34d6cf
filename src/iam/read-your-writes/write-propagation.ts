import { isSameName } from "../../iam-model/name-folding.ts";
import { IamError } from "../errors/index.ts";
import type { Expectations } from "./expectations.ts";
import type { Presence, Thing } from "./presences.ts";
import { isOtherBlocker, type Removal } from "./removals.ts";
import type { Bounds } from "./repetition.ts";

/**
 * The recent writes that a write depends on, by the error that IAM returns until it knows them. Entities that the input names
 * need not be listed: every write waits for those that were created recently.
 */
export interface DependsOn<Input> {
  /** What was attached recently, and the write removes or needs. */
  readonly NoSuchEntity?: (expectations: Expectations, input: Input) => readonly Presence[];
  /** What was deleted, renamed or detached recently, and would conflict. */
  readonly EntityAlreadyExists?: (expectations: Expectations, input: Input) => readonly Presence[];
  /** The recent removals of what prevented the deletion. */
  readonly DeleteConflict?: (expectations: Expectations, input: Input) => readonly Removal[];
}

/**
 * Repeats a write while IAM refuses it because earlier writes of this process have not reached all its replicas: NoSuchEntity
 * for a creation, EntityAlreadyExists for a deletion, DeleteConflict for a removal, within the propagation wait, and
 * EntityTemporarilyUnmodifiable. Rejects at once with every other refusal, such as of a mistyped name, and never repeats a write
 * that may have been applied. Otherwise rejects as the last attempt.
 */
export function sendUntilPropagated<Input extends object, Output>(
  expectations: Expectations,
  bounds: Bounds,
  dependsOn: DependsOn<Input>,
  input: Input,
  send: () => Promise<Output>,
): Promise<Output> {
  const begun = expectations.now();
  return expectations.repeat(
    send,
    (attempt) => {
      if ("answer" in attempt) return 0;
      const { error } = attempt;
      if (!(error instanceof IamError) || error.mayBeDone) return 0;
      return propagatedBy(expectations, dependsOn, input, error, begun) - expectations.now();
    },
    bounds,
  );
}

/** Until when earlier writes can be the reason for an error; in the past if they are not. */
function propagatedBy<Input extends object>(
  expectations: Expectations,
  dependsOn: DependsOn<Input>,
  input: Input,
  { code, message }: IamError,
  begun: number,
): number {
  switch (code) {
    case "EntityTemporarilyUnmodifiable":
      return begun + expectations.waitMs;
    case "NoSuchEntity": {
      // IAM's message names the missing entity. If that is another one, such as a mistyped group, waiting does not help.
      const created = createdAmong(expectations, input).filter(({ name }) => isNamedIn(message, name));
      return latest([...created, ...(dependsOn.NoSuchEntity?.(expectations, input) ?? [])]);
    }
    case "EntityAlreadyExists":
      return latest(dependsOn.EntityAlreadyExists?.(expectations, input) ?? []);
    case "DeleteConflict": {
      const removals = dependsOn.DeleteConflict?.(expectations, input) ?? [];
      return isOtherBlocker(message, removals) ? Number.NEGATIVE_INFINITY : latest(removals);
    }
    default:
      return Number.NEGATIVE_INFINITY;
  }
}

/** The recently created entities that the input names. */
function createdAmong(expectations: Expectations, input: object): readonly Presence[] {
  const named: [Thing, unknown][] = [
    ["user", Reflect.get(input, "UserName")],
    ["group", Reflect.get(input, "GroupName")],
    ["virtualMfaDevice", Reflect.get(input, "SerialNumber")],
    ["oidcProvider", Reflect.get(input, "OpenIDConnectProviderArn")],
  ];
  return named.flatMap(([thing, name]) => {
    const presence = typeof name === "string" ? expectations.presenceOf(thing, name) : undefined;
    return presence?.exists && presence.isNew ? [presence] : [];
  });
}

function latest(ends: readonly { readonly until: number }[]): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...ends.map(({ until }) => until));
}

/** Whether a message contains a name as a separate word. */
function isNamedIn(message: string, name: string): boolean {
  return message.split(/\s+/).some((word) => isSameName(word, name) || isSameName(word.replace(/[.,:]$/, ""), name));
}
