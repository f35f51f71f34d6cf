import { expect, it } from "vitest";
import { REPORT_LIFE_MS } from "../../../src/iam/account/credential-changes.ts";
import { CredentialChanges, NO_ACCOUNT_STATE } from "../../../src/iam/account/index.ts";
import { IamClock } from "../../../src/iam/iam-clock.ts";

const MARGIN_MS = 300_000;

it.each([
  [REPORT_LIFE_MS + MARGIN_MS - 1, []],
  [REPORT_LIFE_MS + MARGIN_MS, [1000]],
])(
  "a change of credentials is kept for the life of a report and five minutes: after %i ms dropped are %j",
  (age, until) => {
    let now = 1000;
    const dropped: number[] = [];
    const changes = new CredentialChanges(new IamClock(() => now), {
      ...NO_ACCOUNT_STATE,
      dropCredentialChanges: (time) => void dropped.push(time),
    });
    changes.changed("alice", ["mfa"]);
    now += age;
    changes.changed("bob", ["mfa"]);
    expect(dropped).toEqual(until);
  },
);

it.each([
  [-MARGIN_MS, true],
  [MARGIN_MS - 1, true],
  [MARGIN_MS, false],
])("a report may lack a change if it is less than five minutes newer: %i ms", (newer, mayLack) => {
  const changes = new CredentialChanges(new IamClock(() => 1_000_000));
  changes.changed("Alice", ["mfa"]);
  const isSince = (name: string, credential: "mfa" | "password") =>
    changes.isSince(new Date(1_000_000 + newer), name, credential);
  expect([isSince("alice", "mfa"), isSince("alice", "password"), isSince("bob", "mfa")]).toEqual([
    mayLack,
    false,
    false,
  ]);
});
