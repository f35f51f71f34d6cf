import type { IamReads, MfaDevice, Planning } from "../../iam/index.ts";
import { foldCase } from "../batch.ts";
import { LARGEST_PAGE, Walk } from "../paging/index.ts";

/** All virtual devices that are enabled for somebody, and whether there are any others. */
export interface AssignedDevices {
  /** By user, the name folded. */
  readonly byUser: ReadonlyMap<string, readonly MfaDevice[]>;
  readonly serialNumbers: ReadonlySet<string>;
  /** How many devices are in use besides, of any kind and anybody's; below 0 where some of these are no more. */
  readonly others: number;
  /** The same, counted anew. Rejects as GetAccountSummary does. */
  countOthers(): Promise<number>;
}

/**
 * Walks through the list of assigned virtual devices, and then asks how many devices are in use. That comes behind the walk's
 * last page, never before: a key that is enabled meanwhile must show. IAM counts the root user's among them (AWS-recorded).
 */
export async function readAssignedDevices(
  reads: Pick<IamReads, "listVirtualMfaDevices">,
  planning: Planning,
): Promise<AssignedDevices> {
  const op = "ListVirtualMFADevices";
  const walk = new Walk({
    op,
    list: (page) => reads.listVirtualMfaDevices({ ...page, assignmentStatus: "Assigned" }),
  });
  const byUser = new Map<string, MfaDevice[]>();
  const serialNumbers = new Set<string>();
  do {
    for (const { serialNumber, assignment } of (await walk.read(LARGEST_PAGE)).items) {
      serialNumbers.add(serialNumber);
      if (assignment === null || assignment.user === "root" || assignment.enableDate === null) continue;
      const { userName } = assignment.user;
      const devices = byUser.get(foldCase(userName)) ?? [];
      byUser.set(foldCase(userName), devices);
      devices.push({ userName, serialNumber, enableDate: assignment.enableDate });
    }
  } while (!walk.ended);
  const countOthers = async () => (await planning.summaryOfNow()).mfaDevicesInUse - serialNumbers.size;
  return { byUser, serialNumbers, others: await countOthers(), countOthers };
}
