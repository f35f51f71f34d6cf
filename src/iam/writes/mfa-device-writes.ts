import {
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  ResyncMFADeviceCommand,
  TagMFADeviceCommand,
  UntagMFADeviceCommand,
} from "@aws-sdk/client-iam";
import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import { isSameName } from "../../iam-model/name-folding.ts";
import { blockers, type Expectations, topicOf } from "../read-your-writes/index.ts";
import { type MfaDevice, type Page, required, type Tag } from "../records/index.ts";
import { deviceReads } from "./invalidation.ts";
import { containsOrContinues, deletionOf, deletionsEndingWith, nothing, write } from "./write-row.ts";

const NO_CREDENTIALS = nothing("The credential report shows only whether a user has an enabled device.");
const NO_SEARCH = nothing("A search counts enabled devices that are not virtual.");

export const createVirtualMfaDevice = write({
  command: CreateVirtualMFADeviceCommand,
  target: "VirtualMFADeviceName",
  // A second create of the same name is refused, and the secrets of the first one are lost.
  repeat: "once",
  dependsOn: {
    EntityAlreadyExists: (expectations, { Path = "/", VirtualMFADeviceName }) =>
      deletionsEndingWith(expectations, "virtualMfaDevice", `:mfa${Path}${VirtualMFADeviceName}`),
  },
  invalidates: [...deviceReads, "ListMFADeviceTags"],
  laterReadsShow(expectations, _input, { VirtualMFADevice }) {
    const serialNumber = required("CreateVirtualMFADevice", "SerialNumber", VirtualMFADevice?.SerialNumber);
    expectations.created("virtualMfaDevice", serialNumber);
    expectations.attached("assignment", serialNumber, false);
  },
  credentials: NO_CREDENTIALS,
  deviceSearches: NO_SEARCH,
});

/** A recent assignment to the user that an operation needs. */
function assignmentTo(
  expectations: Expectations,
  {
    UserName = "",
    SerialNumber = "",
  }: { readonly UserName?: string | undefined; readonly SerialNumber?: string | undefined },
) {
  const assignment = expectations.presenceOf("assignment", SerialNumber);
  return assignment?.exists && isSameName(assignment.userName ?? "", UserName) ? [assignment] : [];
}

export const mfaDeviceChanges = {
  EnableMFADevice: write({
    command: EnableMFADeviceCommand,
    target: "SerialNumber",
    // IAM accepts a pair of codes once.
    repeat: "once",
    dependsOn: {
      EntityAlreadyExists: (expectations, { SerialNumber }) => deletionOf(expectations, "assignment", SerialNumber),
    },
    invalidates: deviceReads,
    laterReadsShow(expectations, { UserName = "", SerialNumber = "" }) {
      expectations.attached("assignment", SerialNumber, true, UserName);
      const hasDevice = containsOrContinues<MfaDevice>(({ serialNumber }) => isSameName(serialNumber, SerialNumber));
      expectations.changed("mfaDevicesOfUser", UserName, topicOf("virtualMfaDevice", SerialNumber), hasDevice);
    },
    credentials: { changes: ["mfa"], userName: ({ UserName }) => UserName },
    deviceSearches(searches, { UserName = "", SerialNumber = "" }) {
      if (!isVirtualMfaDevice(SerialNumber)) searches.deviceEnabled(UserName);
    },
  }),

  ResyncMFADevice: write({
    command: ResyncMFADeviceCommand,
    target: "SerialNumber",
    // IAM accepts a pair of codes once.
    repeat: "once",
    dependsOn: { NoSuchEntity: assignmentTo },
    invalidates: deviceReads,
    laterReadsShow: nothing("No read returns the clock offset of a device."),
    credentials: NO_CREDENTIALS,
    deviceSearches: nothing("The device stays enabled."),
  }),

  DeactivateMFADevice: write({
    command: DeactivateMFADeviceCommand,
    target: "SerialNumber",
    // A second deactivation finds no assignment.
    repeat: "once",
    dependsOn: { NoSuchEntity: assignmentTo },
    invalidates: deviceReads,
    laterReadsShow(expectations, { UserName = "", SerialNumber = "" }) {
      expectations.attached("assignment", SerialNumber, false);
      const lacksDevice = ({ items }: Page<MfaDevice>) =>
        items.every(({ serialNumber }) => !isSameName(serialNumber, SerialNumber));
      expectations.changed("mfaDevicesOfUser", UserName, topicOf("virtualMfaDevice", SerialNumber), lacksDevice, {
        ofEveryPage: true,
      });
      expectations.unblocked("user", UserName, blockers.mfaDevices);
      if (isVirtualMfaDevice(SerialNumber)) {
        expectations.unblocked("virtualMfaDevice", SerialNumber, blockers.mfaDevices);
      }
    },
    credentials: { changes: ["mfa"], userName: ({ UserName }) => UserName },
    deviceSearches(searches, { UserName, SerialNumber = "" }) {
      if (UserName !== undefined && !isVirtualMfaDevice(SerialNumber)) searches.deviceDeactivated(UserName);
    },
  }),

  DeleteVirtualMFADevice: write({
    command: DeleteVirtualMFADeviceCommand,
    target: "SerialNumber",
    // A second delete finds no device.
    repeat: "once",
    dependsOn: {
      DeleteConflict: (expectations, { SerialNumber = "" }) =>
        expectations.removalsOf("virtualMfaDevice", SerialNumber),
    },
    invalidates: [...deviceReads, "ListMFADeviceTags"],
    laterReadsShow: (expectations, { SerialNumber = "" }) => expectations.deleted("virtualMfaDevice", SerialNumber),
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_SEARCH,
  }),

  TagMFADevice: write({
    command: TagMFADeviceCommand,
    target: "SerialNumber",
    repeat: "repeatable",
    dependsOn: nothing("Only the device must exist, and every write waits for a new one."),
    invalidates: ["ListMFADeviceTags"],
    laterReadsShow(expectations, { SerialNumber = "", Tags = [] }) {
      for (const { Key, Value } of Tags) {
        const shows = containsOrContinues<Tag>(({ key, value }) => key === Key && value === Value);
        expectations.changed("virtualMfaDeviceTags", SerialNumber, `tag ${Key}`, shows);
      }
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_SEARCH,
  }),

  UntagMFADevice: write({
    command: UntagMFADeviceCommand,
    target: "SerialNumber",
    repeat: "repeatable",
    dependsOn: nothing("Only the device must exist, and every write waits for a new one."),
    invalidates: ["ListMFADeviceTags"],
    laterReadsShow(expectations, { SerialNumber = "", TagKeys = [] }) {
      for (const Key of TagKeys) {
        const shows = ({ items }: Page<Tag>) => items.every(({ key }) => key !== Key);
        expectations.changed("virtualMfaDeviceTags", SerialNumber, `tag ${Key}`, shows);
      }
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_SEARCH,
  }),
};
