import type { PermissionsBoundary } from "../../iam/index.ts";
import { checkArgument } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { assumedSize, callsOf, FREE, pageSize } from "../cost/index.ts";
import {
  GroupConnection,
  GroupType,
  MfaDeviceConnection,
  MfaDeviceType,
  TagType,
  UserConnection,
  UserType,
} from "../entities.ts";
import { entity } from "../entity-names.ts";
import { connectedUserFieldsSelected, isCountOnly, userFieldsSelected } from "../look-ahead.ts";
import { encodeGlobalId } from "../node/index.ts";
import { knownByGetUser, userFacts } from "./facts.ts";
import { usersCost } from "./list-cost.ts";

const PermissionsBoundaryType = builder.objectRef<PermissionsBoundary>("PermissionsBoundary").implement({
  description:
    "The policy that bounds what a user can be allowed to do, whatever its other policies allow: it grants nothing itself.",
  fields: (t) => ({
    type: t.exposeString("type", {
      description:
        "What kind of thing serves as the boundary: `Policy`, or `PermissionsBoundaryPolicy` in older models.",
    }),
    arn: t.expose("arn", { type: "Arn", description: "The ARN of the managed policy that is the boundary." }),
  }),
});

const FROM_REPORT =
  "From the account's credential report, which can be four hours old (`credentialReport` has its time); changes made through this gateway show at once. Null, with an error, only if IAM does not answer.";

builder.objectType(UserType, {
  description: "A person or an application that signs in to this account with credentials of its own.",
  extensions: entity("User"),
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: ID_DESCRIPTION,
      cost: FREE,
      resolve: (user) => encodeGlobalId("User", user.userName),
    }),
    userName: t.exposeString("userName", {
      description:
        "The name that identifies the user, as it was spelled when given; unique in the account regardless of case.",
    }),
    userId: t.string({
      description: "The stable, unique id that IAM gave the user: it outlives renames, and no other user ever gets it.",
      cost: { needs: [userFacts.identity] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "userId"),
    }),
    arn: t.field({
      type: "Arn",
      description: "The user's ARN, which contains its path and name.",
      cost: { needs: [userFacts.identity] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "arn"),
    }),
    path: t.string({
      description: "Where the user stands in the account's own hierarchy, such as `/engineering/`; `/` without one.",
      cost: { needs: [userFacts.identity] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "path"),
    }),
    createDate: t.field({
      type: "DateTime",
      description: "When the user was created.",
      cost: { needs: [userFacts.identity] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "createDate"),
    }),
    passwordLastUsed: t.field({
      type: "DateTime",
      nullable: true,
      description:
        "When the user last signed in with a password. Null where the user has no password, or never used it since IAM began to keep track.",
      cost: { needs: [userFacts.passwordLastUsed] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "passwordLastUsed"),
    }),
    permissionsBoundary: t.field({
      type: PermissionsBoundaryType,
      nullable: true,
      description: "The policy that bounds what the user can be allowed to do; null where none is set.",
      cost: { needs: [userFacts.permissionsBoundary] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "permissionsBoundary"),
    }),
    tags: t.field({
      type: [TagType],
      nullable: true,
      description: "The labels on the user. Null, with an error, only where IAM could not be asked.",
      cost: { needs: [userFacts.tags] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "tags"),
    }),
    hasMfa: t.boolean({
      nullable: true,
      description:
        "Whether an MFA device of any kind is enabled for the user, from the devices read now; from the account's credential report only for a user whose devices cannot be read. Null, with an error, if neither can be read.",
      cost: { needs: [userFacts.identity, userFacts.mfaDevices] },
      resolve: (user, _args, { loaders }) => loaders.credentials.hasMfa(user),
    }),
    passwordEnabled: t.boolean({
      nullable: true,
      description: `Whether the user has a password to sign in to AWS's console with. ${FROM_REPORT}`,
      cost: { needs: [userFacts.identity, userFacts.credentials] },
      resolve: (user, _args, { loaders }) => loaders.credentials.passwordEnabled(user),
    }),
    groups: t.connection(
      {
        type: GroupType,
        description: "The groups that the user belongs to, by name: at most 10.",
        cost: {
          needs: [userFacts.groups],
          size: (args) => ({ nodes: pageSize(args, { atMost: assumedSize.groupsOfUser }) }),
          knows: [],
        },
        resolve: (user, args, { loaders }) => loaders.groups.groupsOf(user, args),
      },
      GroupConnection,
    ),
    mfaDevices: t.connection(
      {
        type: MfaDeviceType,
        description:
          "The MFA devices, of any kind, that are enabled for the user, by serial number: at most 8. On a page of more than 100 users the list can be incomplete (`isComplete`), or null with the error `QUERY_TOO_EXPENSIVE` if nothing is known of the user's devices.",
        cost: {
          needs: [userFacts.mfaDevices],
          size: (args) => ({ nodes: pageSize(args, { atMost: assumedSize.mfaDevicesOfUser }) }),
          knows: [],
        },
        resolve: (user, args, { loaders }) => loaders.mfaDevices.listOf(user, args),
      },
      MfaDeviceConnection,
    ),
  }),
});

const UserFilter = builder.inputType("UserFilter", {
  description:
    "Which users to list: those that match every member given. If the answer rests on a credential report, `UserConnection.asOf` has its time.",
  fields: (t) => ({
    hasMfa: t.boolean({ description: "Whether an MFA device of any kind is enabled for the user." }),
    passwordEnabled: t.boolean({ description: "Whether the user has a password to sign in with." }),
  }),
});

builder.queryFields((t) => ({
  signingUser: t.field({
    type: UserType,
    nullable: true,
    description:
      "The user whose access key signs this gateway's calls to IAM; null where the account's root user or a role signs them.",
    extensions: requires("iam:read"),
    cost: { calls: () => callsOf("signingUser"), knows: knownByGetUser },
    resolve: (_root, _args, { loaders }) => loaders.users.signing(),
  }),
  user: t.field({
    type: UserType,
    nullable: true,
    description: "The user of this name; null where there is none.",
    args: {
      userName: t.arg.string({ required: true, description: "The user's name, regardless of case." }),
    },
    extensions: requires("iam:read"),
    cost: { calls: () => callsOf("user"), knows: knownByGetUser },
    resolve: (_root, { userName }, { loaders }, info) =>
      loaders.users.find(checkArgument("userName", "existingUserNameType", userName), userFieldsSelected(info)),
  }),
  users: t.connection(
    {
      type: UserType,
      description: "The account's users, by name.",
      args: {
        pathPrefix: t.arg.string({
          description: "Only users whose path begins so, such as `/engineering/`. A plain prefix: `/eng` matches too.",
        }),
        filter: t.arg({
          type: UserFilter,
          description: "Only users who can sign in so, such as `{hasMfa: false, passwordEnabled: true}`.",
        }),
      },
      extensions: requires("iam:read"),
      cost: usersCost,
      resolve: (_root, { pathPrefix, ...args }, { loaders }, info) =>
        loaders.users.list(
          {
            ...args,
            pathPrefix: checkArgument("pathPrefix", "pathPrefixType", pathPrefix),
            countOnly: isCountOnly(info),
          },
          connectedUserFieldsSelected(info),
        ),
    },
    UserConnection,
  ),
}));
