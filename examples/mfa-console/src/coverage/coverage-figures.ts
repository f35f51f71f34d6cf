/** How many users there are of each kind; the four parts are all users. */
export interface CoverageFigures {
  readonly exposed: number;
  readonly withPassword: number;
  readonly parts: readonly CoveragePart[];
}

export interface CoveragePart {
  readonly kind: "exposed" | "covered" | "keys-covered" | "keys";
  readonly label: string;
  readonly users: number;
}

interface ReportFigures {
  readonly users: number;
  readonly usersWithMfa: number;
  readonly usersWithPassword: number;
  readonly usersWithPasswordWithoutMfa: number;
}

/**
 * The figures of a report, corrected by counts of now where these could be had.
 * @param withMfaNow how many users have MFA
 * @param exposedNow how many have a password and no MFA
 */
export function coverageOf(
  report: ReportFigures,
  withMfaNow: number | null | undefined,
  exposedNow: number | null | undefined,
): CoverageFigures {
  const exposed = exposedNow ?? report.usersWithPasswordWithoutMfa;
  const withMfa = withMfaNow ?? report.usersWithMfa;
  // Users may have come and gone since the report: no part is less than nothing for that.
  const withPassword = Math.max(report.usersWithPassword, exposed);
  const covered = withPassword - exposed;
  const keysCovered = Math.max(0, withMfa - covered);
  const keys = Math.max(0, report.users - withPassword - keysCovered);
  return {
    exposed,
    withPassword,
    parts: [
      { kind: "exposed", label: "Password, no MFA", users: exposed },
      { kind: "covered", label: "Password and MFA", users: covered },
      { kind: "keys-covered", label: "No password, MFA", users: keysCovered },
      { kind: "keys", label: "No password, no MFA", users: keys },
    ],
  };
}
