/**
 * Whether the text of an AccessDenied asks for credentials of an MFA session. AWS's own sentence is "To complete this action,
 * please ensure that you are authenticated with an MFA device that is enabled for this user."; other texts name the condition
 * key or MFA authentication. ARNs and quoted names in the text are ignored.
 */
export function asksForMfaSession(text: string): boolean {
  const words = text.replaceAll(/\barn:\S+|"[^"]*"|'[^']*'/g, "");
  return /\bauthenticated with (?:an? )?(?:MFA|multi-factor)|\b(?:MFA|multi-factor)[ -]authenticat|\bMFA session\b|\bwith(?:out)? (?:an )?MFA\b|\baws:MultiFactorAuth(?:Present|Age)\b|\brequires? (?:an? )?(?:MFA|multi-factor)/i.test(
    words,
  );
}
