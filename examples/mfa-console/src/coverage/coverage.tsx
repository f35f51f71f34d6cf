import { graphql, type PreloadedQuery, usePreloadedQuery } from "react-relay/hooks";
import { tellFieldErrors } from "../page/field-errors.ts";
import { RelativeTime } from "../page/relative-time.tsx";
import type { coverageQuery as CoverageQuery } from "./__generated__/coverageQuery.graphql.ts";
import { CoverageChart } from "./coverage-chart.tsx";
import { coverageOf } from "./coverage-figures.ts";

/**
 * The report tells of the account as it was when IAM made it. The two counts go by the same report, and by what was changed
 * through the gateway since: a device that was given a moment ago counts.
 */
export const coverageQuery = graphql`
  query coverageQuery {
    credentialReport @catch(to: RESULT) {
      asOf
      rootHasMfa @catch(to: NULL)
      users
      usersWithMfa
      usersWithPassword
      usersWithPasswordWithoutMfa
    }
    withMfa: users(first: 0, filter: { hasMfa: true }) {
      totalCount
    }
    exposed: users(first: 0, filter: { hasMfa: false, passwordEnabled: true }) {
      totalCount
    }
  }
`;

/** The answer to the page's question in figures and a chart, and whether the root user has MFA. */
export function Coverage({ query }: { query: PreloadedQuery<CoverageQuery> }) {
  const { credentialReport, withMfa, exposed } = usePreloadedQuery<CoverageQuery>(coverageQuery, query);
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
  const figures = coverageOf(report, withMfa?.totalCount, exposed?.totalCount);
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
      <RootUser hasMfa={rootHasMfa} />
      <p className="as-of">
        As of <RelativeTime of={asOf} />, IAM's credential report. Devices given through this gateway since are counted.
      </p>
    </div>
  );
}

/** @param hasMfa null where the report does not say */
function RootUser({ hasMfa }: { hasMfa: boolean | null | undefined }) {
  const [state, explanation] =
    hasMfa === null || hasMfa === undefined
      ? ["Unknown", "The report does not say whether a device is enabled for it."]
      : hasMfa
        ? ["MFA on", "A device is enabled for it."]
        : ["No MFA", "No device is enabled for the owner of the whole account."];
  return (
    <p className={hasMfa === false ? "root-user is-exposed" : "root-user"}>
      <span className="label">Root user</span>
      <strong>{state}</strong>
      <span>{explanation}</span>
    </p>
  );
}
