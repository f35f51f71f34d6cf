import { expect, it } from "vitest";
import { createIam, createUsage, type Rate } from "../../../src/iam/index.ts";
import { createLoaders } from "../../../src/loaders/index.ts";
import { createCrowd } from "../../support/crowd.ts";

const SCARCE: Rate = { perSecond: 0.001, burst: 1 };

it.each([
  ["begins where calls are left besides the page and it", { limit: 3 }, 1],
  ["is left alone where it would take the last of the request's calls", { limit: 2 }, 0],
  ["is left alone where it would have to wait for its turn", { limit: 3, rate: SCARCE }, 0],
] as const)("a sweep that is foreseen %s", async (_what, { limit, ...more }, sweeps) => {
  await using account = await createCrowd(40);
  const iamFor = createIam({
    client: account.client,
    latencyStatistics: { now: () => 0, unseenLatencyMs: 0 },
    ...more,
  });
  const another = iamFor(createUsage());
  await another.planning.summary();
  // Where calls are scarce, that was the only one.
  await another.reads.getUserDetails({ maxItems: 1 });
  account.forgetCalls();
  const { virtualMfaDevices } = createLoaders(iamFor(createUsage({ limit })));
  await virtualMfaDevices.list({ first: 1000, assignmentStatus: "Assigned" }, ["tags"]);
  expect(account.counts()).toEqual({
    ListVirtualMFADevices: 1,
    ...(sweeps > 0 && { GetAccountAuthorizationDetails: sweeps }),
  });
  // Nothing waits for its turn either.
  expect(another.planning.callOutlook("GetAccountAuthorizationDetails").tokens).toBeGreaterThanOrEqual(0);
});
