import { describe, expect, it } from "vitest";
import { createIam, createUsage, type Iam, type IamReads, isNoSuchEntity } from "../../../src/iam/index.ts";
import { createTestClock } from "../../support/clock.ts";
import { scene } from "../../support/scene.ts";
import { cases, partialCases } from "./cases.ts";
import { createStaleReplica } from "./stale-replica.ts";

const { alice, bob, ops, empty, spare, issuer } = scene;
const phone = "arn:aws:iam::123456789012:mfa/Phone";
const otherIssuer = "arn:aws:iam::123456789012:oidc-provider/other.example";

type Read = (iam: Pick<Iam, "reads">, lists: IamReads) => Promise<unknown>;

const find =
  (serialNumber: string): Read =>
  ({ reads }) =>
    reads.findVirtualMfaDevice(serialNumber, async (from) => {
      const { items } = await from.listVirtualMfaDevices({ assignmentStatus: "Any" });
      return items.find((device) => device.serialNumber === serialNumber) ?? null;
    });

/** Every read that waits for writes, of the entities that the writes change. */
const reads: Readonly<Record<string, Read>> = {
  ...Object.fromEntries(
    [alice, bob, "Carol", "Alicia"].flatMap((userName): [string, Read][] => [
      [`user ${userName}`, (iam) => iam.reads.getUser(userName)],
      [`groups of ${userName}`, (iam) => iam.reads.listGroupsForUser({ userName })],
      [`devices of ${userName}`, (iam) => iam.reads.listMfaDevices({ userName })],
    ]),
  ),
  ...Object.fromEntries(
    [ops, empty, "Staff", "Operations"].map((groupName): [string, Read] => [
      `group ${groupName}`,
      (iam) => iam.reads.getGroup({ groupName }),
    ]),
  ),
  users: (_iam, lists) => lists.listUsers({}),
  "users in /new/": (_iam, lists) => lists.listUsers({ pathPrefix: "/new/" }),
  "users in /people/": (_iam, lists) => lists.listUsers({ pathPrefix: "/people/" }),
  // The other members of these users are compared one by one: see `Planning.showsUser`.
  "names in user details": async (_iam, lists) =>
    (await lists.getUserDetails({})).items.map(({ userName }) => userName).toSorted(),
  groups: (_iam, lists) => lists.listGroups({}),
  "groups in /new/": (_iam, lists) => lists.listGroups({ pathPrefix: "/new/" }),
  "virtual devices": (_iam, lists) => lists.listVirtualMfaDevices({ assignmentStatus: "Any" }),
  "assigned devices": (_iam, lists) => lists.listVirtualMfaDevices({ assignmentStatus: "Assigned" }),
  "unassigned devices": (_iam, lists) => lists.listVirtualMfaDevices({ assignmentStatus: "Unassigned" }),
  "device Spare": find(spare),
  "device Phone": find(phone),
  "tags of Spare": (iam) => iam.reads.listMfaDeviceTags({ serialNumber: spare }),
  "tags of Phone": (iam) => iam.reads.listMfaDeviceTags({ serialNumber: phone }),
  providers: (_iam, lists) => lists.listOidcProviders(),
  "the provider": (iam) => iam.reads.getOidcProvider(issuer),
  "the other provider": (iam) => iam.reads.getOidcProvider(otherIssuer),
};

/** A stale response that does not name the deleted or renamed entity cannot be recognized. */
const unrecognizable: Readonly<Record<string, readonly string[]>> = {
  UpdateUser: [`groups of ${alice}`],
  "UpdateUser without a new path": [`groups of ${alice}`],
  DeleteUser: [`groups of ${bob}`, `devices of ${bob}`],
  DeleteVirtualMFADevice: ["tags of Spare"],
};

/** The reads through a gateway that waits for writes, and through one that does not. */
async function createReplicatedAccount() {
  const replica = await createStaleReplica();
  const clock = createTestClock();
  const waiting = createIam({ client: replica.client, propagation: { now: clock.now, sleep: clock.sleep } });
  const plain = createIam({ client: replica.client, propagation: { waitMs: 0 } });
  const run = async (iamFor: typeof waiting, name: string) => {
    const iam = iamFor(createUsage());
    const lists = { ...iam.reads, ...iam.consistentLists(iam.reads) };
    replica.forgetCalls();
    const answer = await reads[name]?.(iam, lists).catch((error: unknown) => {
      if (isNoSuchEntity(error)) return "NoSuchEntity";
      throw error;
    });
    return { answer, calls: replica.calls.length };
  };
  return {
    ...replica,
    clock,
    iam: () => waiting(createUsage()),
    /** What IAM answers at once. */
    plain: async (name: string) => (await run(plain, name)).answer,
    /** What the gateway answers, with its number of calls. */
    waiting: (name: string) => run(waiting, name),
  };
}

describe("the reads after a write, each of which first reaches a replica from before it", () => {
  it.each(Object.entries({ ...cases, ...partialCases }))(
    "show %s, and are repeated only if they can",
    async (write, row) => {
      await using account = await createReplicatedAccount();
      const before: Record<string, unknown> = {};
      for (const name of Object.keys(reads)) before[name] = await account.plain(name);
      const snapshot = account.snapshot();
      await row.write(account.iam().writes);

      const outcomes: Record<string, unknown> = {};
      const expected: Record<string, unknown> = {};
      for (const name of Object.keys(reads)) {
        account.lag(snapshot);
        outcomes[name] = await account.waiting(name);
        account.catchUp();
        const after = await account.plain(name);
        const isShown = isDeepEqual(before[name], after) || unrecognizable[write]?.includes(name) === true;
        expected[name] = isShown ? { answer: before[name], calls: 1 } : { answer: after, calls: 2 };
      }
      expect(outcomes).toEqual(expected);
    },
  );
});

function isDeepEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
