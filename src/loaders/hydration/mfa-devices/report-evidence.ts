import type { CredentialReport, Planning } from "../../../iam/index.ts";
import { foldCase } from "../../batching/index.ts";

/** What a credential report says about users' MFA devices. Users that changed since are left out. */
export interface ReportEvidence {
  readonly asOf: Date;
  /** Users with a device of any kind; names in lower case. */
  readonly active: ReadonlySet<string>;
  /**
   * Whether the report says that this user had a device. Undefined if it says nothing: the user is newer than the report, or
   * was changed since by this gateway.
   */
  hadDevice(user: { readonly userName: string; readonly createDate?: Date }): boolean | undefined;
}

export function evidenceIn({ asOf, users }: CredentialReport, planning: Planning): ReportEvidence {
  const byName = new Map(users.map((row) => [foldCase(row.userName), row]));
  const active = users.filter(({ userName, hasMfa }) => hasMfa && planning.showsCredential(asOf, userName, "mfa"));
  return {
    asOf,
    active: new Set(active.map(({ userName }) => foldCase(userName))),
    hadDevice({ userName, createDate }) {
      const row = byName.get(foldCase(userName));
      if (row === undefined || createDate === undefined) return undefined;
      // Another user may have had the name. Reports have whole seconds.
      if (wholeSeconds(row.createDate) !== wholeSeconds(createDate)) return undefined;
      return planning.showsCredential(asOf, userName, "mfa") ? row.hasMfa : undefined;
    },
  };
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
