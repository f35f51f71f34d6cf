import type { ObjectRef } from "@pothos/core";
import type { Group, MfaDevice, User, VirtualMfaDevice } from "../iam/index.ts";
import { builder, type Schema } from "./builder.ts";

// The entities refer to each other, so their names stand here, below the files that say what each of them has.

export const UserType = builder.objectRef<User>("User");
export const UserConnection = connectionOf("User", UserType, "users");

export const GroupType = builder.objectRef<Group>("Group");
export const GroupConnection = connectionOf("Group", GroupType, "groups");

export const MfaDeviceType = builder.objectRef<MfaDevice>("MfaDevice");
export const MfaDeviceConnection = connectionOf("MfaDevice", MfaDeviceType, "MFA devices");
builder.objectFields(MfaDeviceConnection, (t) => ({
  // So far the gateway fails where it does not know all of them.
  isComplete: t.boolean({ description: "Whether these are all of the user's devices.", resolve: () => true }),
}));

export const VirtualMfaDeviceType = builder.objectRef<VirtualMfaDevice>("VirtualMfaDevice");
export const VirtualMfaDeviceConnection = connectionOf("VirtualMfaDevice", VirtualMfaDeviceType, "virtual MFA devices");

/** IAM's list knows ARNs only; all else is asked for by a call of its own where it is selected. */
export const OidcProviderType = builder.objectRef<{ readonly arn: string }>("OidcProvider");
export const OidcProviderConnection = connectionOf("OidcProvider", OidcProviderType, "OpenID Connect providers");

/**
 * The connection and edge types of an entity, which all fields that list it share.
 * @param noun what the entity is called in the middle of a sentence, in the plural
 */
function connectionOf<Shape>(name: string, type: ObjectRef<Schema, Shape>, noun: string) {
  return builder.connectionObject(
    { type, name: `${name}Connection`, description: `A page of a list of ${noun}.` },
    { name: `${name}Edge`, description: `One of a list of ${noun}, with its place in the list.` },
  );
}
