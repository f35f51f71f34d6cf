import type { CredentialReport, Planning } from "../../../iam/index.ts";
import { foldName } from "../../../iam-model/name-folding.ts";

/** MFA facts in a credential report, without users that changed since. */
export interface ReportEvidence {
  readonly asOf: Date;
  /** Users with a device of any kind; names in lower case. */
  readonly active: ReadonlySet<string>;
  /**
   * Whether the user had a device. Undefined if the report does not cover the user: the user is newer, or this gateway has
   * changed its devices since.
   */
  hadDevice(user: { readonly userName: string; readonly createDate?: Date }): boolean | undefined;
}

/** The MFA facts in a report. */
export function evidenceIn({ asOf, users }: CredentialReport, planning: Planning): ReportEvidence {
  const byName = new Map(users.map((row) => [foldName(row.userName), row]));
  const active = users.filter(({ userName, hasMfa }) => hasMfa && planning.showsCredential(asOf, userName, "mfa"));
  return {
    asOf,
    active: new Set(active.map(({ userName }) => foldName(userName))),
    hadDevice({ userName, createDate }) {
      const row = byName.get(foldName(userName));
      if (row === undefined || createDate === undefined) return undefined;
      // An earlier user may have had the same name. Reports have whole seconds.
      if (wholeSeconds(row.createDate) !== wholeSeconds(createDate)) return undefined;
      return planning.showsCredential(asOf, userName, "mfa") ? row.hasMfa : undefined;
    },
  };
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
