/** The audit could not be written, so nothing was asked of IAM. `cause` says why. */
export class AuditUnavailable extends Error {
  override readonly name = "AuditUnavailable";
}
