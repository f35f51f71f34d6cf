import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDateText } from "../../../src/graphql/index.ts";

describe("createDateText", () => {
  it("returns what toISOString returns, for dates of any year in any order", () => {
    const textOf = createDateText();
    fc.assert(
      fc.property(fc.array(fc.date({ noInvalidDate: true })), (dates) => {
        expect(dates.map(textOf)).toEqual(dates.map((date) => date.toISOString()));
      }),
      { seed: 16 },
    );
  });

  it("formats the last millisecond of a day and the first of the next", () => {
    const textOf = createDateText();
    const midnight = Date.UTC(2026, 0, 1);
    expect([midnight - 1, midnight].map((time) => textOf(new Date(time)))).toEqual([
      "2025-12-31T23:59:59.999Z",
      "2026-01-01T00:00:00.000Z",
    ]);
  });

  it("throws RangeError for an invalid date", () => {
    expect(() => createDateText()(new Date(Number.NaN))).toThrow(RangeError);
  });
});
