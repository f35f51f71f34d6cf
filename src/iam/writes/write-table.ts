import { credentialChanges } from "./credential-writes.ts";
import { createGroup, groupChanges } from "./group-writes.ts";
import { createVirtualMfaDevice, mfaDeviceChanges } from "./mfa-device-writes.ts";
import { createOidcProvider, oidcProviderChanges } from "./oidc-provider-writes.ts";
import { createUser, userChanges } from "./user-writes.ts";
import type { Input } from "./write-row.ts";

/** The writes that return the new entity. */
export const creations = {
  CreateUser: createUser,
  CreateGroup: createGroup,
  CreateVirtualMFADevice: createVirtualMfaDevice,
  CreateOpenIDConnectProvider: createOidcProvider,
};

/** The writes that return nothing. */
export const changes = {
  ...userChanges,
  ...groupChanges,
  ...mfaDeviceChanges,
  ...oidcProviderChanges,
  ...credentialChanges,
};

/** The name of a write that returns the new entity. */
export type CreationName = keyof typeof creations;
/** The name of a write that returns nothing. */
export type ChangeName = keyof typeof changes;

type Rows = typeof creations & typeof changes;

/** The input of a write, under IAM's own names. */
export type WriteInput<Name extends keyof Rows> = Input<ConstructorParameters<Rows[Name]["command"]>[0]>;

/** The name, serial number, id or ARN that a change concerns; never a secret. */
export function targetOf<Name extends ChangeName>(name: Name, input: WriteInput<Name>): string {
  const member: string = changes[name].target;
  return String(Reflect.get(input, member) ?? "");
}
