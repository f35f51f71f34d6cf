export { assumedSize, type CallKind, type Calls, callsForList, callsOf, type ReadKind } from "./calls.ts";
export { isGiven, pagedConnection, pageSize, pagesOf, wholeListCalls } from "./connection-cost.ts";
export { type Estimate, estimateOperation, type OperationEstimate } from "./estimate-operation.ts";
export { callsFor, type Fact } from "./facts.ts";
export { type Arguments, BY_NAME, type FieldCost, FREE } from "./field-cost.ts";
export { costOf, FIELD_COST_PLUGIN, requireCosts } from "./field-cost-plugin.ts";
