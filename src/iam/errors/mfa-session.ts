/**
 * Whether IAM's text for AccessDenied asks for credentials of an MFA session. AWS's own sentence is "To complete this action,
 * please ensure that you are authenticated with an MFA device that is enabled for this user."; others name the condition key
 * or MFA authentication. ARNs and names in the text do not count.
 */
export function asksForMfaSession(text: string): boolean {
  const words = text.replaceAll(/\barn:\S+|"[^"]*"|'[^']*'/g, "");
  return /\bauthenticated with (?:an? )?(?:MFA|multi-factor)|\b(?:MFA|multi-factor)[ -]authenticat|\bMFA session\b|\bwith(?:out)? (?:an )?MFA\b|\baws:MultiFactorAuth(?:Present|Age)\b|\brequires? (?:an? )?(?:MFA|multi-factor)/i.test(
    words,
  );
}
