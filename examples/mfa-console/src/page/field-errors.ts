/** Why a field that `@catch` kept from failing the rest has no value, in a sentence. */
export function tellFieldErrors(errors: readonly unknown[]): string {
  const told = errors.flatMap((error) => {
    const extensions = member(error, "extensions");
    return [member(extensions, "told")].filter((text) => typeof text === "string");
  });
  // Without an error of the gateway's: the answer broke off before this came.
  return [...new Set(told)].join(" ") || "The answer broke off.";
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
