import type { StructureShape, ValueOfShape } from "../shapes.ts";
import { accountOperations } from "./account.ts";
import { accountAliasOperations } from "./account-aliases.ts";
import { attachmentOperations } from "./attachments.ts";
import { keyAndPasswordOperations } from "./credentials/access-keys-and-passwords.ts";
import { samlProviderOperations } from "./credentials/saml-providers.ts";
import { serverCertificateOperations } from "./credentials/server-certificates.ts";
import { userCredentialOperations } from "./credentials/user-credentials.ts";
import { groupOperations } from "./groups.ts";
import { inlinePolicyOperations } from "./inline-policies.ts";
import { instanceProfileOperations } from "./instance-profiles.ts";
import { mfaDeviceOperations } from "./mfa-devices.ts";
import { oidcProviderOperations } from "./oidc-providers.ts";
import type { ApiName, OperationModel } from "./operation-model.ts";
import { policyOperations } from "./policies.ts";
import { roleOperations } from "./roles.ts";
import { stsOperations } from "./sts.ts";
import { userOperations } from "./users.ts";

export { type ApiName, apis, type OperationModel } from "./operation-model.ts";

/** The operations that iamql knows. Members have AWS's names, with shapes from `shapes.ts`. */
export const operations = {
  ...userOperations,
  ...mfaDeviceOperations,
  ...oidcProviderOperations,
  ...groupOperations,
  ...accountOperations,
  ...keyAndPasswordOperations,
  ...userCredentialOperations,
  ...serverCertificateOperations,
  ...samlProviderOperations,
  ...stsOperations,
  ...policyOperations,
  ...attachmentOperations,
  ...inlinePolicyOperations,
  ...accountAliasOperations,
  ...roleOperations,
  ...instanceProfileOperations,
} as const;

/** The name of an operation that iamql knows. */
export type OperationName = keyof typeof operations;

/** The valid input of an operation. */
export type InputOf<N extends OperationName> = ValueOfShape<(typeof operations)[N]["input"]>;

/** Whether iamql knows an operation of this name. Case matters, as at AWS. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

/** The row of an operation. */
export function operationModel(name: OperationName): OperationModel {
  return operations[name];
}

/** The API that has an operation. */
export function apiOf(name: OperationName): ApiName {
  return operationModel(name).api ?? "iam";
}

/** The shape of an operation's input: a structure, even without members. */
export function operationInput(name: OperationName): StructureShape {
  return operations[name].input;
}
