export { accountOfArn, accountOfGroup, accountOfUser, idOfGroup, idOfMfaDevice, idOfUser } from "./account.ts";
export { decodeGlobalId, encodeGlobalId, type GlobalId } from "./global-id.ts";
export { type LookUpCostOptions, lookUpCost } from "./look-up-cost.ts";
export { entityNameOfFound, type Found, lookUpArn, lookUpGroup, lookUpNode, lookUpUser } from "./look-ups.ts";

import "./node.ts";
