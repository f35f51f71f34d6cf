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
  UpdateAccountPasswordPolicy: {
    input: {
      type: "structure",
      required: {},
      optional: {
        MinimumPasswordLength: "minimumPasswordLengthType",
        RequireSymbols: "booleanType",
        RequireNumbers: "booleanType",
        RequireUppercaseCharacters: "booleanType",
        RequireLowercaseCharacters: "booleanType",
        AllowUsersToChangePassword: "booleanType",
        MaxPasswordAge: "maxPasswordAgeType",
        PasswordReusePrevention: "passwordReusePreventionType",
        HardExpiry: "booleanType",
      },
    },
    result: false,
    errors: ["NoSuchEntity", "MalformedPolicyDocument", "LimitExceeded", "ServiceFailure"],
  },
  GetAccountPasswordPolicy: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  DeleteAccountPasswordPolicy: {
    input: { type: "structure", required: {}, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
  GenerateServiceLastAccessedDetails: {
    input: {
      type: "structure",
      required: { Arn: "arnType" },
      optional: { Granularity: "AccessAdvisorUsageGranularityType" },
    },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput"],
  },
  GetServiceLastAccessedDetails: {
    input: {
      type: "structure",
      required: { JobId: "jobIDType" },
      optional: { MaxItems: "maxItemsType", Marker: "markerType" },
    },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput"],
  },
} as const satisfies Record<string, OperationModel>;
