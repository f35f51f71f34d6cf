import { useMemo } from "react";
import { graphql, type PreloadedQuery, usePreloadedQuery } from "react-relay/hooks";
import { tellFieldErrors } from "../page/field-errors.ts";
import { RelativeTime } from "../page/relative-time.tsx";
import type { coverageQuery as CoverageQuery } from "./__generated__/coverageQuery.graphql.ts";
import { CoverageChart } from "./coverage-chart.tsx";
import { coverageOf } from "./coverage-figures.ts";

/**
 * The report shows the account at the time when IAM made it. The two counts read MFA devices now, and passwords from the report and
 * the changes made through the gateway since. They can fail alone, as when IAM throttles.
 */
export const coverageQuery = graphql`
  query coverageQuery {
    credentialReport @catch(to: RESULT) {
      asOf
      rootHasMfa @catch(to: RESULT)
      users
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

/** The answer to the page's question in figures and a chart, their source and time, and whether the root user has MFA. */
export function Coverage({ query }: { query: PreloadedQuery<CoverageQuery> }) {
  const { credentialReport, withMfa, exposed } = usePreloadedQuery<CoverageQuery>(coverageQuery, query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query is another reading.
  const countedAt = useMemo(() => new Date().toISOString(), [query]);
  if (!credentialReport.ok || !credentialReport.value) {
    const why = credentialReport.ok ? "IAM has none." : tellFieldErrors(credentialReport.errors);
    return (
      <div className="failure" role="alert">
        <p>
          <strong>IAM's credential report could not be read.</strong> {why}
        </p>
      </div>
    );
  }
  const { asOf, rootHasMfa, ...report } = credentialReport.value;
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
      <RootUser hasMfa={rootHasMfa.ok ? rootHasMfa.value : undefined} />
      {figures.isCounted ? (
        <p className="as-of">
          Counted <RelativeTime of={countedAt} />: MFA devices as they were then; passwords from IAM's credential report
          (made <RelativeTime of={asOf} />) and the changes made through this gateway since.
        </p>
      ) : (
        <p className="as-of">
          As of <RelativeTime of={asOf} />: these are the figures of IAM's credential report. The users could not be
          counted now, so changes since then are not included. {countErrors.length > 0 && tellFieldErrors(countErrors)}
        </p>
      )}
    </div>
  );
}

const ROOT_STATES = {
  on: { className: "root-user", title: "MFA on", text: "A device is enabled for it." },
  off: {
    className: "root-user is-exposed",
    title: "No MFA",
    text: "No device is enabled for the owner of the whole account.",
  },
  unknown: { className: "root-user is-unknown", title: "Unknown", text: "Whether it has MFA could not be read." },
} as const;

/** Whether the root user has MFA; null and undefined: not known. */
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
