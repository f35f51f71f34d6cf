import {
  type Arguments,
  assumedSize,
  type CallKind,
  callsForList,
  type Fact,
  type FieldCost,
  type ReadKind,
} from "../cost/index.ts";
import type { EntityName } from "../entity-names.ts";
import { groupFact } from "../group/facts.ts";
import { oidcProviderFact } from "../oidc-provider/facts.ts";
import { knownByGetUser } from "../user/facts.ts";
import { knownByListVirtualMfaDevices } from "../virtual-mfa-device/facts.ts";

interface LookUpCall {
  readonly kind: ReadKind;
  readonly knows: readonly Fact[];
}

/** The call that finds an entity by its key, and the facts that it returns. */
const lookUpCalls: Readonly<Record<EntityName, LookUpCall>> = {
  User: { kind: "user", knows: knownByGetUser },
  Group: { kind: "group", knows: [groupFact] },
  MfaDevice: { kind: "mfaDevices", knows: [] },
  VirtualMfaDevice: { kind: "foundVirtualMfaDevice", knows: knownByListVirtualMfaDevices },
  OidcProvider: { kind: "oidcProvider", knows: [oidcProviderFact] },
};

export interface LookUpCostOptions {
  /** How many of each entity the field returns. */
  readonly entities: (args: Arguments) => ReadonlyMap<EntityName, number>;
  /** How many different ones of each entity it looks up. @default entities */
  readonly lookedUp?: (args: Arguments) => ReadonlyMap<EntityName, number>;
}

/** The cost of a field that finds entities of several types by their keys. */
export function lookUpCost({ entities, lookedUp = entities }: LookUpCostOptions): FieldCost {
  return {
    calls(args) {
      const calls = new Map<CallKind, number>();
      for (const [entity, count] of lookedUp(args)) {
        const kind = lookUpCalls[entity].kind;
        // One scan of the list finds all virtual devices.
        if (kind === "foundVirtualMfaDevice") calls.set(kind, callsForList(assumedSize.virtualMfaDevices));
        else calls.set(kind, count);
      }
      // The ids of other entities come with an ARN of the account.
      if (calls.has("mfaDevices")) calls.set("account", 1);
      return calls;
    },
    size: (args) => ({
      nodes: lookedUp(args)
        .values()
        .reduce((sum, count) => sum + count, 0),
    }),
    types: entities,
    knows: Object.values(lookUpCalls).flatMap(({ knows }) => knows),
  };
}
