/** Why a field that `@catch` kept from failing the rest has no value, in a sentence. */
export function tellFieldErrors(errors: readonly unknown[]): string {
  const told = errors.flatMap((error) => {
    const text = extensionOf(error, "told");
    return text === undefined ? [] : [text];
  });
  // Without an error of the gateway's: the answer broke off before this came.
  return [...new Set(told)].join(" ") || "The answer broke off.";
}

/** What errors of one cause have in common: their code and IAM's operation, for messages can name the user. */
export function causeOf(errors: readonly unknown[]): string {
  const [error] = errors;
  const code = extensionOf(error, "code");
  return code === undefined ? tellFieldErrors(errors) : `${code} ${extensionOf(error, "action") ?? ""}`;
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
