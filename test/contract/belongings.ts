import { DeleteConflictException, type IAM, NoSuchEntityException } from "@aws-sdk/client-iam";
import { retryWhile } from "./retry-while.ts";
import { removeInstanceProfile, removeRole } from "./role-removal.ts";

/** The entities that a scenario may have created. They are recorded before IAM responds, so that unexpected ones are removed too. */
export class Belongings {
  readonly #accountId: string;
  readonly #users = new Set<string>();
  readonly #groups = new Set<string>();
  readonly #roles = new Set<string>();
  readonly #instanceProfiles = new Set<string>();
  readonly #policies = new Set<string>();
  readonly #devices = new Set<string>();
  readonly #providers = new Set<string>();
  readonly #serverCertificates = new Set<string>();
  readonly #samlProviders = new Set<string>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** Records the entity that a command creates or renames. @param command the SDK's name of the command */
  note(command: string, input: Readonly<Record<string, unknown>>): void {
    const text = (member: string) => String(input[member] ?? "");
    switch (command) {
      case "CreateUserCommand":
        this.#users.add(text("UserName"));
        break;
      case "UpdateUserCommand":
        if (input["NewUserName"] !== undefined) this.#users.add(text("NewUserName"));
        break;
      case "CreateGroupCommand":
        this.#groups.add(text("GroupName"));
        break;
      case "UpdateGroupCommand":
        if (input["NewGroupName"] !== undefined) this.#groups.add(text("NewGroupName"));
        break;
      case "CreateRoleCommand":
        this.#roles.add(text("RoleName"));
        break;
      case "CreateInstanceProfileCommand":
        this.#instanceProfiles.add(text("InstanceProfileName"));
        break;
      case "CreatePolicyCommand":
        this.#policies.add(this.#arn(`policy${text("Path") || "/"}${text("PolicyName")}`));
        break;
      case "CreateVirtualMFADeviceCommand":
        this.#devices.add(this.#arn(`mfa${text("Path") || "/"}${text("VirtualMFADeviceName")}`));
        break;
      case "CreateOpenIDConnectProviderCommand":
        // The ARN does not contain the scheme and port 443.
        this.#providers.add(this.#arn(`oidc-provider/${text("Url").replace(/^\w+:\/\/([^/:]*)(?::443)?/, "$1")}`));
        break;
      case "UploadServerCertificateCommand":
        this.#serverCertificates.add(text("ServerCertificateName"));
        break;
      case "UpdateServerCertificateCommand":
        if (input["NewServerCertificateName"] !== undefined) {
          this.#serverCertificates.add(text("NewServerCertificateName"));
        }
        break;
      case "CreateSAMLProviderCommand":
        this.#samlProviders.add(this.#arn(`saml-provider/${text("Name")}`));
        break;
    }
  }

