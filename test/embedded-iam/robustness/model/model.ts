import * as credentials from "./credentials.ts";
import * as groups from "./groups.ts";
import { accountDetails, type Listing, listings } from "./listings.ts";
import { type Markers, type Page, type Position, takePage } from "./pages.ts";
import * as policies from "./policies.ts";
import * as providers from "./providers.ts";
import * as roles from "./roles.ts";
import { fold, newState, type State, type TagSet } from "./state.ts";
import { type Expected, type Input, type Output, Refusal, refuseAnyOf, type Scene } from "./types.ts";
import * as users from "./users.ts";

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
  CreateRole: roles.createRole,
  GetRole: roles.getRole,
  UpdateRole: roles.updateRole,
  UpdateAssumeRolePolicy: roles.updateAssumeRolePolicy,
  DeleteRole: roles.deleteRole,
  TagRole: (state, input) => addTags(roles.requireRole(state, input.RoleName), input),
  UntagRole: (state, input) => roles.requireRole(state, input.RoleName).tags.remove(input.TagKeys ?? []),
  AttachRolePolicy: (state, input) => policies.attach(state, roleHolder(state, input), input),
  DetachRolePolicy: (state, input) => policies.detach(roleHolder(state, input), input),
  CreateInstanceProfile: roles.createProfile,
  GetInstanceProfile: roles.getProfile,
  DeleteInstanceProfile: roles.deleteProfile,
  AddRoleToInstanceProfile: roles.addRole,
  RemoveRoleFromInstanceProfile: roles.removeRole,
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
  CreatePolicy: policies.createPolicy,
  GetPolicy: policies.getPolicy,
  DeletePolicy: policies.deletePolicy,
  CreatePolicyVersion: policies.createPolicyVersion,
  DeletePolicyVersion: policies.deletePolicyVersion,
  SetDefaultPolicyVersion: policies.setDefaultPolicyVersion,
  AttachUserPolicy: (state, input) => policies.attach(state, userHolder(state, input), input),
  AttachGroupPolicy: (state, input) => policies.attach(state, groupHolder(state, input), input),
  DetachUserPolicy: (state, input) => policies.detach(userHolder(state, input), input),
  DetachGroupPolicy: (state, input) => policies.detach(groupHolder(state, input), input),
  PutUserPolicy: (state, input) => policies.put(userHolder(state, input), input),
  PutGroupPolicy: (state, input) => policies.put(groupHolder(state, input), input),
  GetUserPolicy: (state, input) => policies.getInline(userHolder(state, input), input),
  GetGroupPolicy: (state, input) => policies.getInline(groupHolder(state, input), input),
  DeleteUserPolicy: (state, input) => policies.removeInline(userHolder(state, input), input),
  DeleteGroupPolicy: (state, input) => policies.removeInline(groupHolder(state, input), input),
  GetAccountSummary: accountSummary,
} satisfies Record<string, Rule>;

/** The operations that the model covers. */
export type OperationName = keyof typeof rules | keyof typeof listings | "GetAccountAuthorizationDetails";

export const operationNames = [
  ...Object.keys(rules),
  ...Object.keys(listings),
  "GetAccountAuthorizationDetails",
] as OperationName[];

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
    if (operation === "GetAccountAuthorizationDetails") return this.#detailsPage(input);
    if (isListing(operation)) {
      const { list, rows, member, beside }: Listing = listings[operation](this.state, input);
      const { output, next } = takePage(this.markers, list, input, rows, member);
      return { output: { ...beside, ...output }, next };
    }
    const rule: Rule = rules[operation];
    const answer = rule(this.state, input, scene);
    // It is unknown whether a marker stays valid when the tagged resource is deleted and created again.
    if (operation.startsWith("Delete")) this.#forgetMarkersOf(input);
    return { output: isOutput(answer) ? answer : {}, next: undefined };
  }

  #detailsPage(input: Input): Page {
    const operation = "GetAccountAuthorizationDetails";
    const { output, next } = takePage(this.markers, operation, input, accountDetails(this.state), "rows");
    const rows = Array.isArray(output["rows"]) ? output["rows"] : [];
    return {
      output: {
        UserDetailList: rows.flatMap(({ user }) => user ?? []),
        GroupDetailList: rows.flatMap(({ group }) => group ?? []),
        RoleDetailList: rows.flatMap(({ role }) => role ?? []),
        Policies: rows.flatMap(({ policy }) => policy ?? []),
        IsTruncated: output["IsTruncated"],
      },
      next,
    };
  }

  #forgetMarkersOf({ SerialNumber, OpenIDConnectProviderArn, PolicyArn }: Input): void {
    const resource = SerialNumber ?? PolicyArn ?? OpenIDConnectProviderArn?.replace(/^.*oidc-provider\//, "");
    if (resource === undefined) return;
    for (const [marker, { list }] of this.markers) {
      if (fold(list).endsWith(` ${fold(resource)}`)) this.markers.delete(marker);
    }
  }
}

function userHolder(state: State, { UserName = "" }: Input): policies.Holder {
  return { kind: "user", policies: users.requireUser(state, UserName).policies, name: UserName };
}

function groupHolder(state: State, { GroupName = "" }: Input): policies.Holder {
  return { kind: "group", policies: groups.requireGroup(state, GroupName).policies, name: GroupName };
}

function roleHolder(state: State, { RoleName = "" }: Input): policies.Holder {
  return { kind: "role", policies: roles.requireRole(state, RoleName).policies, name: RoleName };
}

function isOutput(answer: unknown): answer is Output {
  return typeof answer === "object" && answer !== null;
}

function isListing(operation: string): operation is keyof typeof listings {
  return Object.hasOwn(listings, operation);
}

function addTags({ tags }: { readonly tags: TagSet }, { Tags = [] }: Input): void {
  refuseEmptyList(Tags);
  refuseAnyOf(...tags.faults(Tags));
  tags.add(Tags);
}

/** Ends with a space. */
function refuseEmptyList(list: readonly unknown[] = []): void {
  refuseAnyOf(list.length === 0 && "400 InvalidInput: Error occurred while validating input. ");
}

/** The counts of the account summary. */
function accountSummary(state: State): Output {
  const { users, groups, devices, keys, providers } = state;
  return {
    SummaryMap: {
      Users: users.size,
      Groups: groups.size,
      Roles: state.roles.size,
      InstanceProfiles: state.profiles.size,
      MFADevices: devices.size,
      MFADevicesInUse: [...devices.values()].filter((device) => device.assignment !== undefined).length,
      Providers: providers.size,
      Policies: state.policies.size,
      PolicyVersionsInUse: policies.usedPolicies(state).size,
      AccountAccessKeysPresent: [...keys.values()].some((key) => key.owner === null) ? 1 : 0,
      AccountMFAEnabled: 0,
    },
  };
}
