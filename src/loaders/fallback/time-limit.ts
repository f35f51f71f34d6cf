import { IamError } from "../../iam/index.ts";

/**
 * Resolves with the value, or rejects with an IamError of failure `timeout` after this many milliseconds. The work for the
 * value continues; a later rejection of it is ignored.
 * @param action the IAM operation that the error names
 */
export async function withinTime<Value>(value: Promise<Value>, milliseconds: number, action: string): Promise<Value> {
  if (milliseconds === Number.POSITIVE_INFINITY) return value;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new IamError(`${action} took more than half of the time left`, { failure: "timeout", action }));
    }, milliseconds);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
    value.catch(() => {});
  }
}
