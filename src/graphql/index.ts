export {
  type CompiledDocument,
  type CompileOptions,
  createCompiledDocument,
  readDirectives,
} from "./compiled-execution/compiled-document.ts";
export { createDateText } from "./compiled-execution/date-text.ts";
export type {
  ExecutedRequest,
  ExecutionErrors,
  ExecutionOptions,
} from "./compiled-execution/response/execution-options.ts";
export { TimeSliceQueue } from "./compiled-execution/response/time-slices.ts";
export { fragmentsInOrder } from "./fragment-order.ts";
export { iteratorOf, type Part } from "./incremental-results.ts";
export { measureDocument } from "./measure-document.ts";
export { fieldsSelectedOf, type SelectionInfo } from "./selections.ts";
