import { expect, it } from "vitest";
import { createIam, createUsage, type Rate } from "../../../src/iam/index.ts";
import { planAhead } from "../../../src/loaders/hydration/plan-batch.ts";
import { createLoaders } from "../../../src/loaders/index.ts";
import { createCrowd } from "../../support/crowd.ts";

const SCARCE: Rate = { perSecond: 0.001, burst: 1 };

it.each([
  ["starts if the request has calls left after it and the page", { limit: 3 }, 1],
  ["does not start if it would use the request's last call", { limit: 2 }, 0],
  ["does not start if it would wait for the rate limit", { limit: 3, iamCallRate: SCARCE }, 0],
] as const)("a prefetched bulk read %s", async (_what, { limit, ...more }, bulkReads) => {
  await using account = await createCrowd(40);
  const iamFor = createIam({
    client: account.client,
    latencyStatistics: { now: () => 0, unseenLatencyMs: 0 },
    ...more,
  });
  const another = iamFor(createUsage());
  await another.planning.summary();
  // With the scarce rate, this uses up the only free call.
  await another.reads.getUserDetails({ maxItems: 1 });
  account.forgetCalls();
  const { virtualMfaDevices } = createLoaders(iamFor(createUsage({ limit })));
  const filter = { kind: "test", test: { member: "assignmentStatus", value: "ASSIGNED" } } as const;
  await virtualMfaDevices.list({ first: 1000, filter }, ["tags"]);
  expect(account.counts()).toEqual({
    ListVirtualMFADevices: 1,
    ...(bulkReads > 0 && { GetAccountAuthorizationDetails: bulkReads }),
  });
  // No call is queued either.
  expect(another.planning.callOutlook("GetAccountAuthorizationDetails").tokens).toBeGreaterThanOrEqual(0);
});

it.each([
  [0.9, undefined],
  [1, { GetUser: 1 }],
  [1.9, { GetUser: 1 }],
])("a forecast of %d entities has a plan for whole ones", async (entities, calls) => {
  await using account = await createCrowd(40);
  const { planning } = createIam({ client: account.client, latencyStatistics: { now: () => 0 } })(createUsage());
  await planning.summary();
  const plan = await planAhead({ fieldGroups: ["tags"], entitiesIn: () => entities, mayAsk: false }, planning);
  expect(plan && Object.fromEntries(plan.calls)).toEqual(calls);
});
