/** How many users there are of each kind; the four parts are all users. */
export interface CoverageFigures {
  /** Whether the figures are corrected by counts. If not, all of them are the report's. */
  readonly isCounted: boolean;
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
 * The figures of a report, corrected by counts if both are known: with one of them alone, the figures would not have one source.
 * @param withMfaCount how many users have MFA
 * @param exposedCount how many have a password and no MFA
 */
export function coverageOf(
  report: ReportFigures,
  withMfaCount: number | null | undefined,
  exposedCount: number | null | undefined,
): CoverageFigures {
  const counts =
    typeof withMfaCount === "number" && typeof exposedCount === "number"
      ? { withMfa: withMfaCount, exposed: exposedCount }
      : undefined;
  const { withMfa, exposed } = counts ?? { withMfa: report.usersWithMfa, exposed: report.usersWithPasswordWithoutMfa };
  // Users may have come and gone since the report: no part is less than nothing for that.
  const withPassword = Math.max(report.usersWithPassword, exposed);
  const covered = withPassword - exposed;
  const keysCovered = Math.max(0, withMfa - covered);
  const keys = Math.max(0, report.users - withPassword - keysCovered);
  return {
    isCounted: counts !== undefined,
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
