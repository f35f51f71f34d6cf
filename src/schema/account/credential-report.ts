import { type CredentialReport, type CredentialRow, IamError } from "../../iam/index.ts";
import { requires } from "../authorization/index.ts";
import { builder } from "../builder.ts";
import { callsOf, FREE } from "../cost/index.ts";
import { FAILED } from "../nullability/index.ts";

/** The row of the root user in the report. */
const RootUserType = builder.objectRef<NonNullable<CredentialReport["root"]>>("RootUser").implement({
  description: "The root user of the account, as of the time of the credential report.",
  fields: (t) => ({
    hasMfa: t.exposeBoolean("hasMfa", { description: "Whether the root user has an MFA device of any kind." }),
  }),
});

const CredentialReportType = builder.objectRef<CredentialReport>("CredentialReport").implement({
  description:
    "Counts from the account's credential report, as of the time when IAM generated it. Later changes are not included.",
  fields: (t) => ({
    asOf: t.field({
      type: "DateTime",
      description:
        "When IAM generated the report. IAM generates a new one only if the last one is at least four hours old.",
      cost: FREE,
      resolve: (report) => report.asOf,
    }),
    userCount: t.int({
      description: "The number of users, without the root user.",
      cost: FREE,
      resolve: countOf(() => true),
    }),
    usersWithMfa: t.int({
      description: "The number of users with an MFA device of any kind.",
      cost: FREE,
      resolve: countOf(({ hasMfa }) => hasMfa),
    }),
    usersWithPassword: t.int({
      description: "The number of users with a console password.",
      cost: FREE,
      resolve: countOf(({ passwordEnabled }) => passwordEnabled),
    }),
    usersWithPasswordWithoutMfa: t.int({
      description: "The number of users with a console password and without an MFA device.",
      cost: FREE,
      resolve: countOf(({ hasMfa, passwordEnabled }) => passwordEnabled && !hasMfa),
    }),
    rootUser: t.field({
      type: RootUserType,
      nullable: true,
      nullWhen: FAILED,
      description: "The account's root user. Null, with an error, if the report does not contain it.",
      cost: FREE,
      resolve({ root }) {
        if (root) return root;
        throw unreadable("The credential report has no readable row for the root user");
      },
    }),
  }),
});

builder.queryField("credentialReport", (t) =>
  t.field({
    type: CredentialReportType,
    nullable: true,
    nullWhen: FAILED,
    description:
      "The account's credential report. If IAM's last report is older than four hours, IAM generates a new one, which takes a few seconds. If that takes longer than the request's timeout, the error is `IAM_TIMEOUT` with `retryAfterMs`.",
    extensions: requires("iam:read"),
    cost: { calls: () => new Map([...callsOf("credentialReport"), ...callsOf("madeCredentialReport")]) },
    resolve: (_root, _args, { loaders }) => loaders.credentials.report(),
  }),
);

/** Counts users. @throws IamError if the report has unreadable rows, because the count would be too low */
function countOf(isCounted: (row: CredentialRow) => boolean) {
  return ({ users, unreadableRows }: CredentialReport) => {
    if (unreadableRows === 0) return users.filter(isCounted).length;
    throw unreadable(`The credential report has ${unreadableRows} unreadable rows`);
  };
}

function unreadable(message: string): IamError {
  return new IamError(message, { failure: "unavailable", action: "GetCredentialReport" });
}
