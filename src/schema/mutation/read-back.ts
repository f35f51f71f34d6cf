import type { ObjectRef } from "@pothos/core";
import { accountFact } from "../account/facts.ts";
import { builder, type Schema } from "../builder.ts";
import { BY_NAME } from "../cost/index.ts";
import { GroupType, OidcProviderType, UserType, VirtualMfaDeviceType } from "../entities.ts";
import { FAILED } from "../nullability/index.ts";

// Fields of payloads that are read after the write if they are selected. They are nullable, so that a failed read does not
// hide that the change was made.

/** The end of the descriptions of such fields. */
export const READ_BACK = "after the change. Null, with an error, if reading it failed; the change itself was made.";

/** Gives a payload the field `user`. */
export function withUser<Payload extends { readonly userName: string }>(payload: ObjectRef<Schema, Payload>) {
  builder.objectField(payload, "user", (t) =>
    t.field({
      type: UserType,
      nullable: true,
      nullWhen: FAILED,
      description: `The user ${READ_BACK}`,
      cost: { knows: [accountFact] },
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
      nullWhen: FAILED,
      description: `The group ${READ_BACK}`,
      cost: BY_NAME,
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
      nullWhen: FAILED,
      description: `The device ${READ_BACK}`,
      cost: BY_NAME,
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
      nullWhen: FAILED,
      description: `The provider ${READ_BACK}`,
      cost: BY_NAME,
      resolve: ({ arn }, _args, { loaders }) => loaders.oidcProviders.load(arn),
    }),
  );
  return payload;
}
