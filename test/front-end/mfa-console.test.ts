import { describe, expect, it } from "vitest";
import { coverageOf } from "../../examples/mfa-console/src/coverage/coverage-figures.ts";
import { relayResponses } from "../../examples/mfa-console/src/network/relay-responses.ts";

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

  it("goes by counts of now where there are any", () => {
    expect(partsOf(28, 8)).toEqual([8, 28, 0, 24]);
  });

  it("has no part of less than nothing, however much was changed since the report", () => {
    expect(partsOf(0, 70)).toEqual([70, 0, 0, 0]);
  });
});
