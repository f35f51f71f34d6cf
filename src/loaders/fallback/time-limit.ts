import { IamError } from "../../iam/index.ts";

/**
 * The value, or a rejection with an IamError of failure `timeout` after so many milliseconds. What the value waits for goes
 * on; a later rejection of it is ignored.
 * @param action IAM's operation that is slow
 */
export async function withinTime<Value>(value: Promise<Value>, milliseconds: number, action: string): Promise<Value> {
  if (milliseconds === Number.POSITIVE_INFINITY) return value;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new IamError(`${action} takes more than half of the time left`, { failure: "timeout", action }));
    }, milliseconds);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
    value.catch(() => {});
  }
}
