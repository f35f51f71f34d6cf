import {
  GetLoginProfileCommand,
  ListAccessKeysCommand,
  type ListAccessKeysCommandOutput,
  ListAttachedUserPoliciesCommand,
  type ListAttachedUserPoliciesCommandOutput,
  ListServiceSpecificCredentialsCommand,
  type ListServiceSpecificCredentialsCommandOutput,
  ListSigningCertificatesCommand,
  type ListSigningCertificatesCommandOutput,
  ListSSHPublicKeysCommand,
  type ListSSHPublicKeysCommandOutput,
  ListUserPoliciesCommand,
  type ListUserPoliciesCommandOutput,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-iam";
import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import { type CallExecutor, type CommandClass, EmptyPageGuard } from "../calls/index.ts";
import { IamError } from "../errors/index.ts";
import type { IamReads } from "../reads/index.ts";
import { type Page, type PageRequest, pageOf } from "../records/index.ts";
import { type PlannedWrite, plannedWrite as step } from "./planned-write.ts";

/**
 * Lists what prevents a user's deletion, and returns the writes that remove it, in order: login profile, access keys,
 * certificates, SSH keys, service-specific credentials, policies, groups, MFA devices, and the user last. All lists are read at
 * the same time; `reads` for memberships and devices must show recent writes. An operation that IAM does not know (in other
 * partitions, and emulators) lists nothing.
 * @throws IamError, with failure `no-such-entity` if the user does not exist
 */
export async function planUserRemoval(calls: CallExecutor, reads: IamReads, UserName: string): Promise<PlannedWrite[]> {
  const user = { UserName };
  /** All pages of a list of the user's, as steps. */
  const stepsOf = <In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
    action: string,
    command: CommandClass<In & ListInput, Out>,
    toPage: (output: Out) => StepPage,
  ) =>
    emptyIfUnknown(
      walk(action, async ({ marker }) => {
        const input = { ...user, Marker: marker } as In & ListInput;
        const output = await calls.read(action, command, input, toPage, "own");
        return pageOf(action, output, output.steps, (step) => step);
      }),
    );

  const [
    memberships,
    devices,
    accessKeys,
    loginProfile,
    inlinePolicies,
    attachedPolicies,
    sshKeys,
    certificates,
    serviceCredentials,
  ] = await Promise.all([
    membershipSteps(reads, user),
    deviceSteps(reads, user),
    stepsOf("ListAccessKeys", ListAccessKeysCommand, ({ AccessKeyMetadata, ...end }: ListAccessKeysCommandOutput) => ({
      ...end,
      steps: AccessKeyMetadata?.map(({ AccessKeyId = "" }) => step("DeleteAccessKey", { ...user, AccessKeyId })),
    })),
    loginProfileSteps(calls, user),
    stepsOf("ListUserPolicies", ListUserPoliciesCommand, ({ PolicyNames, ...end }: ListUserPoliciesCommandOutput) => ({
      ...end,
      steps: PolicyNames?.map((PolicyName) => step("DeleteUserPolicy", { ...user, PolicyName })),
    })),
    stepsOf(
      "ListAttachedUserPolicies",
      ListAttachedUserPoliciesCommand,
      ({ AttachedPolicies, ...end }: ListAttachedUserPoliciesCommandOutput) => ({
        ...end,
        steps: AttachedPolicies?.map(({ PolicyArn = "" }) => step("DetachUserPolicy", { ...user, PolicyArn })),
      }),
    ),
    stepsOf(
      "ListSSHPublicKeys",
      ListSSHPublicKeysCommand,
      ({ SSHPublicKeys, ...end }: ListSSHPublicKeysCommandOutput) => ({
        ...end,
        steps: SSHPublicKeys?.map(({ SSHPublicKeyId = "" }) => step("DeleteSSHPublicKey", { ...user, SSHPublicKeyId })),
      }),
    ),
    stepsOf(
      "ListSigningCertificates",
      ListSigningCertificatesCommand,
      ({ Certificates, ...end }: ListSigningCertificatesCommandOutput) => ({
        ...end,
        steps: Certificates?.map(({ CertificateId = "" }) =>
          step("DeleteSigningCertificate", { ...user, CertificateId }),
        ),
      }),
    ),
    stepsOf(
      "ListServiceSpecificCredentials",
      ListServiceSpecificCredentialsCommand,
      ({ ServiceSpecificCredentials, ...end }: ListServiceSpecificCredentialsCommandOutput) => ({
        ...end,
        steps: ServiceSpecificCredentials?.map(({ ServiceSpecificCredentialId = "" }) =>
          step("DeleteServiceSpecificCredential", { ...user, ServiceSpecificCredentialId }),
        ),
      }),
    ),
  ]);
  // Credentials first, MFA devices last: a failed step never leaves a user who can sign in with a password alone.
  return [
    ...loginProfile,
    ...accessKeys,
    ...certificates,
    ...sshKeys,
    ...serviceCredentials,
    ...inlinePolicies,
    ...attachedPolicies,
    ...memberships,
    ...devices,
    step("DeleteUser", user),
  ];
}

interface ListInput {
  readonly UserName?: string;
  readonly Marker?: string;
}

interface StepPage {
  readonly steps: PlannedWrite[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

interface UserInput {
  readonly UserName: string;
}

async function membershipSteps(reads: IamReads, user: UserInput): Promise<PlannedWrite[]> {
  const groups = await walk("ListGroupsForUser", (page) =>
    reads.listGroupsForUser({ ...page, userName: user.UserName }),
  );
  return groups.map(({ groupName }) => step("RemoveUserFromGroup", { ...user, GroupName: groupName }));
}

async function deviceSteps(reads: IamReads, user: UserInput): Promise<PlannedWrite[]> {
  const devices = await walk("ListMFADevices", (page) => reads.listMfaDevices({ ...page, userName: user.UserName }));
  return devices.flatMap(({ serialNumber: SerialNumber }): PlannedWrite[] => {
    const deactivation = step("DeactivateMFADevice", { ...user, SerialNumber });
    // An unassigned virtual device would remain, with a seed that the user still has.
    return isVirtualMfaDevice(SerialNumber)
      ? [deactivation, step("DeleteVirtualMFADevice", { SerialNumber })]
      : [deactivation];
  });
}

async function loginProfileSteps(calls: CallExecutor, user: UserInput): Promise<PlannedWrite[]> {
  try {
    await calls.read("GetLoginProfile", GetLoginProfileCommand, user, (output) => output, "own");
    return [step("DeleteLoginProfile", user)];
  } catch (error) {
    // The user has no login profile. If the user does not exist, the lists reject.
    if (error instanceof IamError && error.code === "NoSuchEntity") return [];
    return emptyIfUnknown(Promise.reject(error));
  }
}

async function walk<Item>(action: string, list: (page: PageRequest) => Promise<Page<Item>>): Promise<Item[]> {
  const guard = new EmptyPageGuard(action);
  const items: Item[] = [];
  let marker: string | undefined;
  do {
    const page: Page<Item> = await list(marker === undefined ? {} : { marker });
    guard.check(marker, page);
    items.push(...page.items);
    marker = page.marker;
  } while (marker !== undefined);
  return items;
}

async function emptyIfUnknown(steps: Promise<PlannedWrite[]>): Promise<PlannedWrite[]> {
  try {
    return await steps;
  } catch (error) {
    if (error instanceof IamError && error.code === "InvalidAction") return [];
    throw error;
  }
}
