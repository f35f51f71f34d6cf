import type { HeldPolicies } from "../state.ts";

export function conflict(what: string): string {
  return `409 DeleteConflict: Cannot delete entity, must ${what} first.`;
}

/** The reasons why a user, a group or a role with these policies cannot be deleted. */
export function policyConflicts({ attached, inline }: HeldPolicies): (string | false)[] {
  return [attached.size > 0 && conflict("detach all policies"), inline.size > 0 && conflict("delete policies")];
}
