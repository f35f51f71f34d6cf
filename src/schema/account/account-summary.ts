import type { AccountSummary } from "../../iam/index.ts";
import { requires } from "../authorization/index.ts";
import { builder } from "../builder.ts";
import { callsOf } from "../cost/index.ts";
import { FAILED } from "../nullability/index.ts";

const AccountSummaryType = builder.objectRef<AccountSummary>("AccountSummary").implement({
  description: "Entity counts and quotas of the account.",
  fields: (t) => ({
    users: t.exposeInt("users", { description: "The number of users." }),
    usersQuota: t.exposeInt("usersQuota", { description: "The largest number of users that the account may have." }),
    groups: t.exposeInt("groups", { description: "The number of groups." }),
    groupsQuota: t.exposeInt("groupsQuota", { description: "The largest number of groups that the account may have." }),
    mfaDevices: t.exposeInt("mfaDevices", { description: "The number of MFA devices, assigned or not." }),
    mfaDevicesInUse: t.exposeInt("mfaDevicesInUse", {
      description: "The number of MFA devices that are enabled for a user.",
    }),
    accountMfaEnabled: t.exposeBoolean("accountMfaEnabled", {
      description: "Whether the account's root user has an MFA device. For other users, see `User.hasMfa`.",
    }),
    providers: t.exposeInt("providers", {
      description: "The number of identity providers, OpenID Connect and SAML together.",
    }),
  }),
});

builder.queryField("accountSummary", (t) =>
  t.field({
    type: AccountSummaryType,
    nullable: true,
    nullWhen: FAILED,
    description: "Entity counts and quotas of the account. Costs one IAM call. Null, with an error, if the call fails.",
    extensions: requires("iam:read"),
    cost: { calls: () => callsOf("accountSummary") },
    resolve: (_root, _args, { loaders }) => loaders.accountSummary.load(),
  }),
);
