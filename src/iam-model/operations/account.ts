import type { OperationModel } from "./operation-model.ts";

export const accountOperations = {
  GetAccountSummary: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: ["ServiceFailure"],
  },
  GetAccountAuthorizationDetails: {
    input: {
      type: "structure",
      required: {},
      optional: { Filter: "entityListType", MaxItems: "maxItemsType", Marker: "markerType" },
    },
    result: true,
    errors: ["ServiceFailure"],
  },
  GenerateCredentialReport: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: ["LimitExceeded", "ServiceFailure"],
  },
  GetCredentialReport: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: ["ReportNotPresent", "ReportExpired", "ReportInProgress", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
