import type { OperationName } from "./model.ts";
import { policyArn } from "./rules/policy-arns.ts";
import { providerArn } from "./rules/providers.ts";
import type { State } from "./state.ts";
import type { Input } from "./types.ts";

/** The requests that together read the whole account. */
export function wholeAccount(state: State): readonly (readonly [OperationName, Input])[] {
  return [
    ["GetAccountSummary", {}],
    ["ListOpenIDConnectProviders", {}],
    ["ListUsers", {}],
    ["ListGroups", {}],
    ["ListRoles", {}],
    ["ListInstanceProfiles", {}],
    ["ListPolicies", { Scope: "Local" }],
    ["ListPolicies", { OnlyAttached: true }],
    ["GetAccountAuthorizationDetails", {}],
    ["ListVirtualMFADevices", { AssignmentStatus: "Any" }],
    ["ListVirtualMFADevices", { AssignmentStatus: "Assigned" }],
    ["ListVirtualMFADevices", { AssignmentStatus: "Unassigned" }],
    ["GetUser", {}],
    ["ListAccessKeys", {}],
    ["ListMFADevices", {}],
    ...[...state.deletions].map((id) => ["GetServiceLinkedRoleDeletionStatus", { DeletionTaskId: id }] as const),
    ...requests(state.users, ({ name }) => ({ UserName: name }), [
      "GetUser",
      "ListAccessKeys",
      "ListMFADevices",
      "ListGroupsForUser",
      "ListAttachedUserPolicies",
      "ListUserPolicies",
    ]),
    ...requests(state.groups, ({ name }) => ({ GroupName: name }), [
      "GetGroup",
      "ListAttachedGroupPolicies",
      "ListGroupPolicies",
    ]),
    ...requests(state.roles, ({ name }) => ({ RoleName: name }), [
      "GetRole",
      "ListAttachedRolePolicies",
      "ListRolePolicies",
      "ListInstanceProfilesForRole",
    ]),
    ...requests(state.profiles, ({ name }) => ({ InstanceProfileName: name }), ["GetInstanceProfile"]),
    ...requests(state.policies, (policy) => ({ PolicyArn: policyArn(policy) }), [
      "GetPolicy",
      "ListPolicyVersions",
      "ListEntitiesForPolicy",
    ]),
    ...requests(state.devices, ({ serial }) => ({ SerialNumber: serial }), ["ListMFADeviceTags"]),
    ...requests(state.providers, ({ url }) => ({ OpenIDConnectProviderArn: providerArn(url) }), [
      "GetOpenIDConnectProvider",
    ]),
  ];
}

function requests<Entity>(
  entities: ReadonlyMap<string, Entity>,
  input: (entity: Entity) => Input,
  operations: readonly OperationName[],
): (readonly [OperationName, Input])[] {
  return [...entities.values()].flatMap((entity) => operations.map((operation) => [operation, input(entity)] as const));
}
