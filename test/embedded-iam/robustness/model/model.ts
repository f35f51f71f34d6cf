import { type Listing, listings } from "./listings/index.ts";
import { type Markers, type Page, type Position, takePage } from "./pages.ts";
import { accountSummary } from "./rules/account-summary.ts";
import * as credentials from "./rules/credentials.ts";
import * as groups from "./rules/groups.ts";
import * as profiles from "./rules/instance-profiles.ts";
import * as policies from "./rules/managed-policies.ts";
import { policyRules } from "./rules/policies-of-entities.ts";
import * as versions from "./rules/policy-versions.ts";
import * as providers from "./rules/providers.ts";
import * as roles from "./rules/roles.ts";
import * as serviceRoles from "./rules/service-linked-roles.ts";
import * as users from "./rules/users.ts";
import { newState, type State } from "./state.ts";
import { addTags, fold, refuseEmptyList } from "./tags.ts";
import { type Expected, type Input, type Output, Refusal, type Scene } from "./types.ts";

type Rule = (state: State, input: Input, scene: Scene) => unknown;

/** The effect of each operation without pages: its output, if any, or a `Refusal`, which changes nothing. */
const rules = {
  GetUser: users.getUser,
  CreateUser: users.createUser,
  UpdateUser: users.updateUser,
  DeleteUser: users.deleteUser,
  PutUserPermissionsBoundary: users.putUserPermissionsBoundary,
  DeleteUserPermissionsBoundary: users.deleteUserPermissionsBoundary,
  TagUser: (state, input) => addTags(users.requireUser(state, input.UserName), input),
  UntagUser: (state, input) => users.requireUser(state, input.UserName).tags.remove(input.TagKeys ?? []),
  CreateGroup: groups.createGroup,
  UpdateGroup: groups.updateGroup,
  DeleteGroup: groups.deleteGroup,
  AddUserToGroup: groups.addUserToGroup,
  RemoveUserFromGroup: groups.removeUserFromGroup,
  CreateAccessKey: credentials.createAccessKey,
  UpdateAccessKey: credentials.updateAccessKey,
  DeleteAccessKey: credentials.deleteAccessKey,
  CreateVirtualMFADevice: credentials.createVirtualMfaDevice,
  DeleteVirtualMFADevice: credentials.deleteVirtualMfaDevice,
  EnableMFADevice: credentials.enableMfaDevice,
  ResyncMFADevice: credentials.resyncMfaDevice,
  DeactivateMFADevice: credentials.deactivateMfaDevice,
  TagMFADevice: (state, input) => addTags(credentials.requireDevice(state, input.SerialNumber), input),
  UntagMFADevice: (state, input) =>
    credentials.requireDevice(state, input.SerialNumber).tags.remove(input.TagKeys ?? []),
  CreateOpenIDConnectProvider: providers.createProvider,
  GetOpenIDConnectProvider: providers.getProvider,
  ListOpenIDConnectProviders: providers.listProviders,
  DeleteOpenIDConnectProvider: providers.deleteProvider,
  UpdateOpenIDConnectProviderThumbprint: providers.replaceThumbprints,
  AddClientIDToOpenIDConnectProvider: providers.addClientId,
  RemoveClientIDFromOpenIDConnectProvider: providers.removeClientId,
  TagOpenIDConnectProvider: (state, input) =>
    addTags(providers.requireProvider(state, input.OpenIDConnectProviderArn), input),
  UntagOpenIDConnectProvider: (state, input) => {
    const { tags } = providers.requireProvider(state, input.OpenIDConnectProviderArn);
    refuseEmptyList(input.TagKeys);
    tags.remove(input.TagKeys ?? []);
  },
  CreateRole: roles.createRole,
  GetRole: roles.getRole,
  UpdateRole: roles.updateRole,
  UpdateRoleDescription: roles.updateRoleDescription,
  UpdateAssumeRolePolicy: roles.updateTrustPolicy,
  DeleteRole: roles.deleteRole,
  TagRole: roles.tagRole,
  UntagRole: roles.untagRole,
  PutRolePermissionsBoundary: roles.putRolePermissionsBoundary,
  DeleteRolePermissionsBoundary: roles.deleteRolePermissionsBoundary,
  CreateServiceLinkedRole: serviceRoles.createServiceLinkedRole,
  DeleteServiceLinkedRole: serviceRoles.deleteServiceLinkedRole,
  GetServiceLinkedRoleDeletionStatus: serviceRoles.deletionStatus,
  CreateInstanceProfile: profiles.createInstanceProfile,
  GetInstanceProfile: profiles.getInstanceProfile,
  DeleteInstanceProfile: profiles.deleteInstanceProfile,
  AddRoleToInstanceProfile: profiles.addRoleToInstanceProfile,
  RemoveRoleFromInstanceProfile: profiles.removeRoleFromInstanceProfile,
  TagInstanceProfile: profiles.tagInstanceProfile,
  UntagInstanceProfile: profiles.untagInstanceProfile,
  CreatePolicy: policies.createPolicy,
  GetPolicy: policies.getPolicy,
  DeletePolicy: policies.deletePolicy,
  TagPolicy: policies.tagPolicy,
  UntagPolicy: policies.untagPolicy,
  CreatePolicyVersion: versions.createPolicyVersion,
  GetPolicyVersion: versions.getPolicyVersion,
  DeletePolicyVersion: versions.deletePolicyVersion,
  SetDefaultPolicyVersion: versions.setDefaultPolicyVersion,
  ...policyRules,
  GetAccountSummary: accountSummary,
} satisfies Record<string, Rule>;

/** The operations that the model covers. */
export type OperationName = keyof typeof rules | keyof typeof listings;

export const operationNames = [...Object.keys(rules), ...Object.keys(listings)] as OperationName[];

/** IAM's known behaviour, with plain Maps and one request at a time. */
export class Model {
  readonly state: State;
  /** The valid markers. */
  readonly markers: Markers = new Map();

  constructor(created: Date) {
    this.state = newState(created);
  }

  /**
   * Returns the required outcome of a request. `next` is the required position of the marker in the response, if there
   * must be one.
   */
  perform(operation: OperationName, input: Input, scene: Scene): Expected & { readonly next?: Position | undefined } {
    try {
      const { output, next } = this.#answer(operation, input, scene);
      return { output, next };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { refusals: error.texts };
    }
  }

  #answer(operation: OperationName, input: Input, scene: Scene): Page {
    if (isListing(operation)) {
      const listing: Listing = listings[operation](this.state, input);
      return takePage(this.markers, listing, input);
    }
    const rule: Rule = rules[operation];
    const answer = rule(this.state, input, scene);
    // It is unknown whether a marker stays valid when the tagged resource is deleted and created again.
    if (operation.startsWith("Delete")) this.#forgetMarkersOf(input);
    return { output: isOutput(answer) ? answer : {}, next: undefined };
  }

  #forgetMarkersOf({ SerialNumber, OpenIDConnectProviderArn, PolicyArn }: Input): void {
    const resource = SerialNumber ?? OpenIDConnectProviderArn?.replace(/^.*oidc-provider\//, "") ?? PolicyArn;
    if (resource === undefined) return;
    for (const [marker, { list }] of this.markers) {
      if (` ${fold(list)} `.includes(` ${fold(resource)} `)) this.markers.delete(marker);
    }
  }
}

function isOutput(answer: unknown): answer is Output {
  return typeof answer === "object" && answer !== null;
}

export function isListing(operation: string): operation is keyof typeof listings {
  return Object.hasOwn(listings, operation);
}