  /** Removes all entities, users first, because others are attached to them. @throws AggregateError if an entity is left */
  async remove(iam: IAM): Promise<void> {
    const errors: unknown[] = [];
    const attempt = async (names: Iterable<string>, removeOne: (name: string) => Promise<unknown>) => {
      for (const name of names) await removeOne(name).catch((error: unknown) => errors.push(error));
    };
    await attempt(this.#users, (name) => unlessGone(removeUser(iam, name)));
    await attempt(this.#groups, (GroupName) => unlessGone(removeGroup(iam, GroupName)));
    await attempt(this.#roles, (name) => unlessGone(removeRole(iam, name)));
    await attempt(this.#instanceProfiles, (name) => unlessGone(removeInstanceProfile(iam, name)));
    await attempt(this.#policies, (PolicyArn) => unlessGone(removePolicy(iam, PolicyArn)));
    await attempt(this.#devices, (SerialNumber) => unlessGone(iam.deleteVirtualMFADevice({ SerialNumber })));
    await attempt(this.#providers, (arn) =>
      unlessGone(iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: arn })),
    );
    await attempt(this.#serverCertificates, (name) =>
      unlessGone(iam.deleteServerCertificate({ ServerCertificateName: name })),
    );
    await attempt(this.#samlProviders, (arn) => unlessGone(iam.deleteSAMLProvider({ SAMLProviderArn: arn })));
    if (errors.length > 0) throw new AggregateError(errors, "a scenario left something behind");
  }

  #arn(resource: string): string {
    return `arn:aws:iam::${this.#accountId}:${resource}`;
  }
}

/** IAM does not delete a user with attached entities. Most have none, so that one call is enough. */
async function removeUser(iam: IAM, UserName: string): Promise<void> {
  try {
    await iam.deleteUser({ UserName });
  } catch (error) {
    if (!(error instanceof DeleteConflictException)) throw error;
    await strip(iam, UserName);
    await iam.deleteUser({ UserName });
  }
}

async function strip(iam: IAM, UserName: string): Promise<void> {
  for (const { GroupName } of (await iam.listGroupsForUser({ UserName })).Groups ?? []) {
    await iam.removeUserFromGroup({ UserName, GroupName });
  }
  for (const { SerialNumber } of (await iam.listMFADevices({ UserName })).MFADevices ?? []) {
    await iam.deactivateMFADevice({ UserName, SerialNumber });
  }
  for (const { AccessKeyId } of (await iam.listAccessKeys({ UserName })).AccessKeyMetadata ?? []) {
    await iam.deleteAccessKey({ UserName, AccessKeyId });
  }
  for (const PolicyName of (await iam.listUserPolicies({ UserName })).PolicyNames ?? []) {
    await iam.deleteUserPolicy({ UserName, PolicyName });
  }
  for (const { PolicyArn } of (await iam.listAttachedUserPolicies({ UserName })).AttachedPolicies ?? []) {
    await iam.detachUserPolicy({ UserName, PolicyArn });
  }
  for (const { SSHPublicKeyId } of (await iam.listSSHPublicKeys({ UserName })).SSHPublicKeys ?? []) {
    await iam.deleteSSHPublicKey({ UserName, SSHPublicKeyId });
  }
  for (const { CertificateId } of (await iam.listSigningCertificates({ UserName })).Certificates ?? []) {
    await iam.deleteSigningCertificate({ UserName, CertificateId });
  }
  const { ServiceSpecificCredentials = [] } = await iam.listServiceSpecificCredentials({ UserName });
  for (const { ServiceSpecificCredentialId } of ServiceSpecificCredentials) {
    await iam.deleteServiceSpecificCredential({ UserName, ServiceSpecificCredentialId });
  }
  await unlessGone(retryWhile("EntityTemporarilyUnmodifiable", () => iam.deleteLoginProfile({ UserName })));
}

/** Deletes a group, with its policies if it has any. */
async function removeGroup(iam: IAM, GroupName: string): Promise<void> {
  try {
    await iam.deleteGroup({ GroupName });
    return;
  } catch (error) {
    if (!(error instanceof DeleteConflictException)) throw error;
  }
  for (const PolicyName of (await iam.listGroupPolicies({ GroupName })).PolicyNames ?? []) {
    await iam.deleteGroupPolicy({ GroupName, PolicyName });
  }
  for (const { PolicyArn } of (await iam.listAttachedGroupPolicies({ GroupName })).AttachedPolicies ?? []) {
    await iam.detachGroupPolicy({ GroupName, PolicyArn });
  }
  await iam.deleteGroup({ GroupName });
}

/** Deletes a policy with its versions. */
async function removePolicy(iam: IAM, PolicyArn: string): Promise<void> {
  for (const { VersionId, IsDefaultVersion } of (await iam.listPolicyVersions({ PolicyArn })).Versions ?? []) {
    if (IsDefaultVersion !== true) await iam.deletePolicyVersion({ PolicyArn, VersionId });
  }
  await iam.deletePolicy({ PolicyArn });
}

/** Ignores an entity that does not exist: the scenario has removed it, or it was rejected or invalid (ValidationError). */
async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const isAbsent = error instanceof NoSuchEntityException;
    if (!isAbsent && !(error instanceof Error && error.name === "ValidationError")) throw error;
  }
}
