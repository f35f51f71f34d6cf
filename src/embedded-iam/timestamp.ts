/** Gives a moment as IAM shows it: ISO 8601, UTC, whole seconds (docs). OIDC providers' dates are the exception. */
export function timestamp(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}
