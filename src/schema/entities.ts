import type { ObjectRef } from "@pothos/core";
import type { Group, MfaDevice, Tag, User, VirtualMfaDevice } from "../iam/index.ts";
import { builder, type Schema } from "./builder.ts";
import { SHAREABLE } from "./directives.ts";

// References to the types of the entities, which refer to each other. Each entity's folder defines its fields.

export const UserType = builder.objectRef<User>("User");
export const UserConnection = connectionOf("User", UserType, "users");
export const GroupType = builder.objectRef<Group>("Group");
export const GroupConnection = connectionOf("Group", GroupType, "groups");

export const MfaDeviceType = builder.objectRef<MfaDevice>("MfaDevice");
export const MfaDeviceConnection = connectionOf("MfaDevice", MfaDeviceType, "MFA devices");
export const VirtualMfaDeviceType = builder.objectRef<VirtualMfaDevice>("VirtualMfaDevice");
export const VirtualMfaDeviceConnection = connectionOf("VirtualMfaDevice", VirtualMfaDeviceType, "virtual MFA devices");

/** IAM's list has only ARNs. Other fields need a call for each provider. */
export const OidcProviderType = builder.objectRef<{ readonly arn: string }>("OidcProvider");
export const OidcProviderConnection = connectionOf("OidcProvider", OidcProviderType, "OpenID Connect providers");

export const TagType = builder.objectRef<Tag>("Tag").implement({
  description: "A tag of an entity: a key with a value.",
  // Other subgraphs over AWS have the same type.
  extensions: SHAREABLE,
  fields: (t) => ({
    key: t.exposeString("key", {
      description: "The key, such as `Team`. Keys of users' tags are case-insensitive; all others are case-sensitive.",
    }),
    value: t.exposeString("value", { description: "The value; can be empty." }),
  }),
});

/**
 * The connection and edge types of an entity, which all fields that list it share.
 * @param noun the plural of the entity's name
 */
function connectionOf<Shape>(name: string, type: ObjectRef<Schema, Shape>, noun: string) {
  return builder.connectionObject(
    { type, name: `${name}Connection`, description: `A page of a list of ${noun}.` },
    { name: `${name}Edge`, description: `An entry of a list of ${noun}, with its cursor.` },
  );
}
