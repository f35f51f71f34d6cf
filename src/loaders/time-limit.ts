import { IamError, type Planning, SHARE_OF_TIME } from "../iam/index.ts";

/**
 * The value, or a rejection with an IamError of failure `timeout` when half of the request's time left is gone. The value
 * goes on being made; a later rejection of it is ignored.
 * @param action the IAM operation that the value waits for
 */
export async function withinHalfOfTime<Value>(
  { timeLeftMs }: Pick<Planning, "timeLeftMs">,
  action: string,
  value: Promise<Value>,
): Promise<Value> {
  const milliseconds = SHARE_OF_TIME * timeLeftMs;
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
