export type { ExecutedRequest, ExecutionBounds } from "./compiled-execution/response/execution-options.ts";
export {
  type CompiledDocument,
  createCompiledDocument,
  readDirectives,
} from "./compiled-execution/compiled-document.ts";
export { createDateText } from "./compiled-execution/date-text.ts";
export { Turns } from "./compiled-execution/response/time-slices.ts";
export { fragmentsInOrder } from "./fragment-order.ts";
export { measureDocument } from "./measure-document.ts";
export { type DeferredFields, fieldsSelectedOf, type Selecting } from "./selections.ts";
