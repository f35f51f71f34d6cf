import { ServiceError } from "../../protocol/index.ts";
import type { CredentialReportRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import { operation } from "../framework/index.ts";
import { credentialReportCsv } from "./credential-report-csv.ts";

/** How long a report is valid. Until then no new report is generated (docs). */
const lifeMs = 4 * 60 * 60 * 1000;

/**
 * How long a report stays in progress if GenerateCredentialReport is not called again. At AWS it takes some seconds.
 */
const generationMs = 2 * 1000;

/** The first call generates a report and returns STARTED. Calls within the next four hours return COMPLETE (docs). */
export const generateCredentialReport = operation("GenerateCredentialReport", (_input, context) => {
  const { clock, credentialReport } = context;
  const report = credentialReport.find();
  if (report !== undefined && ageOf(report, clock()) < lifeMs) {
    credentialReport.announce();
    return { State: "COMPLETE" };
  }
  credentialReport.write(timestamp(clock()), credentialReportCsv(context));
  return { State: "STARTED", Description: "No report exists. Starting a new report generation task" };
});

/**
 * The errors have no Message (AWS-capture, for ReportExpired AWS-report). The report is in progress until
 * GenerateCredentialReport has returned COMPLETE, or for two seconds.
 */
export const getCredentialReport = operation("GetCredentialReport", (_input, { clock, credentialReport }) => {
  const report = credentialReport.find();
  if (report === undefined) throw new ServiceError("ReportNotPresent");
  const age = ageOf(report, clock());
  if (age >= lifeMs) throw new ServiceError("ReportExpired");
  if (!report.announced && age < generationMs) throw new ServiceError("ReportInProgress");
  return {
    Content: Buffer.from(credentialReport.content()).toString("base64"),
    ReportFormat: "text/csv",
    GeneratedTime: report.generatedTime,
  };
});

function ageOf({ generatedTime }: CredentialReportRow, now: Date): number {
  return now.getTime() - Date.parse(generatedTime);
}
