import type { Logger } from "../platform/logger/logger.ts";
import type { Notice } from "../settings/index.ts";

/** What a process serves, and how to stop it. */
export interface Serving {
  readonly urls: { readonly graphql?: string; readonly iam?: string };
  /** Accepts nothing new, lets pending requests finish, and releases ports and files. */
  close(): Promise<void>;
}

/** Runs a start. If it fails, everything that it put on the stack is released; otherwise `close` releases it. */
export async function starting<Started extends object>(
  start: (stack: AsyncDisposableStack) => Promise<Started>,
): Promise<Started & { close(): Promise<void> }> {
  await using stack = new AsyncDisposableStack();
  const started = await start(stack);
  const taken = stack.move();
  return { ...started, close: () => taken.disposeAsync() };
}

/** Logs which variables of the environment are ignored. */
export function logNotices(notices: readonly Notice[], log: Logger): void {
  for (const { level, message } of notices) log[level](message);
}
