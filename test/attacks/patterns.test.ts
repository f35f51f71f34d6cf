import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shapes } from "../../src/iam-model/shapes.ts";
import { cpuTime } from "../support/clock.ts";
import { findPatterns } from "../support/patterns.ts";

const FULL_SIZE = 1_000_000;
/** Enough to tell which of many texts takes a pattern longest, if not how long. */
const TRIAL_SIZE = 1000;
/** Between the two: a pattern that takes quadratic time fails before it takes minutes. */
const SIZES = [16_000, 32_000, 64_000, 250_000, FULL_SIZE];
/** Linear, the slowest takes a tenth of it. */
const MAX_CPU_MS = 500;
const MIN_QUADRATIC_CPU_MS = 100;
const SAMPLES = 5;
/** Of a sample, where its repeated part may begin. */
const CUTS = 12;

/** What follows a text that almost matches. */
const ENDINGS = ["", "\u0000", "\n", "x"];

/** A text that repeats a part. */
interface Attack {
  readonly front: string;
  readonly part: string;
  readonly end: string;
}

function textOf({ front, part, end }: Attack, size: number): string {
  return front + part.repeat(Math.ceil(size / part.length)) + end;
}

/** Texts that repeat parts of what the pattern matches, or of how it is written. */
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

/** A pattern that fast-check can write texts for. What is left out only asserts: it takes no text. */
function withoutAssertions({ source, flags }: RegExp): RegExp {
  const taken = source.replaceAll("\\b", "").replaceAll(/\(\?[!=][^)]*\)/g, "");
  return new RegExp(taken, flags.includes("u") ? "u" : "");
}

/** Tests the text, and replaces all that matches in it. */
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

/** The CPU time that the pattern takes with the worst attacks of full size, or with smaller ones that take too long. */
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

/** In milliseconds, of two runs, because the first one compiles the pattern. Only to compare attacks. */
function trialOf(pattern: RegExp, text: string): number {
  const time = () => {
    const started = performance.now();
    run(pattern, text);
    return performance.now() - started;
  };
  return Math.min(time(), time());
}

const { patterns, dynamic } = findPatterns();

/** How IAM's model is checked: see `patternMatchers` in src/iam-model/constraints.ts. */
const modelPatterns = Object.entries(shapes).flatMap(([name, shape]) =>
  "pattern" in shape ? [{ place: `shape ${name}`, pattern: new RegExp(`^(?:${shape.pattern})$`, "u") }] : [],
);

describe("a regular expression takes linear time", () => {
  it.each([...patterns, ...modelPatterns])("$place", ({ pattern }) => {
    const { milliseconds, attack, size } = worstOf(pattern);
    expect(milliseconds, JSON.stringify({ ...attack, size })).toBeLessThan(MAX_CPU_MS);
  });

  it("is written in the source, or made of one that is", () => {
    expect(dynamic).toEqual([
      'src/embedded-iam/protocol/xml.ts: new RegExp(special, "g")',
      'src/embedded-iam/protocol/xml.ts: new RegExp(unwritable, "g")',
    ]);
  });

  it.each([/cannot represent [^:]*value: [\s\S]*$/, /\s+$/, /^https?:\/\/([^/?#]*)(.*)$/])(
    "or these attacks find that it does not: %s",
    (pattern) => {
      expect(worstOf(pattern, MIN_QUADRATIC_CPU_MS).milliseconds).toBeGreaterThan(MIN_QUADRATIC_CPU_MS);
    },
  );
});
