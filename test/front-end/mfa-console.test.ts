import { describe, expect, it } from "vitest";
import { digitsOf } from "../../examples/mfa-console/src/ceremony/authentication-code.ts";
import { coverageOf } from "../../examples/mfa-console/src/coverage/coverage-figures.ts";
import { relayResponses } from "../../examples/mfa-console/src/network/relay-responses.ts";
import { nameOfKind } from "../../examples/mfa-console/src/users/device-kinds.ts";
import { UnknownFacts } from "../../examples/mfa-console/src/users/unknown-facts.ts";

describe("an answer in parts, as Relay's runtime takes it", () => {
  it("is final in its last part, and each deferred fragment has its errors told from where it is", () => {
    const node = { userName: "alice" };
    expect(relayResponses({ data: node, hasNext: true })).toEqual([{ data: node, extensions: { is_final: false } }]);
    const error = { message: "Denied.", path: ["users", 0, "mfaDevices"], extensions: { code: "IAM_ACCESS_DENIED" } };
    const increment = { data: { mfaDevices: null }, path: ["users", 0], label: "q$defer$d", errors: [error] };
    expect(relayResponses({ incremental: [increment], hasNext: false })).toEqual([
      [
        {
          data: { mfaDevices: null },
          path: ["users", 0],
          label: "q$defer$d",
          errors: [
            {
              message: "Denied.",
              path: ["mfaDevices"],
              extensions: { code: "IAM_ACCESS_DENIED", told: "Denied." },
            },
          ],
          extensions: { is_final: true },
        },
      ],
    ]);
  });

  it("is nothing where the part only says that it was the last, or a fragment has no data", () => {
    expect(relayResponses({ hasNext: false })).toEqual([]);
    const failed = { data: null, path: ["users", 0], label: "q$defer$d", errors: [{ message: "Gone." }] };
    expect(relayResponses({ incremental: [failed], hasNext: false })).toEqual([]);
  });
});

describe("coverage", () => {
  const report = { users: 60, usersWithMfa: 27, usersWithPassword: 36, usersWithPasswordWithoutMfa: 9 };
  const partsOf = (...now: [withMfa?: number, exposed?: number]) =>
    coverageOf(report, ...now).parts.map((part) => part.users);

  it("has four parts that are all users", () => {
    expect(partsOf()).toEqual([9, 27, 0, 24]);
  });

  it("is corrected by the two counts", () => {
    expect(partsOf(28, 8)).toEqual([8, 28, 0, 24]);
    expect(coverageOf(report, 28, 8)).toMatchObject({ isCounted: true, exposed: 8 });
  });

  it.each([
    [undefined, undefined],
    [null, 8],
    [28, undefined],
  ])("is the report's alone, and says so, if a count is missing: %s and %s", (withMfa, exposed) => {
    expect(coverageOf(report, withMfa, exposed)).toEqual({ ...coverageOf(report, undefined, undefined) });
    expect(coverageOf(report, withMfa, exposed)).toMatchObject({ isCounted: false, exposed: 9 });
  });

  it("counts zero as a count", () => {
    expect(coverageOf(report, 0, 0)).toMatchObject({ isCounted: true, exposed: 0 });
  });

  it("has no part of less than nothing, however much was changed since the report", () => {
    expect(partsOf(0, 70)).toEqual([70, 0, 0, 0]);
  });
});

describe("an authentication code", () => {
  it.each(["409621", "409 621", " 409 621 ", "409-621", "409\u00a0621", "409\u2009621"])(
    "is its digits: %j",
    (typed) => {
      expect(digitsOf(typed)).toBe("409621");
    },
  );

  it("is not cut if it has too many digits, so that the gateway can say so", () => {
    expect(digitsOf("409 6213")).toBe("4096213");
  });
});

describe("a kind of MFA device", () => {
  it.each([
    ["FIDO", "passkey"],
    ["SMS", "SMS"],
    ["UNKNOWN", "unknown kind"],
    ["SMART_CARD", "smart card"],
    ["constructor", "constructor"],
  ])("%s is called %s", (kind, name) => {
    expect(nameOfKind(kind)).toBe(name);
  });
});

describe("facts of the table that could not be read", () => {
  const refusal = (userName: string) => [
    {
      path: ["mfaDevices"],
      extensions: { code: "IAM_ACCESS_DENIED", action: "ListMFADevices", told: `Not authorized: resource ${userName}` },
    },
  ];

  it("are one group for each cause, with the number of users, whatever the messages name", () => {
    const facts = new UnknownFacts();
    facts.add("alice", refusal("alice"));
    facts.add("bob", refusal("bob"));
    facts.add("bob", refusal("bob"));
    facts.add("bob", []);
    expect(facts.groups.get()).toEqual([
      { cause: "IAM_ACCESS_DENIED ListMFADevices", text: "Not authorized: resource alice", users: 2 },
      { cause: "The answer broke off.", text: "The answer broke off.", users: 1 },
    ]);
  });

  it("leave the banner when their rows do", () => {
    const facts = new UnknownFacts();
    const remove = facts.add("alice", refusal("alice"));
    remove();
    expect(facts.groups.get()).toEqual([]);
  });
});
