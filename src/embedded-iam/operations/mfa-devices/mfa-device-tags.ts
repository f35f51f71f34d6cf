import {
  addTags,
  listTags,
  operation,
  removeTags,
  requireSomeTags,
  requireVirtualMfaDevice,
} from "../framework/index.ts";

/** An empty list is rejected here, but accepted by UntagMFADevice, as for users (inferred). */
export const tagMfaDevice = operation("TagMFADevice", ({ SerialNumber, Tags }, context) => {
  const { deviceId } = requireVirtualMfaDevice(context, SerialNumber);
  requireSomeTags(Tags);
  addTags(context, context.mfaDeviceTags, deviceId, Tags);
});

export const untagMfaDevice = operation(
  "UntagMFADevice",
  ({ SerialNumber, TagKeys }, { mfaDevices, mfaDeviceTags }) => {
    removeTags(mfaDeviceTags, requireVirtualMfaDevice({ mfaDevices }, SerialNumber).deviceId, TagKeys);
  },
);

export const listMfaDeviceTags = operation("ListMFADeviceTags", ({ SerialNumber, ...input }, context) => {
  const { deviceId } = requireVirtualMfaDevice(context, SerialNumber);
  return listTags(context, context.mfaDeviceTags, deviceId, ["ListMFADeviceTags", deviceId], input);
});
