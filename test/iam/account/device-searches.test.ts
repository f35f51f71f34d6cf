import { expect, it } from "vitest";
import { DeviceSearches, type FinishedDeviceSearch, NO_ACCOUNT_STATE } from "../../../src/iam/account/index.ts";
import { IamClock } from "../../../src/iam/iam-clock.ts";

const [key, other, virtual] = ["GAHT00000001", "GAHT00000002", "arn:aws:iam::123456789012:mfa/phone"];

const search: FinishedDeviceSearch = {
  accountId: "123456789012",
  asOf: new Date("2026-03-01T10:00:00Z"),
  otherDevices: 1,
  rootDevices: 0,
  holders: new Map([["alice", 1]]),
};

it.each<[string, readonly string[], Readonly<Record<string, number>>]>([
  ["Alice", [key], { alice: 1 }],
  ["alice", [key, virtual], { alice: 1 }],
  ["alice", [key, other], { alice: 2 }],
  ["alice", [virtual], {}],
  ["Bob", [other], { alice: 1, bob: 1 }],
  ["bob", [other, key], { alice: 1, bob: 2 }],
  ["bob", [virtual], { alice: 1 }],
])("a look-up corrects the holders of the last search: %s has %j", (userName, devices, holders) => {
  const saved: FinishedDeviceSearch[] = [];
  const searches = new DeviceSearches(new IamClock(() => 0), {
    ...NO_ACCOUNT_STATE,
    deviceSearches: () => [search],
    saveDeviceSearch: (one) => void saved.push(one),
  });
  searches.finished(search.accountId);
  searches.askedUser(userName, devices);
  const otherDevices = Object.values(holders).reduce((sum, count) => sum + count, 0);
  const expected = { ...search, otherDevices, holders: new Map(Object.entries(holders)) };
  expect(searches.finished(search.accountId)).toEqual(expected);
  const isChanged = JSON.stringify(holders) !== JSON.stringify({ alice: 1 });
  expect(saved).toEqual(isChanged ? [expected] : []);
});
