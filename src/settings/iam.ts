import { z } from "zod";
import { DEFAULT_CACHE_BYTES, DEFAULT_CACHE_TTL_MS, DEFAULT_RATE } from "../iam/index.ts";
import type { Setting } from "./settings.ts";

/** Settings of how IAM is called. */
export const iamSettings = {
  IAMQL_IAM_CALLS_PER_SECOND: {
    default: `${DEFAULT_RATE.perSecond} over AWS, off over the embedded IAM`,
    expected: "a number from 0.1 to 10000, or off",
    meaning: "how often each of IAM's actions is called, by all requests together (off: as often as they ask for it)",
    type: z.union([
      z.literal("off"),
      z
        .string()
        .regex(/^\d{1,5}(?:\.\d{1,3})?$/)
        .transform(Number)
        .pipe(z.number().min(0.1).max(10_000)),
    ]),
  },
  IAMQL_IAM_CALLS_BURST: {
    default: String(DEFAULT_RATE.burst),
    expected: "a whole number from 1 to 100000",
    meaning: "with IAMQL_IAM_CALLS_PER_SECOND: how many calls of an action are made at once, after a time without any",
    type: wholeNumber(1, 100_000),
  },
  IAMQL_IAM_CACHE_TTL_MS: {
    default: `${DEFAULT_CACHE_TTL_MS} over AWS, 0 over the embedded IAM`,
    expected: "a whole number from 0 to 3600000",
    meaning: "how long what IAM answered is kept for equal reads, in milliseconds (0: not at all)",
    type: wholeNumber(0, 3_600_000),
  },
  IAMQL_IAM_CACHE_MAX_BYTES: {
    default: String(DEFAULT_CACHE_BYTES),
    expected: "a whole number from 1 to 1099511627776",
    meaning: "with IAMQL_IAM_CACHE_TTL_MS: how much of that is kept at most, in bytes as JSON",
    type: wholeNumber(1, 1_099_511_627_776),
  },
  IAMQL_IAM_DETAILS_CARRY_BOUNDARY: {
    default: "on",
    expected: "on or off",
    meaning:
      "whether a user without a permissions boundary in GetAccountAuthorizationDetails has none (off: each is asked for by GetUser)",
    type: z.enum(["on", "off"]).transform((value) => value === "on"),
  },
} as const satisfies Record<string, Setting>;

function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,13}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
}
