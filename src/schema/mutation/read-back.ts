import type { ObjectRef } from "@pothos/core";
import { builder, type Schema } from "../builder.ts";
import { GroupType, OidcProviderType, UserType, VirtualMfaDeviceType } from "../entities.ts";

// Fields of payloads that are read back after the write, and only where they are selected. One that cannot be read back
// is null with its error: that never hides that the write happened.

const readBack = "as it is now. Null, with an error, where it could not be read back: the write is done all the same.";

/** Gives a payload the field `user`. */
export function withUser<Payload extends { readonly userName: string }>(payload: ObjectRef<Schema, Payload>) {
  builder.objectField(payload, "user", (t) =>
    t.field({
      type: UserType,
      nullable: true,
      description: `The user ${readBack}`,
      resolve: ({ userName }, _args, { loaders }) => loaders.users.load(userName),
    }),
  );
  return payload;
}

/** Gives a payload the field `group`. */
export function withGroup<Payload extends { readonly groupName: string }>(payload: ObjectRef<Schema, Payload>) {
  builder.objectField(payload, "group", (t) =>
    t.field({
      type: GroupType,
      nullable: true,
      description: `The group ${readBack}`,
      resolve: ({ groupName }, _args, { loaders }) => loaders.groups.load(groupName),
    }),
  );
  return payload;
}

/** Gives a payload the field `virtualMfaDevice`. */
export function withVirtualMfaDevice<Payload extends { readonly serialNumber: string }>(
  payload: ObjectRef<Schema, Payload>,
) {
  builder.objectField(payload, "virtualMfaDevice", (t) =>
    t.field({
      type: VirtualMfaDeviceType,
      nullable: true,
      description: `The device ${readBack}`,
      resolve: ({ serialNumber }, _args, { loaders }) => loaders.virtualMfaDevices.load(serialNumber),
    }),
  );
  return payload;
}

/** Gives a payload the field `oidcProvider`. */
export function withOidcProvider<Payload extends { readonly arn: string }>(payload: ObjectRef<Schema, Payload>) {
  builder.objectField(payload, "oidcProvider", (t) =>
    t.field({
      type: OidcProviderType,
      nullable: true,
      description: `The provider ${readBack}`,
      resolve: ({ arn }, _args, { loaders }) => loaders.oidcProviders.load(arn),
    }),
  );
  return payload;
}
