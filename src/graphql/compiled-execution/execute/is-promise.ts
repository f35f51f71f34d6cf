/** Whether a value is a promise, of whatever make. */
export function isPromise<Value>(value: Value | Promise<Value> | PromiseLike<Value>): value is Promise<Value> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
