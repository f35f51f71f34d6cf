import type { OperationModel } from "./operation-model.ts";

export const stsOperations = {
  GetCallerIdentity: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: [],
    api: "sts",
    needsNoPermission: true,
  },
  GetAccessKeyInfo: {
    input: { type: "structure", required: { AccessKeyId: "stsAccessKeyIdType" }, optional: {} },
    result: true,
    errors: [],
    api: "sts",
  },
} as const satisfies Record<string, OperationModel>;
