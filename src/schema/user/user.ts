import type { PermissionsBoundary } from "../../iam/index.ts";
import { accountFact } from "../account/facts.ts";
import { checkArgument } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { ACCOUNT_ID_DESCRIPTION, builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { assumedSize, callsOf, pageSize } from "../cost/index.ts";
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
import { pathPrefixDescription } from "../filters/index.ts";
import { connectedUserFieldsSelected, isCountOnly, userFieldsSelected } from "../look-ahead.ts";
import { accountOfUser, idOfUser } from "../node/index.ts";
import { FAILED } from "../nullability/index.ts";
import { knownByGetUser, userFacts } from "./facts.ts";
import { UserFilter, UserOrderInput, userSelection } from "./filter.ts";
import { usersCost } from "./list-cost.ts";

const PermissionsBoundaryType = builder.objectRef<PermissionsBoundary>("PermissionsBoundary").implement({
  description: "A managed policy that limits the permissions of a user. It grants no permissions itself.",
  fields: (t) => ({
    type: t.exposeString("type", {
      description:
        "The type of the boundary: `Policy`, or `PermissionsBoundaryPolicy` in older versions of IAM's model.",
      deprecationReason: "Every permissions boundary is a managed policy: use `arn`.",
    }),
    arn: t.expose("arn", { type: "Arn", description: "The ARN of the managed policy." }),
  }),
});

const FROM_REPORT =
  "It comes from the account's credential report, which can be four hours old (see `credentialReport.asOf`); changes made through this gateway are included at once. Null, with an error, if the report could not be read.";

builder.objectType(UserType, {
  description: "A person or application with its own credentials for this account.",
  extensions: entity("User"),
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: `${ID_DESCRIPTION} \`userId\` tells the old and the new user apart.`,
      cost: { needs: [accountFact] },
      resolve: (user, _args, { loaders }) => idOfUser(user, loaders),
    }),
    accountId: t.string({
      description: ACCOUNT_ID_DESCRIPTION,
      cost: { needs: [accountFact] },
      resolve: (user, _args, { loaders }) => accountOfUser(user, loaders),
    }),
    userName: t.exposeString("userName", {
      description: "The user's name, unique in the account regardless of case.",
    }),
    userId: t.string({
      description:
        "The stable, unique id from IAM. It does not change when the user is renamed, and is never reused: a user that is deleted and created again has another one.",
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
      description:
        "The path in the user's ARN, such as `/engineering/`; `/` by default. Users inherit nothing from a path.",
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
      nullWhen: "the user has not signed in with a password",
      description:
        "When the user last signed in with a password. Null if the user has no password or has not used it since IAM started recording.",
      cost: { needs: [userFacts.passwordLastUsed] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "passwordLastUsed"),
    }),
    permissionsBoundary: t.field({
      type: PermissionsBoundaryType,
      nullable: true,
      nullWhen: "the user has no permissions boundary",
      description: "The policy that limits the user's permissions; null if none is set.",
      cost: { needs: [userFacts.permissionsBoundary] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "permissionsBoundary"),
    }),
    tags: t.field({
      type: [TagType],
      nullable: true,
      nullWhen: FAILED,
      description: "The user's tags. Null, with an error, if they could not be read.",
      cost: { needs: [userFacts.tags] },
      resolve: (user, _args, { loaders }) => loaders.users.fact(user, "tags"),
    }),
    hasMfa: t.boolean({
      nullable: true,
      nullWhen: FAILED,
      description:
        "Whether an MFA device of any kind is enabled for the user. The account's credential report is used only if the user's devices could not be read. Null, with an error, if neither could be read.",
      cost: { needs: [userFacts.identity, userFacts.mfaDevices] },
      resolve: (user, _args, { loaders }) => loaders.credentials.hasMfa(user),
    }),
    passwordEnabled: t.boolean({
      nullable: true,
      nullWhen: FAILED,
      description: `Whether the user has a console password. ${FROM_REPORT}`,
      cost: { needs: [userFacts.identity, userFacts.credentials] },
      resolve: (user, _args, { loaders }) => loaders.credentials.passwordEnabled(user),
    }),
    groups: t.connection(
      {
        type: GroupType,
        description: "The user's groups, ordered by name: at most 10. Null, with an error, if they could not be read.",
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
          "The MFA devices of any kind that are enabled for the user, ordered by serial number: at most 8. On a page of more than 100 users the list can be incomplete (see `isComplete`), or null with the error `QUERY_TOO_EXPENSIVE`.",
        cost: {
          // The devices' ids contain the account, which the user's ARN contains.
          needs: [userFacts.mfaDevices, accountFact],
          size: (args) => ({ nodes: pageSize(args, { atMost: assumedSize.mfaDevicesOfUser }) }),
          knows: [accountFact],
        },
        resolve: (user, args, { loaders }) => loaders.mfaDevices.listOf(user, args),
      },
      MfaDeviceConnection,
    ),
  }),
});

builder.queryFields((t) => ({
  signingUser: t.field({
    type: UserType,
    nullable: true,
    nullWhen: "the gateway uses the root user or a role",
    description:
      "The gateway's own identity at IAM: the user whose access key signs its calls; null if it uses the root user or a role. For the sender of this request, see `viewer`.",
    extensions: requires("iam:read"),
    cost: { calls: () => callsOf("signingUser"), knows: knownByGetUser },
    resolve: (_root, _args, { loaders }) => loaders.users.signing(),
  }),
  user: t.field({
    type: UserType,
    nullable: true,
    nullWhen: "the user does not exist",
    description: "The user with this name; null if it does not exist.",
    args: {
      userName: t.arg.string({ required: true, description: "The user's name, case-insensitive." }),
    },
    extensions: requires("iam:read"),
    cost: { calls: () => callsOf("user"), knows: knownByGetUser },
    resolve: (_root, { userName }, { loaders }, info) =>
      loaders.users.find(checkArgument("userName", "existingUserNameType", userName), userFieldsSelected(info)),
  }),
  users: t.connection(
    {
      type: UserType,
      description: "The account's users, ordered by name.",
      args: {
        pathPrefix: t.arg.string({
          deprecationReason: "Use `filter: {pathPrefix: ...}`. If both are given, both must match.",
          description: pathPrefixDescription("/engineering/"),
        }),
        filter: t.arg({
          type: UserFilter,
          description: "Only users that match, such as `{hasMfa: false, passwordEnabled: true}`.",
        }),
        orderBy: t.arg({
          type: UserOrderInput,
          description:
            "The order of the users. Any order but NAME ASC, which is the default, reads the whole list for each page.",
        }),
      },
      extensions: requires("iam:read"),
      cost: usersCost,
      resolve: (_root, { pathPrefix, filter, orderBy, ...args }, { loaders }, info) =>
        loaders.users.list(
          { ...args, ...userSelection.read({ pathPrefix, filter, orderBy }), countOnly: isCountOnly(info) },
          connectedUserFieldsSelected(info),
        ),
    },
    UserConnection,
  ),
}));
