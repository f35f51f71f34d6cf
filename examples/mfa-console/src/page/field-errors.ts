/** A readable reason why a field with `@catch` has no value. */
export function describeFieldErrors(errors: readonly unknown[]): string {
  const reasons = errors.flatMap((error) => {
    const text = extensionOf(error, "reason");
    return text === undefined ? [] : [text];
  });
  // No error from the gateway: the response was interrupted before this field.
  return [...new Set(reasons)].join(" ") || "The response was interrupted.";
}

/** Identifies the cause of errors by code and IAM operation. Messages are not used, because they can name the user. */
export function causeOf(errors: readonly unknown[]): string {
  const [error] = errors;
  const code = extensionOf(error, "code");
  return code === undefined ? describeFieldErrors(errors) : `${code} ${extensionOf(error, "action") ?? ""}`;
}

function extensionOf(error: unknown, name: string): string | undefined {
  const value = member(member(error, "extensions"), name);
  return typeof value === "string" ? value : undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
