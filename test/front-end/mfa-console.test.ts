import { describe, expect, it } from "vitest";
import { digitsOf } from "../../examples/mfa-console/src/ceremony/authentication-code.ts";
import { coverageOf } from "../../examples/mfa-console/src/coverage/coverage-figures.ts";
import { relayResponses } from "../../examples/mfa-console/src/network/relay-responses.ts";
import { nameOfKind } from "../../examples/mfa-console/src/users/device-kinds.ts";
import { UnknownFacts } from "../../examples/mfa-console/src/users/unknown-facts.ts";

describe("relayResponses", () => {
  it("marks the last part as final, and makes error paths relative to their fragment", () => {
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
              extensions: { code: "IAM_ACCESS_DENIED", reason: "Denied." },
            },
          ],
          extensions: { is_final: true },
        },
      ],
    ]);
  });

  it("returns nothing for a part that only ends the response, or a fragment without data", () => {
    expect(relayResponses({ hasNext: false })).toEqual([]);
    const failed = { data: null, path: ["users", 0], label: "q$defer$d", errors: [{ message: "Gone." }] };
    expect(relayResponses({ incremental: [failed], hasNext: false })).toEqual([]);
  });
});

describe("coverageOf", () => {
  const report = { userCount: 60, usersWithMfa: 27, usersWithPassword: 36, usersWithPasswordWithoutMfa: 9 };
  const partsOf = (...now: [withMfa?: number, exposed?: number]) =>
    coverageOf(report, ...now).parts.map((part) => part.users);

  it("divides all users into four parts", () => {
    expect(partsOf()).toEqual([9, 27, 0, 24]);
  });

  it("corrects the report by the two counts", () => {
    expect(partsOf(28, 8)).toEqual([8, 28, 0, 24]);
    expect(coverageOf(report, 28, 8)).toMatchObject({ isCounted: true, exposed: 8 });
  });

  it.each([
    [undefined, undefined],
    [null, 8],
    [28, undefined],
  ])("uses only the report, and says so, if a count is missing: %s and %s", (withMfa, exposed) => {
    expect(coverageOf(report, withMfa, exposed)).toEqual({ ...coverageOf(report, undefined, undefined) });
    expect(coverageOf(report, withMfa, exposed)).toMatchObject({ isCounted: false, exposed: 9 });
  });

  it("accepts zero as a count", () => {
    expect(coverageOf(report, 0, 0)).toMatchObject({ isCounted: true, exposed: 0 });
  });

  it("has no negative part, even if much has changed since the report", () => {
    expect(partsOf(0, 70)).toEqual([70, 0, 0, 0]);
  });
});

describe("digitsOf", () => {
  it.each(["409621", "409 621", " 409 621 ", "409-621", "409\u00a0621", "409\u2009621"])(
    "returns the digits of %j",
    (typed) => {
      expect(digitsOf(typed)).toBe("409621");
    },
  );

  it("keeps surplus digits, so that the gateway can reject them", () => {
    expect(digitsOf("409 6213")).toBe("4096213");
  });
});

describe("nameOfKind", () => {
  it.each([
    ["FIDO", "passkey"],
    ["SMS", "SMS"],
    ["UNKNOWN", "unknown kind"],
    ["SMART_CARD", "smart card"],
    ["constructor", "constructor"],
  ])("shows %s as %s", (kind, name) => {
    expect(nameOfKind(kind)).toBe(name);
  });
});

describe("UnknownFacts", () => {
  const refusal = (userName: string) => [
    {
      path: ["mfaDevices"],
      extensions: {
        code: "IAM_ACCESS_DENIED",
        action: "ListMFADevices",
        reason: `Not authorized: resource ${userName}`,
      },
    },
  ];

  it("forms one group per cause, with the number of users, even if the messages differ", () => {
    const facts = new UnknownFacts();
    facts.add("alice", refusal("alice"));
    facts.add("bob", refusal("bob"));
    facts.add("bob", refusal("bob"));
    facts.add("bob", []);
    expect(facts.groups.get()).toEqual([
      { cause: "IAM_ACCESS_DENIED ListMFADevices", text: "Not authorized: resource alice", users: 2 },
      { cause: "The response was interrupted.", text: "The response was interrupted.", users: 1 },
    ]);
  });

  it("drops a fact when its row is removed", () => {
    const facts = new UnknownFacts();
    const remove = facts.add("alice", refusal("alice"));
    remove();
    expect(facts.groups.get()).toEqual([]);
  });
});
