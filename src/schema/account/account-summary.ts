import type { AccountSummary } from "../../iam/index.ts";
import { requires } from "../authorization/index.ts";
import { builder } from "../builder.ts";
import { callsOf } from "../cost/index.ts";

const AccountSummaryType = builder.objectRef<AccountSummary>("AccountSummary").implement({
  description: "How much of everything the account has, and how much it may have, as IAM counts it.",
  fields: (t) => ({
    users: t.exposeInt("users", { description: "How many users the account has." }),
    usersQuota: t.exposeInt("usersQuota", { description: "How many users it may have." }),
    groups: t.exposeInt("groups", { description: "How many groups the account has." }),
    groupsQuota: t.exposeInt("groupsQuota", { description: "How many groups it may have." }),
    mfaDevices: t.exposeInt("mfaDevices", { description: "How many MFA devices the account has, assigned or not." }),
    mfaDevicesInUse: t.exposeInt("mfaDevicesInUse", { description: "How many MFA devices are enabled for somebody." }),
    accountMfaEnabled: t.exposeBoolean("accountMfaEnabled", {
      description: "Whether the account's root user has an MFA device. It says nothing about other users.",
    }),
    providers: t.exposeInt("providers", {
      description: "How many identity providers the account trusts: OpenID Connect and SAML together.",
    }),
  }),
});

builder.queryField("accountSummary", (t) =>
  t.field({
    type: AccountSummaryType,
    nullable: true,
    description: "The account in numbers, in one call.",
    extensions: requires("iam:read"),
    cost: { calls: () => callsOf("accountSummary") },
    resolve: (_root, _args, { loaders }) => loaders.accountSummary.load(),
  }),
);
