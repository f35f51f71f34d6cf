import type { OperationModel } from "./operation-model.ts";

export const accountAliasOperations = {
  CreateAccountAlias: {
    input: { type: "structure", required: { AccountAlias: "accountAliasType" }, optional: {} },
    result: false,
    errors: ["ConcurrentModification", "EntityAlreadyExists", "LimitExceeded", "ServiceFailure"],
  },
  DeleteAccountAlias: {
    input: { type: "structure", required: { AccountAlias: "accountAliasType" }, optional: {} },
    result: false,
    errors: ["ConcurrentModification", "NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
  ListAccountAliases: {
    input: { type: "structure", required: {}, optional: { Marker: "markerType", MaxItems: "maxItemsType" } },
    result: true,
    errors: ["ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
