import { createHash } from "node:crypto";
import type { InputOf, OperationName } from "../../iam-model/operations/index.ts";
import { defaultQuotas } from "../../iam-model/quotas.ts";
import { arns } from "../arns.ts";
import { type OperationContext, operationsByName, requireUser } from "../operations/index.ts";
import { unusablePasswordHash } from "../password-hash.ts";
import { createServices } from "../services.ts";
import type { OpenedDatabase } from "../store/index.ts";
import { timestamp } from "../timestamp.ts";
import { codeAt, makeSeed, stepAt } from "../totp.ts";
import { fillPermissions } from "./fill-permissions.ts";
import {
  type SampleAccessKey,
  type SampleUser,
  sampleAccessKeys,
  sampleGroups,
  sampleOidcProviders,
  sampleUsers,
  spareMfaDevices,
} from "./sample-data.ts";
import { sampleRootPassword } from "./sample-permissions.ts";

/** Creation date of the sample account. */
export const sampleAccountDate = "2024-01-02T09:00:00Z";

/** Creation date of its policies and roles. */
const samplePermissionsDate = "2026-08-20T10:00:00Z";

const day = 24 * 60 * 60 * 1000;

/**
 * Fills a new database with the sample account, inside the caller's transaction. Uses the service's own operations
 * where they exist. Names, ids and dates are equal on every machine; seeds, keys and passwords are random.
 */
export function fillSampleAccount(
  { database, account }: OpenedDatabase,
  secretBytes: (size: number) => Uint8Array,
): void {
  let now = Date.parse(sampleAccountDate);
  const services = createServices(database, {
    account,
    quotas: defaultQuotas,
    clock: () => new Date(now),
    idBytes: seededBytes("sample account"),
    secretBytes,
  });
  const context: OperationContext = { ...services, caller: { userId: null }, prepared: {} };
  const perform = <Name extends OperationName>(name: Name, input: InputOf<Name>): void => {
    operationsByName[name].run(input, context);
  };

  for (const group of sampleGroups) perform("CreateGroup", { GroupName: group.name, Path: group.path });
  for (const [index, user] of sampleUsers.entries()) {
    // One user every sixteen days; the last one in August 2026.
    now = Date.parse(sampleAccountDate) + index * 16 * day;
    addUser(user);
  }
  for (const name of spareMfaDevices) perform("CreateVirtualMFADevice", { VirtualMFADeviceName: name });
  for (const provider of sampleOidcProviders) {
    perform("CreateOpenIDConnectProvider", {
      Url: provider.url,
      ClientIDList: provider.clientIds,
      ThumbprintList: provider.thumbprints,
      Tags: tagList(provider.tags),
    });
  }
  for (const key of sampleAccessKeys) addAccessKey(key);
  now = Date.parse(samplePermissionsDate);
  fillPermissions(perform, account);
  services.rootPassword.insert(sampleRootPassword);

  function addUser(user: SampleUser): void {
    const UserName = user.name;
    perform("CreateUser", { UserName, Path: user.path, Tags: tagList(userTags(user)) });
    for (const GroupName of user.groups) perform("AddUserToGroup", { GroupName, UserName });
    if (user.permissionsBoundary !== undefined) {
      perform("PutUserPermissionsBoundary", { UserName, PermissionsBoundary: user.permissionsBoundary });
    }
    now += 2 * day;
    for (const name of user.mfaDevices ?? []) {
      perform("CreateVirtualMFADevice", { VirtualMFADeviceName: name });
      enableMfaDevice(UserName, arns.mfaDevice(account, "/", name));
    }
    if (user.hardwareMfaDevice !== undefined) {
      // No IAM operation creates hardware devices.
      services.mfaDevices.insert(user.hardwareMfaDevice, "hardware", makeSeed(secretBytes));
      enableMfaDevice(UserName, user.hardwareMfaDevice);
    }
    if (user.lastLogin !== undefined) addPassword(requireUser(services, UserName).userId, user.lastLogin);
  }

  /** The password is random and unknown: hashing a real one takes time, and the service has no sign-in. */
  function addPassword(userId: string, lastUsed: string): void {
    const date = timestamp(new Date(now));
    services.loginProfiles.insert({
      userId,
      createDate: date,
      passwordHash: unusablePasswordHash(secretBytes),
      passwordLastChanged: date,
      passwordResetRequired: false,
    });
    services.users.setPasswordLastUsed(userId, lastUsed);
  }

  function addAccessKey({ userName, createDate, inactive, lastUsed }: SampleAccessKey): void {
    now = Date.parse(createDate);
    perform("CreateAccessKey", { UserName: userName });
    const { userId } = requireUser(services, userName);
    const keys = services.accessKeys.ofMany([userId]).get(userId);
    const key = keys?.find((candidate) => candidate.createDate === createDate);
    if (key === undefined) return;
    if (lastUsed !== undefined) {
      services.accessKeys.markUsed(key.accessKeyId, new Date(lastUsed.date), lastUsed.service, lastUsed.region);
    }
    if (!inactive) return;
    perform("UpdateAccessKey", { UserName: userName, AccessKeyId: key.accessKeyId, Status: "Inactive" });
  }

  function enableMfaDevice(UserName: string, SerialNumber: string): void {
    const seed = services.mfaDevices.find(SerialNumber)?.seed ?? "";
    const step = stepAt(new Date(now));
    perform("EnableMFADevice", {
      UserName,
      SerialNumber,
      AuthenticationCode1: codeAt(seed, step - 1),
      AuthenticationCode2: codeAt(seed, step),
    });
  }
}

function userTags({ path, team }: SampleUser): Readonly<Record<string, string>> {
  if (path === "/service/") return { Team: team, Kind: "service account" };
  return { Team: team, CostCenter: path === "/security/" ? "CC-2040" : "CC-1010" };
}

function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Returns pseudorandom bytes that depend only on the seed. For ids, never for secrets. */
function seededBytes(seed: string): (size: number) => Uint8Array {
  let count = 0;
  return (size) => {
    count += 1;
    return createHash("shake256", { outputLength: size }).update(`${seed} ${count}`).digest();
  };
}
