import { missingMember, nullIfAbsent } from "../../iam/index.ts";
import { BadUserInput } from "../../loaders/index.ts";
import { accountFact } from "../account/facts.ts";
import { checkArgument } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { ACCOUNT_ID_DESCRIPTION, builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { assumedSize, BY_NAME, callsOf, FREE, isGiven, pageSize } from "../cost/index.ts";
import { MfaDeviceConnection, MfaDeviceType, UserType, VirtualMfaDeviceType } from "../entities.ts";
import { entity } from "../entity-names.ts";
import { accountOfUser, idOfMfaDevice } from "../node/index.ts";
import { FAILED } from "../nullability/index.ts";

const MfaDeviceKindType = builder.enumType("MfaDeviceKind", {
  description: "The kind of an MFA device, derived from its serial number.",
  values: {
    VIRTUAL: { description: "An authenticator app that shows six-digit codes." },
    HARDWARE: { description: "A hardware token that shows six-digit codes. It has the vendor's serial number." },
    FIDO: { description: "A passkey or security key. It shows no codes, and IAM's API cannot create it." },
    SMS: { description: "A phone that receives codes as text messages. AWS no longer allows new ones." },
    UNKNOWN: { description: "A device whose ARN has a type that this gateway does not know." },
  } as const,
});

type MfaDeviceKind = (typeof MfaDeviceKindType)["$inferType"];

/** The kinds of devices with an ARN, by its resource type. Hardware tokens have a vendor's serial number instead. */
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
    "An MFA device of any kind that is enabled for a user: virtual, hardware, FIDO or SMS. Devices of the account's root user are not included.",
  extensions: entity("MfaDevice"),
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: ID_DESCRIPTION,
      cost: { needs: [accountFact] },
      resolve: (device, _args, { loaders }) => idOfMfaDevice(device, loaders),
    }),
    accountId: t.string({
      description: ACCOUNT_ID_DESCRIPTION,
      cost: { needs: [accountFact] },
      resolve: ({ userName }, _args, { loaders }) => accountOfUser({ userName }, loaders),
    }),
    serialNumber: t.exposeString("serialNumber", {
      description: "The device's serial number: the vendor's for hardware tokens, an ARN for all others.",
    }),
    kind: t.field({
      type: MfaDeviceKindType,
      description: "The kind of the device.",
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
    userName: t.exposeString("userName", { description: "The name of the user that the device is enabled for." }),
    user: t.field({
      type: UserType,
      nullable: true,
      nullWhen: FAILED,
      description: "The user that the device is enabled for. All fields but the name cost an additional IAM call.",
      cost: BY_NAME,
      resolve: ({ userName }) => ({ userName }),
    }),
    virtualDevice: t.field({
      type: VirtualMfaDeviceType,
      nullable: true,
      nullWhen: "the device is not virtual",
      description: "The virtual device, with its tags; null if the device is of another kind.",
      // Its serial number contains the account.
      cost: { knows: [accountFact] },
      resolve: ({ serialNumber, enableDate, userName }) =>
        kindOf(serialNumber) === "VIRTUAL" ? { serialNumber, assignment: { enableDate, user: { userName } } } : null,
    }),
  }),
});

builder.queryField("mfaDevices", (t) =>
  t.connection(
    {
      type: MfaDeviceType,
      nullWhen: "the user does not exist",
      description:
        "The MFA devices of any kind that are enabled for a user, ordered by serial number. Null if the user does not exist.",
      deprecationReason: "Use `user(userName:) { mfaDevices }`, or `signingUser { mfaDevices }`.",
      args: {
        userName: t.arg.string({
          description:
            "The user's name, case-insensitive. Defaults to the user whose access key the gateway uses; `BAD_USER_INPUT` if the gateway uses the root user or a role.",
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
            'Argument "userName" is missing: expected a user\'s name, because this gateway calls IAM as the root user or a role.',
          );
        }
        return nullIfAbsent(loaders.mfaDevices.list(owner, args));
      },
    },
    MfaDeviceConnection,
  ),
);
