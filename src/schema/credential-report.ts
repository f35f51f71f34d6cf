import type { CredentialReport, CredentialRow } from "../iam/index.ts";
import { builder } from "./builder.ts";
import { requires } from "./scopes.ts";

const CredentialReportType = builder.objectRef<CredentialReport>("CredentialReport").implement({
  description:
    "What IAM's credential report says of the account as a whole, as of the time when IAM made it. What was changed since does not show.",
  fields: (t) => ({
    asOf: t.field({
      type: "DateTime",
      description: "When IAM made the report. It makes a new one only where the last is four hours old.",
      resolve: (report) => report.asOf,
    }),
    users: t.int({
      description: "How many users the account had, the root user not counted.",
      resolve: ({ users }) => users.length,
    }),
    usersWithMfa: t.int({
      description: "For how many of them an MFA device of any kind was enabled.",
      resolve: countOf(({ hasMfa }) => hasMfa),
    }),
    usersWithPassword: t.int({
      description: "How many of them had a password to sign in with.",
      resolve: countOf(({ passwordEnabled }) => passwordEnabled),
    }),
    usersWithPasswordWithoutMfa: t.int({
      description: "How many of them could sign in by a password alone.",
      resolve: countOf(({ hasMfa, passwordEnabled }) => passwordEnabled && !hasMfa),
    }),
    rootHasMfa: t.boolean({
      description: "Whether an MFA device of any kind was enabled for the account's root user.",
      resolve: ({ root }) => root.hasMfa,
    }),
  }),
});

builder.queryField("credentialReport", (t) =>
  t.field({
    type: CredentialReportType,
    nullable: true,
    description:
      "The account's credential report, in one call. Where IAM has none that is younger than four hours, it is told to make one, which takes some seconds: `IAM_TIMEOUT` with `retryAfterMs` where it takes longer than the request may.",
    extensions: requires("iam:read"),
    resolve: (_root, _args, { loaders }) => loaders.credentials.report(),
  }),
);

function countOf(isCounted: (row: CredentialRow) => boolean) {
  return ({ users }: CredentialReport) => users.filter(isCounted).length;
}
