import { setTimeout } from "node:timers/promises";
import type { GetCredentialReportCommandOutput } from "@aws-sdk/client-iam";
import { IamError, missingMember } from "../errors/index.ts";
import { type CredentialReport, required } from "../records/index.ts";
import { readCredentialRows } from "./credential-report-csv.ts";

const ACTION = "GetCredentialReport";

/**
 * The report in a response of GetCredentialReport.
 * @throws IamError with failure `unavailable` if the content is not a credential report
 */
export function credentialReportOf({ Content, GeneratedTime }: GetCredentialReportCommandOutput): CredentialReport {
  const rows = readCredentialRows(Buffer.from(required(ACTION, "Content", Content)).toString("utf8"));
  if ("missingColumn" in rows) throw missingMember(ACTION, `the column ${rows.missingColumn}`);
  return { asOf: required(ACTION, "GeneratedTime", GeneratedTime), ...rows };
}

/** How to wait for a report that IAM is creating. */
export interface ReportWaitOptions {
  /** Milliseconds since the same moment as the deadline. @default `performance.now()` */
  readonly now?: (() => number) | undefined;
  /** @default in real time */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 2000;
/** When a client should retry if the report was not ready in time: AWS takes seconds for a small account. */
const RETRY_AFTER_MS = 5000;

/**
 * Reads the account's credential report. If IAM has none younger than four hours, it starts one with GenerateCredentialReport,
 * and repeats GetCredentialReport with growing pauses until the report is ready. If IAM has no capacity to create one, it
 * tries again after a pause.
 * @param get one GetCredentialReport
 * @param generate one GenerateCredentialReport
 * @param deadline when the request ends
 * @throws IamError with failure `timeout` if the report is not ready by then; also the errors of `get` and `generate`
 */
export async function readCredentialReport(
  get: () => Promise<CredentialReport>,
  generate: () => Promise<unknown>,
  deadline: number,
  options: ReportWaitOptions = {},
): Promise<CredentialReport> {
  const { now = () => performance.now(), sleep = (milliseconds) => setTimeout(milliseconds) } = options;
  let answer = await attempt(get, LACKS_REPORT);
  // IAM reports a missing report also if another of its replicas creates one: that is noticed by a later call.
  let isInProgress = answer instanceof IamError && answer.code === NOT_READY;
  for (let pause = FIRST_PAUSE_MS; answer instanceof IamError; pause = Math.min(1.5 * pause, MAX_PAUSE_MS)) {
    let obstacle = answer;
    if (!isInProgress) {
      const started = await attempt(generate, LACKS_CAPACITY);
      isInProgress = !(started instanceof IamError);
      if (started instanceof IamError) obstacle = started;
    }
    if (now() + pause >= deadline) throw notReadyInTime(obstacle);
    await sleep(pause);
    if (isInProgress) answer = await attempt(get, LACKS_REPORT);
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
/** `No more capacity to launch new report generation tasks`, which is temporary. */
const LACKS_CAPACITY: ReadonlySet<string | undefined> = new Set([NO_CAPACITY]);

/** Returns the value, or an error that waiting can resolve. */
async function attempt<Value>(call: () => Promise<Value>, temporary: ReadonlySet<string | undefined>) {
  try {
    return await call();
  } catch (error) {
    if (error instanceof IamError && temporary.has(error.code)) return error;
    throw error;
  }
}

function notReadyInTime(cause: IamError): IamError {
  const { action, code } = cause;
  return new IamError(
    code === NO_CAPACITY
      ? "IAM has no capacity to create the account's credential report at the moment"
      : "IAM is still creating the account's credential report",
    { failure: "timeout", action, code, retryAfterMs: RETRY_AFTER_MS },
    cause,
  );
}
