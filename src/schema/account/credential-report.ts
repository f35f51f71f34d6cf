import { type CredentialReport, type CredentialRow, IamError } from "../../iam/index.ts";
import { requires } from "../authorization/index.ts";
import { builder } from "../builder.ts";
import { FREE } from "../cost/index.ts";
import { credentialReportCalls } from "../user/list-cost.ts";

const CredentialReportType = builder.objectRef<CredentialReport>("CredentialReport").implement({
  description:
    "What IAM's credential report says of the account as a whole, as of the time when IAM made it. What was changed since does not show.",
  fields: (t) => ({
    asOf: t.field({
      type: "DateTime",
      description: "When IAM made the report. It makes a new one only where the last is four hours old.",
      cost: FREE,
      resolve: (report) => report.asOf,
    }),
    users: t.int({
      description: "How many users the account had, the root user not counted.",
      cost: FREE,
      resolve: countOf(() => true),
    }),
    usersWithMfa: t.int({
      description: "For how many of them an MFA device of any kind was enabled.",
      cost: FREE,
      resolve: countOf(({ hasMfa }) => hasMfa),
    }),
    usersWithPassword: t.int({
      description: "How many of them had a password to sign in with.",
      cost: FREE,
      resolve: countOf(({ passwordEnabled }) => passwordEnabled),
    }),
    usersWithPasswordWithoutMfa: t.int({
      description: "How many of them could sign in by a password alone.",
      cost: FREE,
      resolve: countOf(({ hasMfa, passwordEnabled }) => passwordEnabled && !hasMfa),
    }),
    rootHasMfa: t.boolean({
      nullable: true,
      description:
        "Whether an MFA device of any kind was enabled for the account's root user. Null, with an error, if the report does not say.",
      cost: FREE,
      resolve({ root }) {
        if (root) return root.hasMfa;
        throw unreadable("The credential report has no readable row of the root user");
      },
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
    cost: { calls: () => credentialReportCalls },
    resolve: (_root, _args, { loaders }) => loaders.credentials.report(),
  }),
);

/** Counts users. @throws IamError where the report has rows that cannot be read: the count would be too low */
function countOf(isCounted: (row: CredentialRow) => boolean) {
  return ({ users, unreadableRows }: CredentialReport) => {
    if (unreadableRows === 0) return users.filter(isCounted).length;
    throw unreadable(`The credential report has ${unreadableRows} rows that cannot be read`);
  };
}

function unreadable(message: string): IamError {
  return new IamError(message, { failure: "unavailable", action: "GetCredentialReport" });
}
