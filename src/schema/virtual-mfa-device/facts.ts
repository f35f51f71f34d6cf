import { accountFact } from "../account/facts.ts";
import type { Fact } from "../cost/index.ts";
import { userFacts } from "../user/facts.ts";

/** IAM's list of virtual devices does not return their tags. */
export const deviceTags: Fact = { call: "mfaDeviceTags" };

/** The identity of the device's owner. IAM's list of virtual devices returns it; a user's own list has only the name. */
const ownerIdentity: Fact = { ...userFacts.identity };

/** The facts of a device's owner, as facts of the device. */
export const ownerFacts: ReadonlyMap<Fact, Fact> = new Map<Fact, Fact>(
  Object.values(userFacts).map((fact) => [fact, fact === userFacts.identity ? ownerIdentity : { ...fact }]),
);

/** Facts that ListVirtualMFADevices returns. */
export const knownByListVirtualMfaDevices: readonly Fact[] = [accountFact, ownerIdentity];
