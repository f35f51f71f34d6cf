import type { AccountSummary } from "../iam/index.ts";
import { builder } from "./builder.ts";

const AccountSummaryType = builder.objectRef<AccountSummary>("AccountSummary").implement({
  description: "How much of everything the account has, and how much it may have, as IAM counts it.",
  fields: (t) => {
    const count = (key: string, description: string) =>
      t.int({ description, resolve: (summary) => numberIn(summary, key) });
    return {
      users: count("Users", "How many users the account has."),
      usersQuota: count("UsersQuota", "How many users it may have."),
      groups: count("Groups", "How many groups the account has."),
      groupsQuota: count("GroupsQuota", "How many groups it may have."),
      mfaDevices: count("MFADevices", "How many MFA devices the account has, assigned or not."),
      mfaDevicesInUse: count("MFADevicesInUse", "How many MFA devices are enabled for somebody."),
      accountMfaEnabled: t.boolean({
        description: "Whether the account's root user has an MFA device. It says nothing about other users.",
        resolve: (summary) => numberIn(summary, "AccountMFAEnabled") > 0,
      }),
      providers: count(
        "Providers",
        "How many identity providers the account trusts: OpenID Connect and SAML together.",
      ),
    };
  },
});

function numberIn(summary: AccountSummary, key: string): number {
  const number = summary[key];
  if (number === undefined) throw new Error(`GetAccountSummary answered without ${key}`);
  return number;
}

builder.queryField("accountSummary", (t) =>
  t.field({
    type: AccountSummaryType,
    nullable: true,
    description: "The account in numbers, in one call.",
    resolve: (_root, _args, { loaders }) => loaders.accountSummary.load(),
  }),
);
