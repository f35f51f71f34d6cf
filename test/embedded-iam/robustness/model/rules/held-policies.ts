import type { HeldPolicies, State } from "../state.ts";
import type { Output } from "../types.ts";
import { isPolicy, isReserved, readPolicyArn } from "./policy-arns.ts";

/** Why a policy cannot be a boundary. */
export function boundaryFault(state: State, arn: string, kind: "user" | "role"): string | undefined {
  if (readPolicyArn(arn) === undefined) return `400 InvalidInput: ARN ${arn} is not valid.`;
  if (isReserved(arn)) return reservedText[kind];
  if (isPolicy(state, arn)) return undefined;
  return `404 NoSuchEntity: Scope ARN: ${arn} does not exist or is not attachable.`;
}

export const reservedText = {
  user: "400 PolicyNotAttachable: Cannot attach AWS reserved policy to an IAM user.",
  group: "400 PolicyNotAttachable: Cannot attach AWS reserved policy to an IAM group.",
  role: "400 PolicyNotAttachable: Cannot attach a Service Role Policy to a Customer Role.",
};

/** The member of a user or a role that has a boundary. */
export function boundaryView({ boundary }: { readonly boundary: string | undefined }): Output {
  if (boundary === undefined) return {};
  return { PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary } };
}

export function boundaryMissing(kind: "user" | "role", name = ""): string {
  return `404 NoSuchEntity: The permissions boundary of the ${kind} with name ${name} cannot be found.`;
}

export function conflict(what: string): string {
  return `409 DeleteConflict: Cannot delete entity, must ${what} first.`;
}

/** The reasons why a user, a group or a role with these policies cannot be deleted. */
export function policyConflicts({ attached, inline }: HeldPolicies): (string | false)[] {
  return [attached.size > 0 && conflict("detach all policies"), inline.size > 0 && conflict("delete policies")];
}
