import type { Log } from "./options.ts";

/** How many policies are remembered as reported. Later ones are not reported. */
const MAX_REPORTED = 1000;

/** Returns a function that logs each policy of AWS which the catalogue does not contain, once. */
export function unknownPolicyLog(log: Log): (arn: string) => void {
  const reported = new Set<string>();
  return (arn) => {
    if (reported.has(arn) || reported.size === MAX_REPORTED) return;
    reported.add(arn);
    log("warn", "a policy of AWS that is not in the catalogue is in use: it grants nothing", { policyArn: arn });
  };
}
