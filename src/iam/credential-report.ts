import { setTimeout } from "node:timers/promises";
import type { GetCredentialReportCommandOutput } from "@aws-sdk/client-iam";
import { IamError } from "./errors.ts";
import type { CredentialReport, CredentialRow } from "./records.ts";
import { told } from "./sdk-records.ts";

const ACTION = "GetCredentialReport";

/** What the root user is called in a report (IAM's user guide, "Generate credential reports"). */
const ROOT_NAME = "<root_account>";

/**
 * What IAM's answer says, as a record. Columns are found by their names: IAM may add some.
 * @throws IamError where it is no report
 */
export function credentialReportOf({ Content, GeneratedTime }: GetCredentialReportCommandOutput): CredentialReport {
  const text = Buffer.from(told(ACTION, "Content", Content)).toString("utf8");
  const [header = "", ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const columns = cellsOf(header);
  const at = (column: string) => {
    const index = columns.indexOf(column);
    return told(ACTION, `the column ${column}`, index < 0 ? undefined : index);
  };
  const [name, created, password, mfa] = ["user", "user_creation_time", "password_enabled", "mfa_active"].map(at);
  const users: CredentialRow[] = [];
  let root: CredentialRow | undefined;
  for (const line of lines) {
    const cells = cellsOf(line);
    const cell = (index: number | undefined) => told(ACTION, "a whole line", cells[index ?? -1]);
    const row = {
      userName: cell(name),
      createDate: new Date(cell(created)),
      passwordEnabled: isTrue(cell(password)),
      hasMfa: isTrue(cell(mfa)),
    };
    if (row.userName === ROOT_NAME) root = row;
    else users.push(row);
  }
  return { asOf: told(ACTION, "GeneratedTime", GeneratedTime), root: told(ACTION, "the root user", root), users };
}

/** The cells of a line of comma-separated values: names may have commas in them, and stand in quotes then. */
function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(",");
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare = ""]) =>
    quoted === undefined ? bare : quoted.replaceAll('""', '"'),
  );
}

/** AWS writes it in small letters, its guide in capitals; of the root user's password it may say `not_supported`. */
function isTrue(cell: string): boolean {
  return cell.toLowerCase() === "true";
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
 * The account's credential report. Where there is none that is younger than four hours, IAM is told to make one, and asked
 * for it until it is there, in longer and longer pauses.
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
  let answer = await attempt(get);
  if (!(answer instanceof IamError)) return answer;
  // Nobody has asked for one in the last four hours; another machine of IAM's than the one that makes it says so too.
  if (answer.code !== NOT_READY) await generate();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(1.5 * pause, LONGEST_PAUSE_MS)) {
    if (now() + pause >= deadline) throw notInTime(answer);
    await sleep(pause);
    answer = await attempt(get);
    if (!(answer instanceof IamError)) return answer;
  }
}

const NOT_READY = "CredentialReportNotReady";
const LACKS: ReadonlySet<string | undefined> = new Set([
  "CredentialReportNotPresent",
  "CredentialReportExpired",
  NOT_READY,
]);

/** The report, or what IAM says where it has none at the moment. */
async function attempt(get: () => Promise<CredentialReport>): Promise<CredentialReport | IamError> {
  try {
    return await get();
  } catch (error) {
    if (error instanceof IamError && LACKS.has(error.code)) return error;
    throw error;
  }
}

function notInTime(cause: IamError): IamError {
  return new IamError(
    "IAM is still making the account's credential report",
    { failure: "timeout", action: ACTION, code: cause.code, retryAfterMs: RETRY_AFTER_MS },
    cause,
  );
}
