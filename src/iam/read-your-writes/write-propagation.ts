import { IamError } from "../errors/sdk-errors.ts";
import type { WriteName } from "../writes/invalidation.ts";
import type { RecentWrites } from "./expectations.ts";
import { isSame, type Thing } from "./presences.ts";
import { isOtherBlocker } from "./removals.ts";
import type { Bounds } from "./repetition.ts";

/** A write's input under IAM's own names. */
type Members = Readonly<Record<string, unknown>>;

/**
 * Sends a write again while IAM refuses it because earlier writes of this process have not reached all of IAM's machines:
 * NoSuchEntity for what was created, EntityAlreadyExists for what was deleted, DeleteConflict for what was removed before the
 * deletion, all within the propagation wait, and EntityTemporarilyUnmodifiable. Every other refusal, such as of a mistyped name, is
 * passed on at once. A write that may be done is never repeated here. Rejects as the last attempt.
 */
export function sendUntilPropagated<Answer>(
  recent: RecentWrites,
  bounds: Bounds,
  action: WriteName,
  input: object,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const begun = recent.now();
  return recent.repeat(
    send,
    (attempt) => {
      if ("answer" in attempt) return 0;
      const { error } = attempt;
      if (!(error instanceof IamError) || error.mayBeDone) return 0;
      return propagatedBy(recent, action, { ...input }, error, begun) - recent.now();
    },
    bounds,
  );
}

/** Until when an error may come from earlier writes; in the past where it does not. */
function propagatedBy(recent: RecentWrites, action: WriteName, input: Members, error: IamError, begun: number): number {
  const { code, message } = error;
  switch (code) {
    case "EntityTemporarilyUnmodifiable":
      return begun + recent.waitMs;
    case "NoSuchEntity": {
      // IAM's messages name the entity that is missing: where that is another, such as a mistyped group, waiting cannot help.
      const created = createdAmong(recent, input).filter(({ name }) => isNamedIn(message, name));
      return latest([...created, ...attachedBefore(recent, action, input)]);
    }
    case "EntityAlreadyExists":
      return latest(deletedAmong(recent, action, input));
    case "DeleteConflict": {
      const removals = removalsBefore(recent, action, input);
      return isOtherBlocker(message, removals) ? Number.NEGATIVE_INFINITY : latest(removals);
    }
    default:
      return Number.NEGATIVE_INFINITY;
  }
}

/** The entities that the input names, and that were created a moment ago. */
function createdAmong(recent: RecentWrites, input: Members) {
  const named: [Thing, unknown][] = [
    ["user", input["UserName"]],
    ["group", input["GroupName"]],
    ["virtualMfaDevice", input["SerialNumber"]],
    ["oidcProvider", input["OpenIDConnectProviderArn"]],
  ];
  return named.flatMap(([thing, name]) => {
    const presence = typeof name === "string" ? recent.presenceOf(thing, name) : undefined;
    return presence?.isThere && presence.isNew ? [presence] : [];
  });
}

/** What the write removes from an entity or needs on it, and was added a moment ago. Its absence is a NoSuchEntity too. */
function attachedBefore(recent: RecentWrites, action: WriteName, input: Members) {
  const userName = String(input["UserName"]);
  if (action === "DeactivateMFADevice" || action === "ResyncMFADevice") {
    const assignment = recent.presenceOf("assignment", String(input["SerialNumber"]));
    return assignment?.isThere && isSame(assignment.userName ?? "", userName) ? [assignment] : [];
  }
  if (action !== "DeleteUserPermissionsBoundary") return [];
  const boundary = recent.presenceOf("boundary", userName);
  return boundary?.isThere ? [boundary] : [];
}

/** What would conflict with a creation, and was deleted, renamed or deactivated a moment ago. */
function deletedAmong(recent: RecentWrites, action: WriteName, input: Members) {
  const gone = (thing: Thing, name: unknown) => {
    const presence = typeof name === "string" ? recent.presenceOf(thing, name) : undefined;
    return presence && !presence.isThere ? [presence] : [];
  };
  const goneWithEnd = (thing: Thing, end: string) =>
    recent.presencesEndingWith(thing, end).filter(({ isThere }) => !isThere);
  switch (action) {
    case "CreateUser":
      return gone("user", input["UserName"]);
    case "UpdateUser":
      return gone("user", input["NewUserName"]);
    case "CreateGroup":
      return gone("group", input["GroupName"]);
    case "UpdateGroup":
      return gone("group", input["NewGroupName"]);
    case "CreateVirtualMFADevice":
      return goneWithEnd("virtualMfaDevice", `:mfa${input["Path"] ?? "/"}${input["VirtualMFADeviceName"]}`);
    case "CreateOpenIDConnectProvider":
      return goneWithEnd("oidcProvider", `:oidc-provider/${String(input["Url"]).replace(/^https:\/\//, "")}`);
    case "EnableMFADevice":
      return gone("assignment", input["SerialNumber"]);
    default:
      return [];
  }
}

function removalsBefore(recent: RecentWrites, action: WriteName, input: Members) {
  switch (action) {
    case "DeleteUser":
      return recent.removalsOf("user", String(input["UserName"]));
    case "DeleteGroup":
      return recent.removalsOf("group", String(input["GroupName"]));
    case "DeleteVirtualMFADevice":
      return recent.removalsOf("virtualMfaDevice", String(input["SerialNumber"]));
    default:
      return [];
  }
}

function latest(ends: readonly { readonly until: number }[]): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...ends.map(({ until }) => until));
}

/** Whether a message has a name as a word of its own. */
function isNamedIn(message: string, name: string): boolean {
  return message.split(/\s+/).some((word) => isSame(word, name) || isSame(word.replace(/[.,:]$/, ""), name));
}
