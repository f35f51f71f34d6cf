/** Formats a time as IAM does: ISO 8601, UTC, whole seconds (docs). OIDC providers' dates also have milliseconds. */
export function timestamp(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}
