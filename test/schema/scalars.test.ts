import { GraphQLError, Kind } from "graphql";
import { describe, expect, it } from "vitest";
import { ArnScalar, ByteScalar } from "../../src/schema/scalars.ts";

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(GraphQLError);
    return String(error);
  }
  return "not refused";
}

describe("Byte", () => {
  it("converts bytes to base64 text and back", () => {
    const bytes = new Uint8Array([0, 255, 62, 63]);
    expect(ByteScalar.serialize(bytes)).toBe("AP8+Pw==");
    expect(ByteScalar.serialize(Buffer.from(bytes))).toBe("AP8+Pw==");
    expect(ByteScalar.serialize("AP8+Pw==")).toBe("AP8+Pw==");
    expect(ByteScalar.parseValue("AP8+Pw==")).toBe("AP8+Pw==");
    expect(ByteScalar.parseValue("")).toBe("");
    expect(ByteScalar.parseLiteral({ kind: Kind.STRING, value: "AP8+Pw==" })).toBe("AP8+Pw==");
  });

  it.each(["s3cret", "AP8-Pw==", "AP8+Pw=", "AP8+P w=", "AP8+Pw==\n"])("rejects %j without quoting it", (text) => {
    for (const run of [() => ByteScalar.parseValue(text), () => ByteScalar.serialize(text)]) {
      expect(refusal(run)).toContain("base64");
      expect(refusal(run)).not.toContain(text);
    }
  });

  it("rejects values that are not strings", () => {
    for (const value of [123456, null, {}, ["s3cret"]]) {
      expect(refusal(() => ByteScalar.parseValue(value))).toBe("Byte is text: expected a string.");
    }
    expect(refusal(() => ByteScalar.parseLiteral({ kind: Kind.INT, value: "123456" }))).not.toContain("123456");
  });
});

describe("Arn", () => {
  it("accepts any string, which the field validates", () => {
    expect(ArnScalar.parseValue("anything")).toBe("anything");
    expect(ArnScalar.parseLiteral({ kind: Kind.STRING, value: "anything" })).toBe("anything");
  });

  it("rejects values that are not strings, without quoting them", () => {
    expect(refusal(() => ArnScalar.parseValue(123456))).toBe("Arn is text: expected a string.");
    expect(refusal(() => ArnScalar.parseLiteral({ kind: Kind.INT, value: "123456" }))).not.toContain("123456");
  });
});
