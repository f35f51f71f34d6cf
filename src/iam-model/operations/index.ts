import type { StructureShape, ValueOfShape } from "../shapes.ts";
import { accountOperations } from "./account.ts";
import { accountAliasOperations } from "./account-aliases.ts";
import { attachmentOperations } from "./attachments.ts";
import { credentialOperations } from "./credentials.ts";
import { groupOperations } from "./groups.ts";
import { inlinePolicyOperations } from "./inline-policies.ts";
import { instanceProfileOperations } from "./instance-profiles.ts";
import { mfaDeviceOperations } from "./mfa-devices.ts";
import { oidcProviderOperations } from "./oidc-providers.ts";
import { policyOperations } from "./policies.ts";
import { roleOperations } from "./roles.ts";
import { userOperations } from "./users.ts";

export type { OperationModel } from "./operation-model.ts";

/** The operations that iamql knows. Members have AWS's names, with shapes from `shapes.ts`. */
export const operations = {
  ...userOperations,
  ...mfaDeviceOperations,
  ...oidcProviderOperations,
  ...groupOperations,
  ...accountOperations,
  ...accountAliasOperations,
  ...roleOperations,
  ...instanceProfileOperations,
  ...credentialOperations,
  ...policyOperations,
  ...attachmentOperations,
  ...inlinePolicyOperations,
} as const;

/** The name of an operation that iamql knows. */
export type OperationName = keyof typeof operations;

/** The valid input of an operation. */
export type InputOf<N extends OperationName> = ValueOfShape<(typeof operations)[N]["input"]>;

/** Whether iamql knows an operation of this name. Case matters, as at AWS. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

/** The shape of an operation's input: a structure, even without members. */
export function operationInput(name: OperationName): StructureShape {
  return operations[name].input;
}
