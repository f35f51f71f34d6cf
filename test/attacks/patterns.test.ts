import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shapes } from "../../src/iam-model/shapes.ts";
import { cpuTime } from "../support/clock.ts";
import { findPatterns } from "../support/patterns.ts";

const FULL_SIZE = 1_000_000;
/** Enough to find the text that takes a pattern longest, but not to measure how long. */
const TRIAL_SIZE = 1000;
/** Increasing, so that a pattern of quadratic time fails before it takes minutes. */
const SIZES = [16_000, 32_000, 64_000, 250_000, FULL_SIZE];
/** Ten times what the slowest pattern takes in linear time. */
const MAX_CPU_MS = 500;
const MIN_QUADRATIC_CPU_MS = 100;
const SAMPLES = 5;
/** Maximum number of places in a sample where its repeated part begins. */
const CUTS = 12;

/** Endings that make a text not match. */
const ENDINGS = ["", "\u0000", "\n", "x"];

/** A text with a repeated part. */
interface Attack {
  readonly front: string;
  readonly part: string;
  readonly end: string;
}

function textOf({ front, part, end }: Attack, size: number): string {
  return front + part.repeat(Math.ceil(size / part.length)) + end;
}

/** Texts that repeat parts of matching samples, or of the pattern's source. */
function attacksOn(pattern: RegExp): Attack[] {
  const samples = fc.sample(fc.stringMatching(withoutAssertions(pattern), { size: "xsmall" }), {
    numRuns: SAMPLES,
    seed: 1,
  });
  const pieces = [...samples, ...pattern.source.split(/[\\^$.*+?()[\]{}|]+/), " ", "\t ", "a", '"', "\\", "\r\n", ","];
  const attacks: Attack[] = [];
  for (const piece of new Set(pieces)) {
    if (piece === "") continue;
    for (const end of ENDINGS) {
      attacks.push({ front: "", part: piece, end });
      for (let cut = 0; cut < Math.min(piece.length, CUTS); cut += 1) {
        const [front, part] = [piece.slice(0, cut), piece.slice(cut, cut + 1)];
        attacks.push({ front, part, end }, { front, part: piece.slice(cut), end: piece + end });
      }
    }
  }
  return attacks;
}

/** The pattern without assertions, which fast-check cannot generate texts for. Assertions consume no text. */
function withoutAssertions({ source, flags }: RegExp): RegExp {
  const taken = source.replaceAll("\\b", "").replaceAll(/\(\?[!=][^)]*\)/g, "");
  return new RegExp(taken, flags.includes("u") ? "u" : "");
}

/** Tests the text, and replaces all matches in it. */
function run(pattern: RegExp, text: string): void {
  pattern.lastIndex = 0;
  pattern.test(text);
  text.replaceAll(new RegExp(pattern, pattern.flags.replace("g", "").concat("g")), "");
}

function cpuTimeOf(pattern: RegExp, text: string): number {
  const started = cpuTime();
  run(pattern, text);
  return cpuTime() - started;
}

/** The CPU time of the worst attacks at full size, or of the first smaller one that takes too long. */
function worstOf(
  pattern: RegExp,
  limit = MAX_CPU_MS,
): { readonly milliseconds: number; readonly attack?: Attack; readonly size?: number } {
  const tried = attacksOn(pattern).map((attack) => ({ attack, taken: trialOf(pattern, textOf(attack, TRIAL_SIZE)) }));
  const worst = tried.toSorted((one, other) => other.taken - one.taken).slice(0, 5);
  let slowest = { milliseconds: 0 };
  for (const size of SIZES) {
    for (const { attack } of worst) {
      const milliseconds = cpuTimeOf(pattern, textOf(attack, size));
      if (milliseconds > limit) return { milliseconds, attack, size };
      slowest = { milliseconds: Math.max(slowest.milliseconds, milliseconds) };
    }
  }
  return slowest;
}

/** The shorter of two runs, in milliseconds, because the first run compiles the pattern. Used only to compare attacks. */
function trialOf(pattern: RegExp, text: string): number {
  const time = () => {
    const started = performance.now();
    run(pattern, text);
    return performance.now() - started;
  };
  return Math.min(time(), time());
}

const { patterns, dynamic } = findPatterns();

/** The patterns of IAM's model, as `patternMatchers` in src/iam-model/constraints.ts compiles them. */
const modelPatterns = Object.entries(shapes).flatMap(([name, shape]) =>
  "pattern" in shape ? [{ place: `shape ${name}`, pattern: new RegExp(`^(?:${shape.pattern})$`, "u") }] : [],
);

describe("a regular expression takes linear time", () => {
  it.each([...patterns, ...modelPatterns])("$place", ({ pattern }) => {
    const { milliseconds, attack, size } = worstOf(pattern);
    expect(milliseconds, JSON.stringify({ ...attack, size })).toBeLessThan(MAX_CPU_MS);
  });

  it("and is found in the source, except for two that are composed of others", () => {
    expect(dynamic).toEqual([
      'src/embedded-iam/protocol/xml.ts: new RegExp(special, "g")',
      'src/embedded-iam/protocol/xml.ts: new RegExp(unwritable, "g")',
    ]);
  });

  it.each([/cannot represent [^:]*value: [\s\S]*$/, /\s+$/, /^https?:\/\/([^/?#]*)(.*)$/])(
    "and these attacks find one that does not: %s",
    (pattern) => {
      expect(worstOf(pattern, MIN_QUADRATIC_CPU_MS).milliseconds).toBeGreaterThan(MIN_QUADRATIC_CPU_MS);
    },
  );
});
