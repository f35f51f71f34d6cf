import type { ObjectRef } from "@pothos/core";
import type { Group, MfaDevice, Tag, User, VirtualMfaDevice } from "../iam/index.ts";
import { builder, type Schema } from "./builder.ts";
import { FREE } from "./cost/index.ts";

// References to the types of the entities, which refer to each other. Each entity's folder defines its fields.

export const UserType = builder.objectRef<User>("User");
export const UserConnection = connectionOf("User", UserType, "users");
builder.objectField(UserConnection, "asOf", (t) =>
  t.field({
    type: "DateTime",
    nullable: true,
    nullWhen: "the data was read for this request",
    description:
      "When the data for the filter was collected. It can come from the account's credential report or an earlier search for devices. Null if all data was read for this request.",
    cost: FREE,
    resolve: (connection) => connection.asOf(),
  }),
);

export const GroupType = builder.objectRef<Group>("Group");
export const GroupConnection = connectionOf("Group", GroupType, "groups");

export const MfaDeviceType = builder.objectRef<MfaDevice>("MfaDevice");
export const MfaDeviceConnection = connectionOf("MfaDevice", MfaDeviceType, "MFA devices");
builder.objectFields(MfaDeviceConnection, (t) => ({
  isComplete: t.boolean({
    description:
      "Whether the list has all of the user's devices. If false, hardware devices and passkeys can be missing, because they need one call for each user; request a smaller page of users to include them.",
    cost: FREE,
    resolve: (connection) => connection.isComplete(),
  }),
  asOf: t.field({
    type: "DateTime",
    nullable: true,
    nullWhen: "the data was read for this request",
    description: "When the list was last known to be complete. Null if the list was read for this request.",
    cost: FREE,
    resolve: (connection) => connection.asOf(),
  }),
}));

export const VirtualMfaDeviceType = builder.objectRef<VirtualMfaDevice>("VirtualMfaDevice");
export const VirtualMfaDeviceConnection = connectionOf("VirtualMfaDevice", VirtualMfaDeviceType, "virtual MFA devices");

/** IAM's list has only ARNs. Other fields need a call for each provider. */
export const OidcProviderType = builder.objectRef<{ readonly arn: string }>("OidcProvider");
export const OidcProviderConnection = connectionOf("OidcProvider", OidcProviderType, "OpenID Connect providers");

export const TagType = builder.objectRef<Tag>("Tag").implement({
  description: "A tag of an entity: a key with a value.",
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
