import { setTimeout } from "node:timers/promises";
import type { GetCredentialReportCommandOutput } from "@aws-sdk/client-iam";
import { IamError, missingMember } from "../errors/sdk-errors.ts";
import type { CredentialReport } from "../records/records.ts";
import { told } from "../records/sdk-records.ts";
import { readCredentialRows } from "./credential-report-csv.ts";

const ACTION = "GetCredentialReport";

/**
 * The report in an answer of GetCredentialReport.
 * @throws IamError with failure `unavailable` where the answer is not a credential report
 */
export function credentialReportOf({ Content, GeneratedTime }: GetCredentialReportCommandOutput): CredentialReport {
  const rows = readCredentialRows(Buffer.from(told(ACTION, "Content", Content)).toString("utf8"));
  if ("missingColumn" in rows) throw missingMember(ACTION, `the column ${rows.missingColumn}`);
  return { asOf: told(ACTION, "GeneratedTime", GeneratedTime), ...rows };
}

/** How to wait for a report that IAM is still at. */
export interface ReportWaitOptions {
  /** Milliseconds since some fixed moment, the one of the ledger's deadline. @default `performance.now()` */
  readonly now?: (() => number) | undefined;
  /** @default in real time */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;
/** When to ask again for a report that was not made in time: AWS takes seconds for a small account. */
const RETRY_AFTER_MS = 5000;

/**
 * The account's credential report. If IAM has none that is younger than four hours, GenerateCredentialReport starts one, and
 * GetCredentialReport is repeated with growing pauses until it is there. If IAM has no capacity to make one, it is started
 * again after a pause.
 * @param get one GetCredentialReport; `generate`: one GenerateCredentialReport
 * @param deadline until when it is of use
 * @throws IamError with failure `timeout` where it is not made by then; as `get` and `generate` do
 */
export async function readCredentialReport(
  get: () => Promise<CredentialReport>,
  generate: () => Promise<unknown>,
  deadline: number,
  options: ReportWaitOptions = {},
): Promise<CredentialReport> {
  const { now = () => performance.now(), sleep = (milliseconds) => setTimeout(milliseconds) } = options;
  let answer = await attempt(get, LACKS_REPORT);
  // Nobody has asked for one in the last four hours; another machine of IAM's than the one that makes it says so too.
  let isUnderWay = answer instanceof IamError && answer.code === NOT_READY;
  for (let pause = FIRST_PAUSE_MS; answer instanceof IamError; pause = Math.min(1.5 * pause, LONGEST_PAUSE_MS)) {
    let obstacle = answer;
    if (!isUnderWay) {
      const started = await attempt(generate, LACKS_CAPACITY);
      isUnderWay = !(started instanceof IamError);
      if (started instanceof IamError) obstacle = started;
    }
    if (now() + pause >= deadline) throw notInTime(obstacle);
    await sleep(pause);
    if (isUnderWay) answer = await attempt(get, LACKS_REPORT);
  }
  return answer;
}

const NOT_READY = "CredentialReportNotReady";
const NO_CAPACITY = "LimitExceeded";
const LACKS_REPORT: ReadonlySet<string | undefined> = new Set([
  "CredentialReportNotPresent",
  "CredentialReportExpired",
  NOT_READY,
]);
/** `No more capacity to launch new report generation tasks`: it passes. */
const LACKS_CAPACITY: ReadonlySet<string | undefined> = new Set([NO_CAPACITY]);

/** What was asked for, or an error of IAM that waiting can help against. */
async function attempt<Value>(ask: () => Promise<Value>, passing: ReadonlySet<string | undefined>) {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof IamError && passing.has(error.code)) return error;
    throw error;
  }
}

function notInTime(cause: IamError): IamError {
  const { action, code } = cause;
  return new IamError(
    code === NO_CAPACITY
      ? "IAM has no capacity at the moment to make the account's credential report"
      : "IAM is still making the account's credential report",
    { failure: "timeout", action, code, retryAfterMs: RETRY_AFTER_MS },
    cause,
  );
}
