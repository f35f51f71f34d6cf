import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDateText } from "../../../src/graphql/index.ts";

describe("a date's text", () => {
  it("is what toISOString gives, of any year and whatever days came before", () => {
    const textOf = createDateText();
    fc.assert(
      fc.property(fc.array(fc.date({ noInvalidDate: true })), (dates) => {
        expect(dates.map(textOf)).toEqual(dates.map((date) => date.toISOString()));
      }),
    );
  });

  it("is that of the very last millisecond of a day, and of the first", () => {
    const textOf = createDateText();
    const midnight = Date.UTC(2026, 0, 1);
    expect([midnight - 1, midnight].map((time) => textOf(new Date(time)))).toEqual([
      "2025-12-31T23:59:59.999Z",
      "2026-01-01T00:00:00.000Z",
    ]);
  });

  it("is an error where the date is none", () => {
    expect(() => createDateText()(new Date(Number.NaN))).toThrow(RangeError);
  });
});
