import { nullIfAbsent } from "../iam/index.ts";
import { BadUserInput } from "../loaders/index.ts";
import { checkArgument, isArnOf } from "./arguments.ts";
import { builder, ID_DESCRIPTION, NodeInterface } from "./builder.ts";
import { MfaDeviceConnection, MfaDeviceType, UserType, VirtualMfaDeviceType } from "./entities.ts";
import { encodeGlobalId } from "./global-id.ts";
import { requires } from "./scopes.ts";

const MfaDeviceKindType = builder.enumType("MfaDeviceKind", {
  description: "What kind of thing an MFA device is, as its serial number tells.",
  values: {
    VIRTUAL: { description: "An app that shows a code of six digits, which changes every 30 seconds." },
    HARDWARE: { description: "A token of its own that shows such codes; its serial number is the vendor's." },
    FIDO: { description: "A passkey or security key: it shows no codes, and IAM's API cannot create it." },
  } as const,
});

function kindOf(serialNumber: string): "VIRTUAL" | "HARDWARE" | "FIDO" {
  if (isArnOf("mfa", serialNumber)) return "VIRTUAL";
  return isArnOf("u2f", serialNumber) ? "FIDO" : "HARDWARE";
}

builder.objectType(MfaDeviceType, {
  description:
    "A device of any kind that is enabled as a user's second factor: virtual, hardware or FIDO. The account's root user's are not among them.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: ID_DESCRIPTION,
      resolve: (device) => encodeGlobalId("MfaDevice", `${device.userName}/${device.serialNumber}`),
    }),
    serialNumber: t.exposeString("serialNumber", {
      description: "What identifies the device: an ARN for virtual and FIDO devices, the vendor's number for hardware.",
    }),
    kind: t.field({
      type: MfaDeviceKindType,
      description: "What kind of thing the device is.",
      resolve: (device) => kindOf(device.serialNumber),
    }),
    enableDate: t.expose("enableDate", {
      type: "DateTime",
      description: "When the device was enabled for the user.",
    }),
    userName: t.exposeString("userName", { description: "The name of the user whom the device is enabled for." }),
    user: t.field({
      type: UserType,
      nullable: true,
      description: "The user whom the device is enabled for. Its name is at hand; all else about it takes a call.",
      resolve: ({ userName }) => ({ userName }),
    }),
    virtualDevice: t.field({
      type: VirtualMfaDeviceType,
      nullable: true,
      description: "The same device as a virtual one, with its tags; null for hardware and FIDO devices.",
      resolve: ({ serialNumber, enableDate, userName }) =>
        kindOf(serialNumber) === "VIRTUAL" ? { serialNumber, assignment: { enableDate, user: { userName } } } : null,
    }),
  }),
});

builder.queryField("mfaDevices", (t) =>
  t.connection(
    {
      type: MfaDeviceType,
      description:
        "The MFA devices, of any kind, that are enabled for a user, by serial number; null where there is no such user.",
      args: {
        userName: t.arg.string({
          description:
            "The user's name, regardless of case. Without it: the user whose access key signs this gateway's calls, and `BAD_USER_INPUT` where the root user or a role signs them.",
        }),
      },
      extensions: requires("iam:read"),
      async resolve(_root, { userName, ...args }, { loaders }) {
        const named = checkArgument("userName", "existingUserNameType", userName);
        const owner = named ?? (await loaders.users.signing())?.userName;
        if (owner === undefined) {
          throw new BadUserInput(
            "Argument \"userName\" is missing: expected a user's name, for no user but the root user or a role signs this gateway's calls to IAM.",
          );
        }
        return nullIfAbsent(loaders.mfaDevices.list(owner, args));
      },
    },
    MfaDeviceConnection,
  ),
);
