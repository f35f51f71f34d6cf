export { decodeGlobalId, encodeGlobalId, type GlobalId } from "./global-id.ts";
export { type LookUpCostOptions, lookUpCost } from "./look-up-cost.ts";
export { entityNameOfFound, type Found, found, lookUpNode } from "./node.ts";
