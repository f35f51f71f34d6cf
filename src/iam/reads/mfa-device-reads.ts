import {
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  ListVirtualMFADevicesCommand,
  type ListVirtualMFADevicesCommandOutput,
  type MFADevice,
  type Tag as SdkTag,
  type VirtualMFADevice as SdkVirtualMfaDevice,
} from "@aws-sdk/client-iam";
import type { CallExecutor } from "../calls/index.ts";
import {
  type MfaDevice,
  mfaDeviceOf,
  type Page,
  type PageRequest,
  pageOf,
  type Tag,
  tagOf,
  type VirtualMfaDevice,
  virtualMfaDeviceOf,
} from "../records/index.ts";
import type { ReadsOptions } from "./options.ts";
import { emptyIfNotOffered } from "./region-gaps.ts";

/** Which virtual devices ListVirtualMFADevices returns. */
export type AssignmentStatus = "Assigned" | "Unassigned" | "Any";

export interface MfaDeviceReads {
  listMfaDevices(request: PageRequest & { userName: string }): Promise<Page<MfaDevice>>;
  listVirtualMfaDevices(request: PageRequest & { assignmentStatus: AssignmentStatus }): Promise<Page<VirtualMfaDevice>>;
  /** The result of `walk`, which searches the list: IAM has no operation for one virtual device. */
  findVirtualMfaDevice(
    serialNumber: string,
    walk: (reads: Pick<MfaDeviceReads, "listVirtualMfaDevices">) => Promise<VirtualMfaDevice | null>,
  ): Promise<VirtualMfaDevice | null>;
  listMfaDeviceTags(request: PageRequest & { serialNumber: string }): Promise<Page<Tag>>;
}

export function createMfaDeviceReads(calls: CallExecutor, { freshness }: ReadsOptions): MfaDeviceReads {
  const reads: MfaDeviceReads = {
    listMfaDevices({ userName, marker, maxItems }) {
      const action = "ListMFADevices";
      const input = { UserName: userName, Marker: marker, MaxItems: maxItems };
      const toDevice = (device: MFADevice) => mfaDeviceOf(device, userName);
      return emptyIfNotOffered(
        calls.read(
          action,
          ListMFADevicesCommand,
          input,
          (output) => pageOf(action, output, output.MFADevices, toDevice),
          freshness,
        ),
      );
    },

    listVirtualMfaDevices({ assignmentStatus, marker, maxItems }) {
      const action = "ListVirtualMFADevices";
      const input = {
        AssignmentStatus: assignmentStatus,
        Marker: marker,
        MaxItems: maxItems,
      };
      const toDevice = (device: SdkVirtualMfaDevice) => virtualMfaDeviceOf(device, assignmentStatus === "Assigned");
      const toPage = (output: ListVirtualMFADevicesCommandOutput) =>
        pageOf(action, output, output.VirtualMFADevices, toDevice);
      return emptyIfNotOffered(calls.read(action, ListVirtualMFADevicesCommand, input, toPage, freshness));
    },

    findVirtualMfaDevice: (_serialNumber, walk) => walk(reads),

    listMfaDeviceTags({ serialNumber, marker, maxItems }) {
      const action = "ListMFADeviceTags";
      const input = { SerialNumber: serialNumber, Marker: marker, MaxItems: maxItems };
      const toTag = (tag: SdkTag) => tagOf(action, tag);
      return emptyIfNotOffered(
        calls.read(
          action,
          ListMFADeviceTagsCommand,
          input,
          (output) => pageOf(action, output, output.Tags, toTag),
          freshness,
        ),
      );
    },
  };
  return reads;
}
