import type { InputName } from "./composed-inputs.ts";
import { foldName } from "./name-folding.ts";
import { defaultQuotas } from "./quotas.ts";

/** A part of an input that satisfies IAM's constraints, and that IAM refuses for another documented reason. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** Member names and list indexes (from 0), such as `["Tags", 0, "Key"]`. */
  readonly path: readonly (string | number)[];
  /** What IAM expects, in words. They do not contain the value. */
  readonly expected: string;
}

export type RefusalReason = "reserved-tag-key" | "duplicate-tag-key" | "url" | "too-few" | "too-many";

type Input = Readonly<Record<string, unknown>>;

/** The operations whose tag keys ignore case: those of users. All others compare tag keys exactly (docs). */
const ignoreCaseOfTagKeys: ReadonlySet<InputName> = new Set(["CreateUser", "TagUser"]);

/** The checks of single operations, in addition to those of tags. */
const checks: Partial<Record<InputName, (input: Input) => Refusal[]>> = {
  CreateOpenIDConnectProvider: urlRefusals,
  UpdateOpenIDConnectProviderThumbprint: emptyThumbprints,
  // The change takes several writes, so a list that is too long must fail before the first one.
  UpdateOpenIDConnectProvider: (input) => [
    ...emptyThumbprints(input),
    ...longerThan(input, "ThumbprintList", defaultQuotas.thumbprintsPerOidcProvider, "thumbprints"),
    ...longerThan(input, "ClientIDList", defaultQuotas.clientIdsPerOidcProvider, "client IDs"),
  ],
};

/**
 * What IAM refuses in an input although it satisfies the constraints of the model. IAM reports one such fault at a time, and
 * only after it has looked up the entity.
 */
export function findRefusals(name: InputName, input: Input): Refusal[] {
  return [...tagKeyRefusals(input, ignoreCaseOfTagKeys.has(name)), ...(checks[name]?.(input) ?? [])];
}

function tagKeyRefusals({ Tags }: Input, ignoresCase: boolean): Refusal[] {
  const seen = new Set<string>();
  return listOf(Tags).flatMap((tag, index): Refusal[] => {
    const key = typeof tag === "object" && tag !== null && "Key" in tag ? tag.Key : undefined;
    if (typeof key !== "string") return [];
    const path = ["Tags", index, "Key"];
    // AWS-capture: in any case.
    if (/^aws:/i.test(key)) {
      return [{ reason: "reserved-tag-key", path, expected: "a key that does not begin with aws:, which is reserved" }];
    }
    const identity = ignoresCase ? foldName(key) : key;
    if (!seen.has(identity)) {
      seen.add(identity);
      return [];
    }
    const expected = ignoresCase ? "a key that no other tag has, regardless of case" : "a key that no other tag has";
    return [{ reason: "duplicate-tag-key", path, expected }];
  });
}

/** AWS-recorded for a URL without a scheme, 3p for http, AWS-capture for a query string or a fragment. */
function urlRefusals({ Url }: Input): Refusal[] {
  if (typeof Url !== "string" || /^https:\/\/[^?#]+$/i.test(Url)) return [];
  const expected = "a URL that begins with https:// and has no query string";
  return [{ reason: "url", path: ["Url"], expected }];
}

/** AWS-report (2023). CreateOpenIDConnectProvider accepts an empty list since July 2024 (docs). */
function emptyThumbprints({ ThumbprintList }: Input): Refusal[] {
  if (!Array.isArray(ThumbprintList) || ThumbprintList.length > 0) return [];
  return [{ reason: "too-few", path: ["ThumbprintList"], expected: "at least 1 thumbprint" }];
}

function longerThan(input: Input, member: string, limit: number, noun: string): Refusal[] {
  if (new Set(listOf(input[member])).size <= limit) return [];
  return [{ reason: "too-many", path: [member], expected: `at most ${limit} ${noun}` }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
