import { useMemo } from "react";
import { graphql, type PreloadedQuery, usePreloadedQuery } from "react-relay/hooks";
import { describeFieldErrors } from "../page/field-errors.ts";
import { RelativeTime } from "../page/relative-time.tsx";
import type { coverageQuery as CoverageQuery } from "./__generated__/coverageQuery.graphql.ts";
import { CoverageChart } from "./coverage-chart.tsx";
import { coverageOf } from "./coverage-figures.ts";

/**
 * The report shows the account at the time when IAM created it. The two counts read MFA devices now, and passwords from the report
 * and from later changes through the gateway. Each can fail separately, for example if IAM throttles.
 */
export const coverageQuery = graphql`
  query coverageQuery {
    credentialReport @catch(to: RESULT) {
      asOf
      rootUser @catch(to: RESULT) {
        hasMfa
      }
      userCount
      usersWithMfa
      usersWithPassword
      usersWithPasswordWithoutMfa
    }
    withMfa: users(first: 0, filter: { hasMfa: true }) @catch(to: RESULT) {
      totalCount
    }
    exposed: users(first: 0, filter: { hasMfa: false, passwordEnabled: true }) @catch(to: RESULT) {
      totalCount
    }
  }
`;

/** The figures and the chart, their source and time, and whether the root user has MFA. */
export function Coverage({ query }: { query: PreloadedQuery<CoverageQuery> }) {
  const { credentialReport, withMfa, exposed } = usePreloadedQuery<CoverageQuery>(coverageQuery, query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new query is a new count.
  const countedAt = useMemo(() => new Date().toISOString(), [query]);
  if (!credentialReport.ok || !credentialReport.value) {
    const why = credentialReport.ok ? "IAM has no report." : describeFieldErrors(credentialReport.errors);
    return (
      <div className="failure" role="alert">
        <p>
          <strong>IAM's credential report could not be read.</strong> {why}
        </p>
      </div>
    );
  }
  const { asOf, rootUser, ...report } = credentialReport.value;
  const figures = coverageOf(
    report,
    withMfa.ok ? withMfa.value?.totalCount : undefined,
    exposed.ok ? exposed.value?.totalCount : undefined,
  );
  const countErrors = [withMfa, exposed].flatMap((result) => (result.ok ? [] : result.errors));
  return (
    <div className="coverage">
      <p className={figures.exposed > 0 ? "answer is-exposed" : "answer"}>
        <strong>{figures.exposed}</strong>{" "}
        <span>
          {figures.exposed === 1 ? "user" : "users"} with a password and no second factor, of {figures.withPassword} who
          can sign in
        </span>
      </p>
      <CoverageChart figures={figures} />
      <RootUser hasMfa={rootUser.ok ? rootUser.value?.hasMfa : undefined} />
      {figures.isCounted ? (
        <p className="as-of">
          Counted <RelativeTime of={countedAt} />: MFA devices as of then; passwords from IAM's credential report
          (created <RelativeTime of={asOf} />) and from later changes through this gateway.
        </p>
      ) : (
        <p className="as-of">
          As of <RelativeTime of={asOf} />: figures of IAM's credential report. The users could not be counted now, so
          later changes are not included. {countErrors.length > 0 && describeFieldErrors(countErrors)}
        </p>
      )}
    </div>
  );
}

const ROOT_STATES = {
  on: { className: "root-user", title: "MFA on", text: "A device is enabled for the root user." },
  off: {
    className: "root-user is-exposed",
    title: "No MFA",
    text: "No device is enabled for the account's root user.",
  },
  unknown: { className: "root-user is-unknown", title: "Unknown", text: "The state of MFA could not be read." },
} as const;

/** Whether the root user has MFA; null and undefined mean unknown. */
function RootUser({ hasMfa }: { hasMfa: boolean | null | undefined }) {
  const { className, title, text } = ROOT_STATES[typeof hasMfa !== "boolean" ? "unknown" : hasMfa ? "on" : "off"];
  return (
    <p className={className}>
      <span className="label">Root user</span>
      <strong>{title}</strong>
      <span>{text}</span>
    </p>
  );
}
