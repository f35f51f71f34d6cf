import { missingMember, nullIfAbsent } from "../../iam/index.ts";
import { BadUserInput } from "../../loaders/index.ts";
import { checkArgument } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { assumedSize, BY_NAME, callsOf, FREE, isGiven, pageSize } from "../cost/index.ts";
import { MfaDeviceConnection, MfaDeviceType, UserType, VirtualMfaDeviceType } from "../entities.ts";
import { entity } from "../entity-names.ts";
import { encodeGlobalId } from "../node/index.ts";

const MfaDeviceKindType = builder.enumType("MfaDeviceKind", {
  description: "What kind of thing an MFA device is, as its serial number tells.",
  values: {
    VIRTUAL: { description: "An app that shows a code of six digits, which changes every 30 seconds." },
    HARDWARE: { description: "A token of its own that shows such codes; its serial number is the vendor's." },
    FIDO: { description: "A passkey or security key: it shows no codes, and IAM's API cannot create it." },
    SMS: { description: "A phone that receives codes as text messages. AWS no longer lets users enable one." },
    UNKNOWN: { description: "A device that has an ARN of a type this gateway does not know." },
  } as const,
});

type MfaDeviceKind = (typeof MfaDeviceKindType)["$inferType"];

/** The kinds of devices that have an ARN, by its resource type. Hardware tokens have a vendor's serial number instead. */
const kindsByArnType: ReadonlyMap<string, MfaDeviceKind> = new Map([
  ["mfa", "VIRTUAL"],
  ["u2f", "FIDO"],
  ["sms-mfa", "SMS"],
]);

function kindOf(serialNumber: string): MfaDeviceKind {
  if (!/^arn:/i.test(serialNumber)) return "HARDWARE";
  const [, type = ""] = /^arn:aws[a-z-]*:iam::\d{12}:([^/]+)\/./.exec(serialNumber) ?? [];
  return kindsByArnType.get(type) ?? "UNKNOWN";
}

builder.objectType(MfaDeviceType, {
  description:
    "A device of any kind that is enabled as a user's second factor: virtual, hardware, FIDO or SMS. The account's root user's are not among them.",
  extensions: entity("MfaDevice"),
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: ID_DESCRIPTION,
      cost: FREE,
      resolve: (device) => encodeGlobalId("MfaDevice", `${device.userName}/${device.serialNumber}`),
    }),
    serialNumber: t.exposeString("serialNumber", {
      description: "What identifies the device: the vendor's number for hardware, an ARN for all others.",
    }),
    kind: t.field({
      type: MfaDeviceKindType,
      description: "What kind of thing the device is.",
      cost: FREE,
      resolve: (device) => kindOf(device.serialNumber),
    }),
    enableDate: t.field({
      type: "DateTime",
      description: "When the device was enabled for the user.",
      cost: FREE,
      resolve({ enableDate }) {
        if (enableDate !== null) return enableDate;
        throw missingMember("ListMFADevices", "EnableDate");
      },
    }),
    userName: t.exposeString("userName", { description: "The name of the user whom the device is enabled for." }),
    user: t.field({
      type: UserType,
      nullable: true,
      description: "The user whom the device is enabled for. Its name is at hand; all else about it takes a call.",
      cost: BY_NAME,
      resolve: ({ userName }) => ({ userName }),
    }),
    virtualDevice: t.field({
      type: VirtualMfaDeviceType,
      nullable: true,
      description: "The same device as a virtual one, with its tags; null for all other kinds.",
      cost: BY_NAME,
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
      cost: {
        calls: (args) =>
          new Map([...(isGiven(args, "userName") ? [] : callsOf("signingUser")), ...callsOf("mfaDevices")]),
        size: (args) => ({ nodes: pageSize(args, { atMost: assumedSize.mfaDevicesOfUser }) }),
        knows: [],
      },
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
