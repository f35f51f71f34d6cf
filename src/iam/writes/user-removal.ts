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
} from "@aws-sdk/client-iam";
import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import type { Door } from "../calls/call-executor.ts";
import { PageGuard } from "../calls/page-guard.ts";
import { IamError } from "../errors/sdk-errors.ts";
import type { IamReads } from "../reads/reads.ts";
import type { Page, PageRequest } from "../records/records.ts";
import { pageOf } from "../records/sdk-records.ts";
import { type ChangeName, targetOf, type WriteInput } from "./writes.ts";

/** One write of a user's removal. */
export interface RemovalStep<Name extends ChangeName = ChangeName> {
  readonly operation: Name;
  /** What it is about: see `targetOf`. */
  readonly target: string;
  readonly input: WriteInput<Name>;
}

/**
 * Lists all that prevents a user's deletion, and gives the writes that remove it, in order: login profile, access
 * keys, certificates, SSH keys, service-specific credentials, policies, groups, MFA devices, and the user itself last.
 * Everything is asked at once, memberships and devices through reads that wait for what was just written. An IAM that does
 * not know one of these operations has nothing of that kind.
 * @throws IamError, with failure `no-such-entity` where there is no such user
 */
export async function planUserRemoval(door: Door, reads: IamReads, UserName: string): Promise<RemovalStep[]> {
  const user = { UserName };
  const { read } = door;
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
    everyDeviceStep(reads, user),
    all("ListAccessKeys", async (action, Marker) => {
      const toPage = ({ AccessKeyMetadata, ...ending }: ListAccessKeysCommandOutput) => ({
        ...ending,
        steps: AccessKeyMetadata?.map(({ AccessKeyId = "" }) => step("DeleteAccessKey", { ...user, AccessKeyId })),
      });
      return read(action, ListAccessKeysCommand, { ...user, Marker }, toPage, "own");
    }),
    loginProfileSteps(door, user),
    all("ListUserPolicies", async (action, Marker) => {
      const toPage = ({ PolicyNames, ...ending }: ListUserPoliciesCommandOutput) => ({
        ...ending,
        steps: PolicyNames?.map((PolicyName) => step("DeleteUserPolicy", { ...user, PolicyName })),
      });
      return read(action, ListUserPoliciesCommand, { ...user, Marker }, toPage, "own");
    }),
    all("ListAttachedUserPolicies", async (action, Marker) => {
      const toPage = ({ AttachedPolicies, ...ending }: ListAttachedUserPoliciesCommandOutput) => ({
        ...ending,
        steps: AttachedPolicies?.map(({ PolicyArn = "" }) => step("DetachUserPolicy", { ...user, PolicyArn })),
      });
      return read(action, ListAttachedUserPoliciesCommand, { ...user, Marker }, toPage, "own");
    }),
    all("ListSSHPublicKeys", async (action, Marker) => {
      const toPage = ({ SSHPublicKeys, ...ending }: ListSSHPublicKeysCommandOutput) => ({
        ...ending,
        steps: SSHPublicKeys?.map(({ SSHPublicKeyId = "" }) => step("DeleteSSHPublicKey", { ...user, SSHPublicKeyId })),
      });
      return read(action, ListSSHPublicKeysCommand, { ...user, Marker }, toPage, "own");
    }),
    all("ListSigningCertificates", async (action, Marker) => {
      const toPage = ({ Certificates, ...ending }: ListSigningCertificatesCommandOutput) => ({
        ...ending,
        steps: Certificates?.map(({ CertificateId = "" }) =>
          step("DeleteSigningCertificate", { ...user, CertificateId }),
        ),
      });
      return read(action, ListSigningCertificatesCommand, { ...user, Marker }, toPage, "own");
    }),
    all("ListServiceSpecificCredentials", async (action, Marker) => {
      const toPage = ({ ServiceSpecificCredentials, ...ending }: ListServiceSpecificCredentialsCommandOutput) => ({
        ...ending,
        steps: ServiceSpecificCredentials?.map(({ ServiceSpecificCredentialId = "" }) =>
          step("DeleteServiceSpecificCredential", {
            ...user,
            ServiceSpecificCredentialId,
          }),
        ),
      });
      return read(action, ListServiceSpecificCredentialsCommand, { ...user, Marker }, toPage, "own");
    }),
  ]);
  // Every credential goes before the first MFA device: a failing step never leaves a user who can sign in by password alone.
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

function step<Name extends ChangeName>(operation: Name, input: WriteInput<Name>): RemovalStep<Name> {
  return { operation, target: targetOf(operation, input), input };
}

interface Named {
  readonly UserName: string;
}

async function membershipSteps(reads: IamReads, user: Named): Promise<RemovalStep[]> {
  const groups = await walk("ListGroupsForUser", (page) =>
    reads.listGroupsForUser({ ...page, userName: user.UserName }),
  );
  return groups.map(({ groupName }) => step("RemoveUserFromGroup", { ...user, GroupName: groupName }));
}

async function everyDeviceStep(reads: IamReads, user: Named): Promise<RemovalStep[]> {
  const devices = await walk("ListMFADevices", (page) => reads.listMfaDevices({ ...page, userName: user.UserName }));
  return devices.flatMap(({ serialNumber }) => deviceSteps(user, serialNumber));
}

async function walk<Item>(action: string, list: (page: PageRequest) => Promise<Page<Item>>): Promise<Item[]> {
  const guard = new PageGuard(action);
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

/** A virtual device would stay behind as nobody's, with a seed that its user still has. */
function deviceSteps(user: Named, SerialNumber: string): RemovalStep[] {
  const deactivation = step("DeactivateMFADevice", { ...user, SerialNumber });
  return isVirtualMfaDevice(SerialNumber)
    ? [deactivation, step("DeleteVirtualMFADevice", { SerialNumber })]
    : [deactivation];
}

async function loginProfileSteps(door: Door, user: Named): Promise<RemovalStep[]> {
  try {
    await door.read("GetLoginProfile", GetLoginProfileCommand, user, (answer) => answer, "own");
    return [step("DeleteLoginProfile", user)];
  } catch (error) {
    // That there is no such user, the lists say.
    if (error instanceof IamError && error.code === "NoSuchEntity") return [];
    return noneIfUnknown(error);
  }
}

interface StepPage {
  readonly steps: RemovalStep[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** All pages of a list. */
async function all(
  action: string,
  page: (action: string, Marker: string | undefined) => Promise<StepPage>,
): Promise<RemovalStep[]> {
  try {
    return await walk(action, async ({ marker }) => {
      const answer = await page(action, marker);
      return pageOf(action, answer, answer.steps, (found) => found);
    });
  } catch (error) {
    return noneIfUnknown(error);
  }
}

function noneIfUnknown(error: unknown): [] {
  if (error instanceof IamError && error.code === "InvalidAction") return [];
  throw error;
}
