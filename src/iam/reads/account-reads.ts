import {
  GenerateCredentialReportCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
} from "@aws-sdk/client-iam";
import type { CallExecutor } from "../calls/index.ts";
import { type AccountSummary, accountSummaryOf, type CredentialReport } from "../records/index.ts";
import { credentialReportOf } from "./credential-report.ts";
import type { ReadsOptions } from "./options.ts";

export interface AccountReads {
  getAccountSummary(): Promise<AccountSummary>;
  /** Rejects if IAM has no report younger than four hours: see `readCredentialReport`. */
  getCredentialReport(): Promise<CredentialReport>;
  /** Starts a new credential report. */
  generateCredentialReport(): Promise<object>;
}

export function createAccountReads(calls: CallExecutor, { freshness }: ReadsOptions): AccountReads {
  return {
    getAccountSummary: () =>
      calls.read(
        "GetAccountSummary",
        GetAccountSummaryCommand,
        {},
        ({ SummaryMap }) => accountSummaryOf(SummaryMap),
        freshness,
      ),
    getCredentialReport: () =>
      calls.read("GetCredentialReport", GetCredentialReportCommand, {}, credentialReportOf, freshness),
    generateCredentialReport: () =>
      calls.read("GenerateCredentialReport", GenerateCredentialReportCommand, {}, () => ({}), freshness),
  };
}
