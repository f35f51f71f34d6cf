import type { AccountSummary, IamReads, MfaDevice, Planning } from "../../../iam/index.ts";
import { accountIdIn } from "../../../iam-model/arns.ts";
import { foldName } from "../../../iam-model/name-folding.ts";
import { MAX_PAGE_SIZE } from "../../../iam-model/quotas.ts";
import { withinTime } from "../../fallback/index.ts";
import { Walk } from "../../paging/index.ts";

/** The account's assigned virtual devices, and how many devices of other kinds are in use. */
export interface DeviceCensus {
  /** From a device's ARN; undefined if no virtual device is assigned. */
  readonly accountId: string | undefined;
  /** The users' virtual devices, by user name in lower case. */
  readonly virtual: ReadonlyMap<string, readonly MfaDevice[]>;
  /** Serial numbers of devices that were listed without EnableDate, by user name: only ListMFADevices knows their dates. */
  readonly undated: ReadonlyMap<string, readonly string[]>;
  /** Undefined if GetAccountSummary failed or was too slow: then there may be devices of other kinds. */
  readonly counts: DeviceCounts | undefined;
  /** Calls GetAccountSummary again. */
  recount(): Promise<DeviceCounts | undefined>;
}

/** Counts of the account at the time of the census. */
export interface DeviceCounts {
  readonly users: number;
  /** Non-virtual devices in use, including root's. Negative if virtual devices were deactivated after they were listed. */
  readonly otherDevices: number;
  /** The number of these that must be root's: 1 if root has MFA but no virtual device (`AccountMFAEnabled` is about root only). */
  readonly rootAtLeast: number;
}

/** The share of the time left for list and count together: less than the half after which a bulk read counts as failed. */
const SHARE_OF_TIME = 0.45;

/**
 * Lists the assigned virtual devices, and then counts the devices in use. The count follows the list's last page, so that it
 * includes a device that is enabled meanwhile. `MFADevicesInUse` includes root's devices (AWS-recorded).
 * @throws IamError if the devices cannot be listed
 */
export async function readDeviceCensus(
  reads: Pick<IamReads, "listVirtualMfaDevices">,
  planning: Planning,
): Promise<DeviceCensus> {
  // A slow count must not fail the list.
  const timeLeftAfter = Number.isFinite(planning.timeLeftMs) ? (1 - SHARE_OF_TIME) * planning.timeLeftMs : 0;
  const walk = new Walk({
    op: "ListVirtualMFADevices",
    list: (page) => reads.listVirtualMfaDevices({ ...page, assignmentStatus: "Assigned" }),
  });
  const virtual = new Map<string, MfaDevice[]>();
  const undated = new Map<string, string[]>();
  let assigned = 0;
  let hasRootDevice = false;
  let accountId: string | undefined;
  do {
    for (const { serialNumber, assignment } of (await walk.read(MAX_PAGE_SIZE)).items) {
      assigned += 1;
      accountId ??= accountIdIn(serialNumber);
      if (assignment?.user === "root") hasRootDevice = true;
      if (!assignment || assignment.user === "root") continue;
      const { userName } = assignment.user;
      if (assignment.enableDate === null) {
        undated.set(foldName(userName), [...(undated.get(foldName(userName)) ?? []), serialNumber]);
        continue;
      }
      const devices = virtual.get(foldName(userName)) ?? [];
      virtual.set(foldName(userName), devices);
      devices.push({ userName, serialNumber, enableDate: assignment.enableDate });
    }
  } while (!walk.ended);
  const countsIn = ({ users, mfaDevicesInUse, accountMfaEnabled }: AccountSummary): DeviceCounts => ({
    users,
    otherDevices: mfaDevicesInUse - assigned,
    rootAtLeast: accountMfaEnabled && !hasRootDevice ? 1 : 0,
  });
  const countWithin = (milliseconds: number) =>
    withinTime(planning.summaryOfNow(), milliseconds, "GetAccountSummary").then(countsIn, () => undefined);
  return {
    accountId,
    virtual,
    undated,
    counts: await countWithin(Math.max(0, planning.timeLeftMs - timeLeftAfter)),
    recount: () => countWithin(planning.timeLeftMs / 2),
  };
}
