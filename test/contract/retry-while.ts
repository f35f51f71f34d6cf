import { setTimeout as sleep } from "node:timers/promises";

/**
 * Repeats a call while it fails with this code, every 2 seconds for 40 seconds. AWS needs time to activate a new access key, or
 * to finish a login profile. The embedded IAM does not.
 */
export async function retryWhile<Answer>(code: string, call: () => Promise<Answer>): Promise<Answer> {
  for (let left = 20; ; left--) {
    try {
      return await call();
    } catch (error) {
      const isTransient = error instanceof Error && error.name.replace(/Exception$/, "") === code;
      if (!isTransient || left === 0) throw error;
      await sleep(2_000);
    }
  }
}
