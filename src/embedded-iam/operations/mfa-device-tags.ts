import { requireVirtualMfaDevice } from "./look-up.ts";
import { operation } from "./operation.ts";
import { addTags, listTags, removeTags } from "./tagging.ts";

export const tagMfaDevice = operation("TagMFADevice", ({ SerialNumber, Tags }, context) => {
  addTags(context, context.mfaDeviceTags, requireVirtualMfaDevice(context, SerialNumber).deviceId, Tags);
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
