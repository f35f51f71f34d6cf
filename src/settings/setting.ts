import { z } from "zod";

/**
 * A setting: an environment variable, how its text is read, and what `--help` and docs/settings.md say about it.
 * @typeParam Value what the gateway gets: the parsed text, or `defaultValue` if the variable is not set
 */
export interface Setting<Value = unknown> {
  readonly name: `IAMQL_${string}`;
  /** A variable that is read if `name` is not set. */
  readonly fallbackName?: string;
  /** The default as documentation shows it. A variable with exactly this text counts as not set. */
  readonly default: string;
  readonly defaultValue: Value;
  /** Valid values, to complete the sentence "expected ...". */
  readonly expected: string;
  readonly meaning: string;
  readonly type: z.ZodType<Value, string>;
}

type Row<Value> = Omit<Setting<Value>, "defaultValue">;

/** A setting whose default is a valid value itself. @throws ZodError if it is not */
export function setting<Value>(row: Row<Value>): Setting<Value> {
  return { ...row, defaultValue: row.type.parse(row.default) };
}

/** A setting without a value of its own if it is not set: the text in `default` says what happens then. */
export function optionalSetting<Value>(row: Row<Value>): Setting<Value | undefined> {
  return { ...row, defaultValue: undefined };
}

/** A whole number in decimal digits. */
export function wholeNumber(min: number, max: number) {
  return {
    expected: `a whole number from ${min} to ${max}`,
    type: z
      .string()
      .regex(new RegExp(`^\\d{1,${String(max).length}}$`))
      .transform(Number)
      .pipe(z.number().min(min).max(max)),
  };
}

/** `on` or `off`, as a boolean. */
export const onOrOff = {
  expected: "on or off",
  type: z.enum(["on", "off"]).transform((text) => text === "on"),
};

/** Any text. */
export const path = { expected: "a path", type: z.string() };

/** Items separated by commas, each of which satisfies `isItem`. */
export function listOf(isItem: (item: string) => boolean) {
  return z
    .string()
    .transform((text) => text.split(",").map((item) => item.trim()))
    .transform((items) => items.filter((item) => item !== ""))
    .refine((items) => items.every(isItem));
}

/** The same; `none` is the empty list. */
export function listOrNone(isItem: (item: string) => boolean) {
  return z
    .string()
    .transform((text) => (text === "none" ? "" : text))
    .pipe(listOf(isItem));
}
