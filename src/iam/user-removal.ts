import {
  GetLoginProfileCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import type { Answer, Door, Send } from "./door.ts";
import { IamError } from "./errors.ts";
import type { IamReads } from "./reads.ts";
import type { Page, PageRequest } from "./records.ts";
import { told } from "./sdk-records.ts";
import type { ChangeName, WriteInput } from "./writes.ts";

/** One write of a user's removal. */
export interface RemovalStep<Name extends ChangeName = ChangeName> {
  readonly operation: Name;
  /** What it is about, for people and programs: a name, a serial number, an id or an ARN. */
  readonly target: string;
  readonly input: WriteInput<Name>;
}

/**
 * Lists all that stands in the way of a user's removal, and gives the writes that remove it, in order, the user itself last.
 * Everything is asked at once, memberships and devices through reads that wait for what was just written. An IAM that does
 * not know one of these operations has nothing of that kind.
 * @throws IamError, with failure `no-such-entity` where there is no such user
 */
export async function planUserRemoval(call: Door, reads: IamReads, UserName: string): Promise<RemovalStep[]> {
  const user = { UserName };
  const parts = await Promise.all([
    membershipSteps(reads, user),
    everyDeviceStep(reads, user),
    all(call, "ListAccessKeys", ({ Marker }) => ({
      send: (client, options) => client.send(new ListAccessKeysCommand({ ...user, Marker }), options),
      items: ({ AccessKeyMetadata }) =>
        AccessKeyMetadata?.map(({ AccessKeyId = "" }) =>
          step("DeleteAccessKey", AccessKeyId, { ...user, AccessKeyId }),
        ),
    })),
    loginProfileSteps(call, user),
    all(call, "ListUserPolicies", ({ Marker }) => ({
      send: (client, options) => client.send(new ListUserPoliciesCommand({ ...user, Marker }), options),
      items: ({ PolicyNames }) =>
        PolicyNames?.map((PolicyName) => step("DeleteUserPolicy", PolicyName, { ...user, PolicyName })),
    })),
    all(call, "ListAttachedUserPolicies", ({ Marker }) => ({
      send: (client, options) => client.send(new ListAttachedUserPoliciesCommand({ ...user, Marker }), options),
      items: ({ AttachedPolicies }) =>
        AttachedPolicies?.map(({ PolicyArn = "" }) => step("DetachUserPolicy", PolicyArn, { ...user, PolicyArn })),
    })),
    all(call, "ListSSHPublicKeys", ({ Marker }) => ({
      send: (client, options) => client.send(new ListSSHPublicKeysCommand({ ...user, Marker }), options),
      items: ({ SSHPublicKeys }) =>
        SSHPublicKeys?.map(({ SSHPublicKeyId = "" }) =>
          step("DeleteSSHPublicKey", SSHPublicKeyId, { ...user, SSHPublicKeyId }),
        ),
    })),
    all(call, "ListSigningCertificates", ({ Marker }) => ({
      send: (client, options) => client.send(new ListSigningCertificatesCommand({ ...user, Marker }), options),
      items: ({ Certificates }) =>
        Certificates?.map(({ CertificateId = "" }) =>
          step("DeleteSigningCertificate", CertificateId, { ...user, CertificateId }),
        ),
    })),
    all(call, "ListServiceSpecificCredentials", ({ Marker }) => ({
      send: (client, options) => client.send(new ListServiceSpecificCredentialsCommand({ ...user, Marker }), options),
      items: ({ ServiceSpecificCredentials }) =>
        ServiceSpecificCredentials?.map(({ ServiceSpecificCredentialId = "" }) =>
          step("DeleteServiceSpecificCredential", ServiceSpecificCredentialId, {
            ...user,
            ServiceSpecificCredentialId,
          }),
        ),
    })),
  ]);
  return [...parts.flat(), step("DeleteUser", UserName, user)];
}

function step<Name extends ChangeName>(operation: Name, target: string, input: WriteInput<Name>): RemovalStep<Name> {
  return { operation, target, input };
}

interface Named {
  readonly UserName: string;
}

async function membershipSteps(reads: IamReads, user: Named): Promise<RemovalStep[]> {
  const groups = await walk((page) => reads.listGroupsForUser({ ...page, userName: user.UserName }));
  return groups.map(({ groupName }) => step("RemoveUserFromGroup", groupName, { ...user, GroupName: groupName }));
}

async function everyDeviceStep(reads: IamReads, user: Named): Promise<RemovalStep[]> {
  const devices = await walk((page) => reads.listMfaDevices({ ...page, userName: user.UserName }));
  return devices.flatMap(({ serialNumber }) => deviceSteps(user, serialNumber));
}

async function walk<Item>(list: (page: PageRequest) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let marker: string | undefined;
  do {
    const page: Page<Item> = await list(marker === undefined ? {} : { marker });
    items.push(...page.items);
    marker = page.marker;
  } while (marker !== undefined);
  return items;
}

/** A virtual device would stay behind as nobody's, with a seed that its user still has. */
function deviceSteps(user: Named, SerialNumber: string): RemovalStep[] {
  const deactivation = step("DeactivateMFADevice", SerialNumber, { ...user, SerialNumber });
  const isVirtual = /^arn:aws[a-z-]*:iam::\d{12}:mfa\//.test(SerialNumber);
  return isVirtual ? [deactivation, step("DeleteVirtualMFADevice", SerialNumber, { SerialNumber })] : [deactivation];
}

async function loginProfileSteps(call: Door, user: Named): Promise<RemovalStep[]> {
  try {
    await call("GetLoginProfile", (client, options) => client.send(new GetLoginProfileCommand(user), options));
    return [step("DeleteLoginProfile", user.UserName, user)];
  } catch (error) {
    // That there is no such user, the lists say.
    if (error instanceof IamError && error.code === "NoSuchEntity") return [];
    return noneIfUnknown(error);
  }
}

interface ListAnswer extends Answer {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

interface ListCall<Output extends ListAnswer> {
  readonly send: Send<Output>;
  readonly items: (answer: Output) => RemovalStep[] | undefined;
}

/** All pages of a list. */
async function all<Output extends ListAnswer>(
  call: Door,
  action: string,
  page: (at: { Marker: string | undefined }) => ListCall<Output>,
): Promise<RemovalStep[]> {
  const steps: RemovalStep[] = [];
  let Marker: string | undefined;
  try {
    do {
      const { send, items } = page({ Marker });
      const answer = await call(action, send);
      steps.push(...told(action, "its list", items(answer)));
      Marker = answer.IsTruncated ? told(action, "Marker", answer.Marker) : undefined;
    } while (Marker !== undefined);
    return steps;
  } catch (error) {
    return noneIfUnknown(error);
  }
}

function noneIfUnknown(error: unknown): [] {
  if (error instanceof IamError && error.code === "InvalidAction") return [];
  throw error;
}
