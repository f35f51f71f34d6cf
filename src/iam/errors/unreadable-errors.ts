/** Errors thrown after a response had begun to arrive, other than the errors that IAM returns. */
const unreadable = new WeakSet<Error>();

/** Marks the error of a response that could not be read. */
export function markUnreadable(error: Error): void {
  unreadable.add(error);
}

/** Whether a response arrived that could not be read: the outcome at IAM is unknown. */
export function isUnreadable(thrown: unknown): boolean {
  return thrown instanceof Error && unreadable.has(thrown);
}
