/** The number of users of each kind. The four parts add up to all users. */
export interface CoverageFigures {
  /** Whether counts correct the figures. Otherwise all figures come from the report. */
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
  readonly userCount: number;
  readonly usersWithMfa: number;
  readonly usersWithPassword: number;
  readonly usersWithPasswordWithoutMfa: number;
}

/**
 * The figures of a report, corrected by the counts if both are known. With only one count, the figures would mix sources.
 * @param withMfaCount the number of users with MFA
 * @param exposedCount the number of users with a password and without MFA
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
  // The users may have changed since the report. No part may become negative.
  const withPassword = Math.max(report.usersWithPassword, exposed);
  const covered = withPassword - exposed;
  const keysCovered = Math.max(0, withMfa - covered);
  const keys = Math.max(0, report.userCount - withPassword - keysCovered);
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
